"""What people ask us for, in frames of word classes (see `reply_frame`, `reply_ask_classes`).

The words are those of a sentence as `reply_time.spot` leaves it: a time is its mark, "@at" or "@until".
"""

from nudges.core.reply.meaning import Kind

#: The whole sentence, politeness before and after aside.
WHOLE = {
    Kind.HELP: (
        "help/info/ayuda/commands/command/options/menu/instructions/opciones/comandos/instrucciones/"
        "informacion/support/soporte "
        "THE* PLEASE*",
        "is/hay? anyone/anybody/someone/somebody/alguien really? there/reading/real/ahi/aqui/leyendo "
        "this/these/eso? PLEASE*",
        "is/are/r this/it/you/u US* THE* "
        "scam/spam/bot/robot/real/legit/automated/person/human/machine/ai/computer/joke/prank/phishing "
        "or? US* bot/person/real/human/what/not? PLEASE*",
        "do i know you/u PLEASE*",
        "_? _? _? WHO dis/this/texting/is+this PLEASE*",
        "_? _? que/cuales/q cosas/opciones/palabras/comandos me/te/les/se* puedo/puedes/pueden/debo "
        "poner/decir/mandar/responder/contestar/escribir aca/aqui/por+aca PLEASE*",
        "_? _? dont/do+not/cant/no understand/get/entiendo/comprendo how/what/como/que/esto/this THE* "
        "funciona/works/work/is/es/do/does/means/mean THE* PLEASE*",
        "esto/este/eres/usted/hablo/es/estoy+hablando/is+this/are+you* con? un/una/a? "
        "robot/bot/persona/maquina/estafa/broma/real/human/humano/person o/or? un/una/a? _? _? PLEASE*",
        "WHO US US* US* PLEASE*",
        "_? _? WHO is/are/r? this/you/u/it texting? PLEASE*",
        "who/whos US* texting/messaging/sending/writing/contacting US* US*",
        "WHAT US* US* PLEASE*",
        "WHAT is? THE SERVICE/THING/this PLEASE* and/or/who/how/is/for/please/about _* _* _*",
        "WHO is/are/r? this/you/u and/or/how/what/why/where _* _* _*",
        "WHAT am/do/should/can/must/are i/we supposed/meant/have/need? to? "
        "say/reply/send/answer/write/text/respond/type/do+with/do+about/do+here THE* THING* THE* "
        "you/here/with* PLEASE*",
        "how do/does/should/would/can/am i/it/this/these/you/THE+SERVICE? supposed/meant? to? THE* "
        "THING? SERVICE? "
        "work/works/use/reply/answer/respond/function/reach/talk/speak/help/contact/call/operate THE* "
        "THING? PLEASE*",
        "_? _? does/do/is/are/will/am/would it/this/these/they/i/you/that THE* THING? SERVICE? "
        "get/being/going+to/have+to/need+to/for? COST THE* PLEASE/anything/money/for* _? _?",
        "how+much/what is/does/do/are/will? it/this/these/they/i? THE* THING? SERVICE? COST/is/are* PLEASE*",
        "is/are there a/any? COST PLEASE*",
        "how/where did/do/have/had you/u/they/yall get/got/find/obtain/have my/this "
        "number/name/phone/contact/info _* PLEASE*",
        "i+need/need/want/get/i+want some? help/support/info/information/assistance THE* THING? "
        "SERVICE? PLEASE*",
        "what/which are? THE* commands/options/keywords/choices/words/rules _* PLEASE*",
        "what can/do/does i/you/u/this/it do/text/say/send/offer/reply/mean THE* PLEASE*",
        "QUIEN NOSOTROS NOSOTROS* NOSOTROS* PLEASE*",
        "que/k/q es/son/significa/significan/hace/quiere+decir NOSOTROS* PLEASE*",
        "de+que/para+que/de+quien es/son/se/va/trata/sirve/sirven NOSOTROS* PLEASE*",
        "_? _? quien/quienes es/son/eres/me/manda/escribe NOSOTROS* PLEASE*",
        "como funciona/funcionan/se+usa/uso/respondo/contesto/le+hago/va/sirve/es THE* THING? SERVICE? "
        "_? PLEASE*",
        "que puedo/hago/tengo+que/debo/se+puede/se+supone+que/hay+que/tengo/opciones/comandos "
        "hago/responder/contestar/hacer/escribir/mandar/poner/decir/hay/tengo/haga? THE* THING? "
        "PLEASE*",
        "esto/este/este+servicio/el+servicio/este+programa es/tiene/me? COST _? PLEASE*",
        "tiene/tienen/hay/hay+que/tengo+que/van+a algun/que/un/a? COST _? _? PLEASE*",
        "cuanto/que me? COST THE* THING? SERVICE? PLEASE*",
        "como/de+donde consiguieron/sacaron/obtuvieron/tienen/conseguiste/tienes mi/este "
        "numero/telefono/contacto PLEASE*",
        "necesito/quiero/ocupo ayuda/informacion/info/soporte THE* THING? PLEASE*",
    ),
    Kind.STATUS: (
        "CAN? SHOW? me? cuantos/cuantas/how+many COUNT* THE* KEPT KEPT* COUNT* WHEN* PLEASE*",
        "did/does/do/has/have you/u/it/that/my/they* "
        "count/counted/log/logged/register/registered/save/saved/record/recorded/get "
        "@day/yesterday/today/my/mine/it/that/this* _? PLEASE*",
        "and/so/hey/y/oye? HOW DOING? WHEN* WHEN* WHEN* PLEASE*",
        "CAN? SHOW THE* HOW DOING? WHEN* WHEN* PLEASE*",
        "CAN? SHOW? me? THE* weekly/current/total/overall? STATS "
        "PLEASE/WHEN/please/report/update/check/of/de* WHEN* PLEASE*",
        "whats/wheres/hows/what+is THE* STATS WHEN* PLEASE/like/looking*",
        "CAN? SHOW? me? how+many/how+much/cuantos/cuantas/cuanto COUNT* have/did/do/has/am/is "
        "i/we/ive/that? COUNT* KEPT* COUNT* WHEN* PLEASE*",
        "CAN? SHOW? me? how+many/cuantos/cuantas COUNT* i/we/ive have? KEPT COUNT* WHEN* PLEASE*",
        "did/have i miss/missed/kept/keep/done/completed/finished/skipped any/all/every/them/most _? "
        "WHEN* PLEASE*",
        "what+day/que+dia/day/which+day am/voy/is i/this/it? on? WHEN* PLEASE*",
    ),
    Kind.WHY: (
        "and/but/so? THE* THING? WHYS WHY_US* WHY_US* WHY_US* PLEASE*",
        "WHYS WHY_US WHY_US* THING/me/SERVICE PLEASE*",
        "NEXT THING? COMES* when PLEASE*",
        "when/what+time/what+day/whens/cuando/a+que+hora/que+dia is/are/will/do/does/can/should/am? "
        "i/my/the/you/it/me/u/we* NEXT? THING? be/is/i? COMES* NEXT THING? COMES* WHEN* PLEASE*",
        "a+que+hora/cuando/what+time/when is/are/do/does/will? i/you/it/the/they/these? COMES COMES? "
        "el/la/los/las/the/my? NEXT? THING? PLEASE*",
    ),
    Kind.RESUME: (
        "ready to go/start/roll/begin/rock/continue/receive again? PLEASE*",
        "se acabo/acabaron/termino/terminaron el/las/la/mis/los/mi "
        "descanso/vacaciones/pausa/receso/fiestas _*",
        "_* _? would+like/want/want/ready+for/miss/missed/like/need THE* THING/notes/them back/again PLEASE*",
        "unpause/unmute/un+pause/resume THE/THING/SERVICE* _* _*",
        "take/get/bring me off/out/back of/from? THE* PAUSE PLEASE*",
        "ya? regrese/volvi/llegue/ya+estoy _* _* RESUME THE* THING* AGAIN? PLEASE*",
        "_* THE+PAUSE is/es/are/se? over/finished/done/ended/acabo/acabaron/terminaron/termino",
        "CAN* THE* RESUME THE* THING/SERVICE/where+i+left+off/where+we+left+off/PAUSE* AGAIN? PLEASE*",
        "CAN* RESUME THE* THING/SERVICE AGAIN/on? PLEASE*",
        "CAN? "
        "lift/end/stop/remove/cancel/take+off/finish/undo/quita/quiten/termina/terminen/levanten/"
        "acaben "
        "THE* PAUSE PLEASE*",
        "seguimos/sigamos/retomamos/retomemos/continuamos/continuemos/arrancamos/volvemos con? THE* "
        "THING? PLEASE*",
    ),
    Kind.START: (
        "CAN* ENTER THE* THING/SERVICE? AGAIN/THE* PLEASE* AGAIN? PLEASE*",
        "_? _? _? _? _? _? CAN ENTER THE* THING/SERVICE? AGAIN PLEASE*",
        "_? _? _? _? _? _? _? want/like/love/need/have/miss THE* THING/them/it/these back/again PLEASE*",
        "_? _? _? vuelvan/vuelve/vuelva/volved a? "
        "mandarme/enviarme/escribirme/mandar/enviar/incluirme/inscribirme/apuntarme/anotarme/meterme/"
        "ponerme/agregarme "
        "THE* THING? PLEASE*",
        "changed/ive+changed/i+changed my mind _* _* AGAIN? PLEASE*",
        "me+arrepenti/cambie+de+opinion/cambie+de+idea _* _*",
    ),
    Kind.UNDO: (
        "_? le/lo/la/eso di/toque/aprete/pique/mande/envie/puse/marque/conteste "
        "sin+querer/por+error/mal/por+accidente PLEASE*",
        "_? _? _? CAN? UNDO THE* SAID THE* SAID? PLEASE*",
        "UNDO THE* SAID _? _? _?",
    ),
    Kind.PAUSE: (
        "not/no @days/@day/this+week RESUME/start/back AGAIN? @day/@until PLEASE*",
        "_* _* _? dont/do+not/please+dont/no SEND_ME THE/any/anything/nada/mas/THING* "
        "@until/@days/hasta+entonces/until+then _*",
        "CAN* rest/park/shelve/pause/hold these/them/THE+THING/it/the/THING* "
        "for/until/over/till/during/hasta _* _*",
        "stop/pause/hold/break/hold+off/paren/pausen "
        "for+now/for+a+while/for+a+bit/por+ahora/por+ahorita/por+un+tiempo/por+el+momento _* _* _*",
        "_* _? "
        "ill+tell/ill+let/i+will+tell/i+will+let/will+let/les+digo/te+digo/les+aviso/te+aviso/"
        "yo+aviso/i+tell "
        "you/u? know? when/cuando _*",
        "put/place THE/THING* on+hold _* _*",
        "_* _* paralo/parenlo/parelo/pausalo/pausenlo/para/paren/pausen/pausa THE* THING? "
        "hasta+que/until/till/mientras _* _*",
        "_* _* @until no SEND_ME nada/mas/me* _*",
        "skip/silence/mute THE* rest of _",
        "_* _* me/nos? dan/das/dame/denme/regalan unos/unas/algunos dias/diitas/diitos/semanas/semanitas _*",
        "_? _? _? @days/@until de/of/for/without/sin/no/off THE* "
        "PAUSE/THING/SERVICE/peace/quiet/paz/descansar _*",
        "no/sin/without/zero THE* THING/mandar/enviar/mandarme @until/@days _* _*",
        "@until/@days no/dont/please+dont/do+not me? SEND_ME nada/mas/me/anything/any/THING* _*",
        "CAN/need/want/take/taking/dan/das/dame/denme/give/me+tomo CAN/need/a/take/taking* me? @days "
        "off/de/libres/away/from/descanso/PAUSE THE* THING? SERVICE? _*",
        "skip/skipping/miss/sit+out/stop/quiet me? THE* THING* until/for? "
        "@days/@until/this+week/the+week/this+month/rest+of+@at PLEASE* _*",
        "nothing/none/no+more/nada THE* THING? PLEASE* @day/@until/@days PLEASE* _* _*",
        "_? _? off/away/gone/out/travelling/traveling/abroad for/over/on/until/in? THE* "
        "holidays/holiday/vacation/vacations/honeymoon/christmas/hols/break/leave/@days/@until/town/"
        "surgery "
        "_* _*",
        "_? _? _? _? _? _? back/vuelvo/regreso/return/returning @until/@day PLEASE* _?",
        "CAN* "
        "PAUSE/pausing/pausar/pausen/pausa/pausame/suspend/suspender/suspendan/congelar/congelen/"
        "freeze/hold/hold+off/put+on+hold "
        "THE* THING/SERVICE/everything/todo "
        "@until/@days/@day/@at/on+hold/PLEASE/for/while/a/un/tiempo* _?",
        "put THE* THING/SERVICE/everything on hold/pause/ice for? @days/@until/PLEASE/while/a/now* _*",
        "need/want/could+use/taking/i+need/i+want/necesito/quiero/ocupo/me+tomo/tomare "
        "THE/short/little/pequeno* PAUSE/breather/respiro/pausita/descansito/descansar THE* THING? "
        "SERVICE? @days/@until/a/while/for/please/un/tiempo/por* PLEASE*",
    ),
    Kind.RETIME: (
        "time/hora/horario/new+time/nueva+hora to/a? @at/@hour/@usual",
        "prefer/prefiero/preferably/rather @usual/@at/@hour _? _? PLEASE*",
        "@usual/@at/@hour would/could/should/might/will suit/work/be/fit me/us? much? "
        "better/best/nicer/easier/well for? me? PLEASE*",
        "EVER? a+partir+de/from/starting/as+of/desde @day/@at/@hour @at? _* _*",
        "how/where do/can/would i change/set/adjust/move/edit THE/what* time/hour/schedule _* _*",
        "make/send/move/push/pasenlo/pasalo/muevanlo/muevelo/mandenlo/mandalo/ponganlo/do "
        "it/this/them/these/THING? @later/later/earlier/mas+temprano/mas+tarde/sooner THE/in/day* "
        "EVER? PLEASE*",
        "@until/@at/@hour EVER PLEASE*",
        "_? _? CAN* do/have/try/move/make/get @at @hour/@at? instead/EVER* PLEASE*",
        "could/can these/those/they/the+texts/the+messages land/come/arrive/go after/before _ "
        "rather/instead/not than/of/at? _*",
        "_? _? _? _? CAN* RECEIVE* THE* THING* @later/later/earlier/mas+temprano/mas+tarde/sooner "
        "time? THE/in/day/morning/afternoon/evening/por/tarde/manana/than* EVER _*",
        "_? _? _? CAN/make/need/want/prefer/do* a? @later/later/earlier time/slot/hour/hora/horario _* _*",
        "CAN* these/those/they/the/my/your+THING* THING? land/come/arrive/go/be/reach+me "
        "after/before/at/around _ rather/instead/not than/of/at? _*",
        "_? _? _? CAN* RECEIVE* THE* THING* at/for/to/a? @at/@hour/@usual/6/7/8/9/10/5/after+_ "
        "instead+of/rather+than/instead/not/en+vez+de/en+lugar+de/EVER _* _*",
        "make/do/move/set/change THE THING? to/at/for? @at/@hour/@usual/4/5/6/7/8/9/10/11/12 "
        "@usual/EVER _* _*",
        "i? would/should/d/id? prefer/rather/like/love _? _? _? _? @at/@hour/@usual EVER _* _*",
        "@at/@hour/@usual is/are/works/suits/es/seria/me+va best/better/ideal/mejor for? me/us? EVER? "
        "PLEASE*",
        "EVER CAN? RECEIVE* THE* THING* at/for/to/a? @at/@hour/@usual _* _*",
    ),
    Kind.SNOOZE: (
        "@day/@at/@in/@later better/best/instead/mejor/preferably PLEASE*",
        "stop/wait/hold/hold+on/hang+on/pause/esperame/espera/dame for? @in _* _* _?",
        "BUSY* @in/@day/@at/@hour/@later REMIND THE* _* _*",
        "_? _? shall/will/ill attend/do/get/answer/see/finish/reply to/it/this/that* @at/@day/@in/@later _*",
        "hang+on/hold+on/wait/espera/esperame/un+segundo @in/@later PLEASE*",
        "BUSY? "
        "not+right+now/not+rn/not+just+now/not+this+minute/not+this+second/not+at+the+moment/"
        "cant+right+now "
        "PLEASE*",
        "BUSY* WHEN_DONE _ _* _*",
        "BUSY* @day/@at/@later/@in/@hour te/le/les/lo/la/os/ya/me/yo* "
        "contesto/respondo/escribo/digo/cuento/avisas/avisan/avisa/recuerdas/recuerdan/preguntas/"
        "preguntan/dices/escribes/mandas/mandan/aviso/pongo "
        "_* _*",
        "BUSY* @in/@later/@day @at? "
        "just/lol/im/its/until/once/driving/parking/cooking/eating/working/still/have/got/need/gotta/"
        "estoy/ando/tengo/que/voy "
        "_* _*",
        "BUSY* @day/@at/@hour/@in works/suits/is/better/ok/fine/good/me/va/bien* then/so? "
        "ask/remind/text/send/try/ping/nudge/poke _* _*",
        "BUSY* REMIND THE* @in/@day/@at/@hour/@later/@until/@days _* _*",
        "BUSY* REMIND THE* WHEN_DONE _ _* _*",
        "BUSY* _? _? _? REMIND me/us/again/this/it* about/of/to/this/it/again* "
        "@in/@day/@at/@hour/@later PLEASE*",
        "BUSY BUSY* @in/@later PLEASE*",
        "give/gimme/dame/deme/denme/need/want me? like/about/another/a/just/unos/otros* @in/@days "
        "more/mas/to/please/and/y? _*",
    ),
}
