"""How people ask us to stop, in word classes and the frames they stand in, as `reply_read.read` spells it."""

from nudges.core.text.lexicon import listed, phrases

#: Written in capitals before other words they are said to us: "STOP I hate this".
CAPITALS = frozenset({"STOP", "UNSUBSCRIBE", "BAJA"})

#: A stop also among the words of AIM: "stop all this now", "cancel it please".
STOP_FIRM = phrases(
    "stop, stopall, stop all, unsubscribe, cancel, revoke, optout, opt out, opting out, unstart, 🛑, cease",
    "discontinue, terminate, arret, arrete, cancelar, cancela, cancelen, cancele, desuscribir, desactivar",
    "desactiva, desactiven, parar, paren, parenle, parale, cancelo, stop it",
)

#: A stop only alone or with courtesies and words for messages: "the end", "I quit", "end it" are not.
STOP_BARE = phrases(
    "end, quit, no more, remove, alto, basta, baja, para, no mas, ya no mas, no quiero mas, ya no quiero",
    "fin, terminar, salir, anular, detener, eliminar, i want out, want out, im out, no mensajes, delete",
    "block, ya estuvo, i quit, enough already, de baja, pare",
)

#: After a stop in capitals these make it something seen: "STOP signs".
OF_A_ROAD = frozenset({"sign", "signs", "and", "light", "y"})

#: A request may begin after one of these in the middle of a clause.
JOINTS = frozenset({"and", "but", "so", "then", "please", "pls", "kindly", "y", "pero", "que", "favor"})

#: After one of these a bare "cancel it" is said to us, whoever was spoken of before.
PLEAS = phrases("so please, so pls, so kindly, begging you, asi que por favor, por eso por favor, so just")

#: What only looks like a stop: "para" is also "in order to", to go out more is no goodbye, "de él" is
#: somebody else.
NOT_STOPS = phrases("para escribir, para enviar, para mandar, mas alto, salir mas, de el")

#: Words for what we send; "end these messages" is a stop.
MESSAGES = phrases(
    "me, text, texts, texting, txt, txts, message, messages, messaging, service, program, msg, msgs, email",
    "emails, emailing, mail, mails, sms, nudge, nudges, reminder, reminders, notification, notifications",
    "sending, send, subscription, these, your, of, mensaje, mensajes, texto, textos, correo, correos",
    "suscripcion, recordatorios, mandarme, enviarme, escribirme, mandar, enviar, escribir, mas",
)

#: What people put around a stop: whom, what, for how long, and how crossly.
AIM = phrases(
    "mate, dude, bro, man, buddy, pal, it, this, that, those, them, the, a, an, all, any, everything, my",
    "from, to, on, and, no, done, receive, receiving, get, getting, contact, contacting, calling, u, ur, you",
    "bothering, bugging, harassing, spamming, forever, ever, list, number, phone, cell, stuff, things, thing",
    "programme, person, for, until, till, while, week, weeks, month, months, few, next, consent, permanently",
    "fucking, fuckin, damn, goddamn, bloody, stupid, annoying, shit, crap, spam, the hell, i dont want this",
    "i dont want it, i do not want this, altogether, completely, entirely, totally, us, in, with, entire",
    "daily, weekly, whole, future, further, more, by, going, forward, effective, yall, already, at, account",
    "profile, info, details, data, records, as, soon, possible, off, wish, i, am, im, today",
    "la, el, los, las, esto, estos, de, mi, tu, su, lista, quiero, un, una, semana, nada, nunca, molestar",
    "molestarme, contactarme, del todo, por completo, definitivamente, nunca mas, jamas, otra vez, otra, al",
    "lado, por, favor, en, este, esta, ese, numero, telefono, celular, cel, mande, programa, servicio, cosas",
    "todo, toda, todos, todas, sus, tus, mis, que, mandando, enviando, escribiendo, llamar, joder, chingar",
    "mensajito, mensajitos, ejercicio, ejercicios, cabrones, carajo, favorcito, ok",
)

#: How a request to stop may open. Not "I can't" nor "we need to": those are about life, not about us.
STOP_OPENINGS = phrases(
    "id like you to, i would like you to, i want to ask you to, i am asking you to, time to, its time to",
    "can u guys, can you guys, can you all, can yall, could you guys, would like to be, parce, mi amor, nah",
    "nah im good, im good, no thanks, i already said, ive asked you to, ive told you to",
    "can you, could you, would you, will you, can u, you can, can someone, can somebody, will someone",
    "somebody, someone, would you mind, would you please, please can you, you guys, you people, you need to",
    "u need to, i want you to, i need you to, need you to, i asked you to, i told you to, i told you, i said",
    "i want to, i wanna, want to, i need to, need to, id like to, i would like to, i wish to, wish to",
    "i wish",
    "id like, i would like, i want, how do i, how can i, how to, where do i, go ahead and, let me, lets, get",
    "i have decided to, ive decided to, i decided to, i think, ill, i will, id rather you, id prefer you",
    "i should be grateful if you would, i should be grateful if you could, i should be grateful if",
    "i would be grateful if, id be grateful if, i would appreciate it if, id appreciate it if, you would",
    "would be grateful if, you could, i am requesting you to, im requesting you to, i request you to",
    "request",
    "i request that you, i ask you to, i ask that you, i must ask you to, i have to ask you to, i demand you",
    "i demand that you, this is a request to, i am writing to, writing to, im asking you to, i beg you to",
    "so, and, but, actually, ugh, omg, wow, jeez, ffs, wtf, look, listen, seriously, again, also, then",
    "for the last time, bro, dude, mate, man, yo, che, mira, miren, oye, oigan, oiga, uf, ay",
    "quiero, quisiera",
    "puedes, pueden, podrias, podrian, puede, podria, como puedo, como, como hago para, me gustaria, deseo",
    "me quiero, les ruego que, le ruego que, les ruego, les pido que, le pido que, les pido, le pido",
    "te pido",
    "te pido que, solicito que, solicito, quiero que, pido que, pido, quisiera que, necesito que, necesito",
    "les agradeceria que, agradeceria que, le agradeceria que, les agradezco que, exijo que, exijo, haganme",
    "el favor de, hagan el favor de, haz el favor de, ya pueden, ya puedes, solo quiero, yo quiero, favor de",
    "quiero pedirles que, mejor, que, ya, asi que, entonces, stop, y, pero, pues, dear sir or madam",
    "dear sir",
    "dear madam, dear team, dear all, dear friends, dear sirs, dear sir madam, to whom it may concern",
    "estimados senores, estimado senor, estimada senora, estimados, muy senores mios, me please, yes",
)

#: A request, where a clause begins or after its openings; politeness may follow, or the rest of a letter.
ORDERS = (
    "be/being/get taken/removed/dropped off/out/from of? THE* MESSAGES/SERVICE/this/it/here",
    "NO_QUIERO saber mas? nada mas? de esto/ustedes/ti/LOS+MENSAJES/eso",
    "I? CEASE ever? SENDING $",
    "I? CEASE ever? SENDING PLEASE* $",
    "I? CEASE ever? SENDING THE* ME !back",
    "I? CEASE ever? SENDING THE* MESSAGES/anything/SERVICE !OTHERS/to+him/to+her/to+my",
    "I? CEASE THE* MESSAGES !from/to/with/about/between/at/and/de+mi",
    "I? CEASE THE* MESSAGES from/to you/u/this/here/me/us/my",
    "I? CEASE the/this/these/your/my/ur+daily* SERVICE !of/at/where",
    "I? CEASE these/this/them/my+part/all+this PLEASE* $",
    "I? CEASE THE* GETTING THE* MESSAGES !from",
    "I? CEASE THE* GETTING THE* MESSAGES from you/u/this/here",
    "I? CEASE it/this/them/everything for+good/please/altogether/completely/asap/now/immediately",
    "I? CEASE MESSAGES $",
    "make/making/get/have/need/want/like it/this/these/them/the+texts/the+messages/all+this to? "
    "stop/end PLEASE* $",
    "THE MESSAGES/SERVICE should/must/needs+to/need+to/have+to/has+to/to/can stop/end/cease",
    "DONT SEND ME",
    "DONT SEND to? ME !back/when/if/unless/because",
    "DONT SEND THE* MESSAGES/anything !to/at/from",
    "DONT SEND these/this/anymore/any+more/again/ever/more PLEASE* $",
    "I? NOT_WANT to? GETTING* THE* MESSAGES "
    "!to/that+he/with+him/with+her/from+him/from+her/from+my/between/about",
    "I? NOT_WANT to? GETTING* the/this/your/these/in* SERVICE",
    "I? NOT_WANT to? GETTING? these/this/your/for+this/for+these PLEASE* $",
    "I? NOT_WANT to? GETTING? from you/u",
    "I? NOT_WANT for this/these/it/any+of+this",
    "I? not interested",
    "I? not interested in? THE* MESSAGES/SERVICE/this/it/anymore/thanks",
    "I? not interested PLEASE* $",
    "TAKE MINE PLEASE* $",
    "TAKE MINE from/off your/ur/this/these/the/all* MESSAGES/SERVICE/here",
    "TAKE MINE from/off your/ur/this/these",
    "TAKE_OFF MINE OFF PLEASE* $",
    "TAKE_OFF MINE OFF THE* MESSAGES/SERVICE/here/this !group",
    "TAKE_OFF MINE OFF your/ur/these/this !group/team/situation/mess/house/relationship",
    "be/being/get removed/deleted/unsubscribed/unenrolled/withdrawn/deregistered/taken+off PLEASE* $",
    "be/being/get removed/deleted/unsubscribed/unenrolled/withdrawn/deregistered/taken+off from/off? "
    "THE* MESSAGES/SERVICE",
    "unsubscribe me/us/from/my/please/now/this",
    "unsubscribe PLEASE* $",
    "opt/opting me/us? out PLEASE* $",
    "opt/opting me/us? out of/from THE* MESSAGES/SERVICE",
    "withdraw/revoke/withdrawing/revoking/rescind my/all/any? consent/permission/participation/authorization",
    "do/have my+consent no+longer",
    "leave me/us alone/be/in+peace !with",
    "lose/forget/delete/block/erase my/the/this number",
    "get+lost/go+away/shut+up/stfu/piss+off/fuck+off/f+off/buzz+off/bugger+off/sod+off PLEASE* $",
    "fuck+off/piss+off/stfu/shut+up you/robot/bot/with/and",
    "im/ill/i+will/i+am/gonna/going+to/i? block/blocking/reporting/report you/u/this",
    "blocked/blocking/reported you/u/this PLEASE* $",
    "this/these/it/all is/are/its? just? spam/harassment/junk PLEASE* $",
    "this/these+are/it is? harassment/spam",
    "I? want/get/let/count me/us? out/off PLEASE* $",
    "want/get/let/count me/us? out/off of? this/these/your/it/THE+SERVICE PLEASE* $",
    "block me",
    "can/could/would/will/to/and you/u/yall/guys/please* not SEND ME",
    "i+said/i+told+you/i+asked+you/i+already+said no+more/stop/enough/unsubscribe/remove+me",
    "I? cant/cannot/cant+you take/stand/handle/do/deal any? more/another/one+more/no+more of? THE* MESSAGES",
    "if i/you/u get/send/receive/text/hear/message me? any? one/another/more/again/1/from+you",
    "calling/contacting/suing/call/sue my/a/you/the* lawyer/attorney/police/fcc",
    "forget/pretend i exist/existed/am+gone",
    "will/going+to/gonna be? reported/report",
    "DEJA ya? de/con/a? LOS* MENSAJES !de+el/de+ella/a+mi/a+el",
    "DEJA ya/por+favor? de "
    "mandarme/enviarme/escribirme/molestarme/molestar/textearme/contactarme/joder/chingar/fastidiar/"
    "llenarme/mandar/enviar/escribir/mandarnos/escribirnos/llegarme/spamearme/hinchar/mandandome/"
    "insistir/buscarme/llamarme "
    "!a/le/les",
    "que? no me/nos vuelvan/vuelva/vuelvas/sigan/siga/sigas/volvais a? MANDAR",
    "no/ya+no le/les MANDEN LOS* MENSAJES? a este/esta/mi CELULAR",
    "no pueden/puedes/deben/tienen+que/puede/pueden+seguir MANDAR",
    "no/ya+no me? MANDEN mas/esto/eso",
    "si me vuelve/vuelven/sigue/siguen/llega/llegan a? llegar/mandar/escribir/enviar/otro/uno/otra",
    "los/te/les demando/denuncio/demandare/denunciare/voy+a+denunciar",
    "supresion/eliminacion/baja/borrado/cancelacion de LOS* datos/numero/MENSAJES/SERVICE/SERVICIO",
    "DEJA/quiero+dejar de recibir/tener LOS* MENSAJES",
    "DEJA/que+cesen/que+paren/que+terminen LOS* MENSAJES",
    "deseo/prefiero/quiero/quisiera/pido/he+decidido no RECIBIR* LOS* SERVICIO/MENSAJES",
    "NO_QUIERO que lleguen/llegue/manden/envien/escriban LOS* MENSAJES",
    "QUITA LOS* MI_NUMERO",
    "que? no vuelvan/vuelva/vuelvas/sigan/sigas a? MANDAR me/nos/mas/mensajes? !le/les",
    "que? no me/nos MANDEN !hasta/nada+hasta/mas+hasta",
    "que? no me/nos MANDEN MENSAJES !hasta",
    "stop mandandome/enviandome/escribiendome/molestandome",
    "no MANDEN LOS* MENSAJES/mas/nada !a/hasta",
    "no MANDEN PLEASE* $",
    "NO_QUIERO RECIBIR* LOS* MENSAJES !de+el/de+ella/de+mi/con/que",
    "NO_QUIERO RECIBIR* LOS* SERVICIO",
    "NO_QUIERO RECIBIR esto/estos/este/sus/tus/con+esto? PLEASE* $",
    "NO_QUIERO que me/nos MANDEN",
    "NO_QUIERO que me/nos sigan/vuelvan a? MANDAR",
    "ya+no+me+interesa/no+me+interesa/no+me+interesan/ya+no+me+interesan PLEASE* $",
    "no+quiero/ya+no+quiero/no+pienso/no+lo+quiero retomar/retomarlo/seguir/continuar PLEASE* $",
    "TERMINAR LOS* MENSAJES/SERVICIO !de+mi",
    "cancelenlo/cancelalo/cancelenla/cancelenme/cancelame",
    "esto+es/es spam/acoso",
    "TERMINAR esto/todo/todo+esto PLEASE* $",
    "TERMINAR el/este envio de",
    "QUITA_ME PLEASE* $",
    "QUITA_ME ya? de/del LOS* MENSAJES/SERVICIO/aqui/ahi/esto",
    "QUITA_ME de/del su/tu/sus/tus/esta/esa/este/ese/vuestra/aqui/esto",
    "QUITA MI_NUMERO",
    "DAR me/mi/la/los? de? baja PLEASE* $",
    "DAR me/mi/la/los? de? baja de/del/en/a/al/para/por LOS* MENSAJES/SERVICIO/esto/MI_NUMERO",
    "DAR me/mi/la/los? de? baja definitiva/inmediata/cuanto/lo/si/y/porque/pero",
    "como/donde/quiero/para me? doy/damos/darme/dar de baja !el/la/del+gimnasio",
    "dejame/dejenme/dejeme/dejadme/dejen/dejanos/dejennos ya? en/tranquila/tranquilo paz? PLEASE* $",
    "dejame/dejenme/dejeme/dejadme/dejennos ya? en+paz/tranquila/tranquilo",
    "me tienen/tiene/tenes/tienes/teneis HARTA",
    "estoy/ya/me HARTA de LOS* MENSAJES/SERVICIO",
    "vayanse/largate/larguense/pudranse/callate/callense/esfumense",
    "voy+a/los+voy+a/te+voy+a bloquear/denunciar/bloquearlos/bloquearte/denunciarlos/reportarlos",
    "los/te bloqueo/denuncio/reporto",
    "retiro/revoco mi/el? consentimiento/autorizacion/permiso",
    "borrense mi numero",
)

#: Whoever says so is not the person whom we write to; only where a clause begins.
WRONG_PERSON = (
    "GOT* WRONG PERSON PLEASE/new+phone/whoever/you/u/here/im/this/i/not/stop* $",
    "GOT WRONG PERSON",
    "WRONG PERSON PLEASE/you/u/im/i/this/mi/not/pal/buddy/stop/no",
    "not/isnt/aint my/the? number/phone PLEASE* $",
    "this/it/that is/isnt/aint/is+not/was not? my number/phone/name !to",
    "this/it isnt/aint/is+not/is+no+longer/not _ s? number/phone/mobile/cell/anymore",
    "this/it isnt/aint/is+not/not who/whom/the+person/the+one/the+right",
    "you/u/ur have/got/are mistaken+me/confused+me/the+wrong/mistaken",
    "new owner/user of/for? this/the/of? number/phone",
    "just/only/recently? got/bought/have this/a+new number/phone recently/and/yesterday/last+week/from",
    "i? just/recently/only got/have/bought this/the number/phone",
    "this is/was a? new/work/business/company/school/shared number/phone/line",
    "number/phone belongs/belonged to",
    "this/the/that number/phone "
    "belongs/belonged/is+now/has+a+new/has+changed/now+belongs/is+not/is+no+longer/isnt",
    "_ doesnt/does+not/no+longer/dont have/has/use/uses/own/owns/live/lives this/here/at? "
    "number/phone/here/anymore",
    "_ _ doesnt/does+not/no+longer/dont have/has/use/uses/own/owns/live/lives this/here/at? "
    "number/phone/here",
    "no one/body/person called/named/by+that+name",
    "nobody/no+one/noone/theres+no/there+is+no here/called/named/_ by/called/here/with/named/at",
    "i+am/im not/no _ PLEASE* stop/wrong",
    "who is/are? this+kid/this+child",
    "i+dont/do+not/dont know/have who+you+are/a/any/this _ stop/remove/wrong/delete",
    "numero/telefono/persona equivocado/equivocada/incorrecto/incorrecta/erroneo",
    "esta/estan/estas/te/se/os "
    "equivocado/equivocada/equivocados/equivocan/equivoca/equivocaron/equivoco/equivocaste/equivocas/"
    "mal "
    "de/con/en? el? numero/persona/telefono/destinatario/contacto",
    "esta/estan/estas/ustedes? mal/equivocado/equivocados/equivocada de? numero/persona/telefono",
    "equivocado/equivocada/equivocados de/con numero/persona/telefono/el+numero",
    "este/ese/el/mi CELULAR/LOS* NO_ES_MIO",
    "CELULAR este/ese? NO_ES_MIO",
    "aqui/aca no vive/hay/esta/existe/se+llama",
    "aqui/aca es una/un/la/el _",
    "no soy/conozco quien/esa/la/ese/el/a/al/ningun/ninguna persona/_",
    "yo? no me/nos? inscribi/apunte/suscribi/registre/anote/meti",
    "yo? nunca me/nos? inscribi/apunte/suscribi/registre/anote/meti",
)

#: Before a stop further on these make it somebody else's: "I told him, leave me alone".
TELLING = phrases(
    "he, she, they, him, her, his, we, said, says, told, asked, tells, yelled, shouted, screamed, wanted",
    "whispered, texted, wrote, thought, felt, feel, ella, ellos, le, dijo, dije, dice, pidio, pedi, grito",
    "grite, digo, pense, queria, mom, mum, dad, ex, finally, almost",
    "learned, decided, trying, promised",
)
#: The same right after it: "leave me alone, he said".
TOLD_AFTER = (
    r"\b(?:he|she|they|ella|el|mom|mum|dad|ex|daughter|son|husband|wife|partner|sister|brother|boss) "
    r"(?:said|says|yelled|shouted|screamed|told|texted|wrote|asked|begged|dijo|grito|pidio)\b"
    r"|\bi (?:said|told|yelled|shouted|screamed|texted|wrote|thought|whispered) ?(?:to|him|her|them|my|it|$)"
    r"|\bis what\b|\bdij[eo]\b"
    r"|\bwas (?:all|what|my)\b|\b(?:me|le|les) (?:dijo|dije|grito|grite|pidio|pedi)\b"
    r"|\b(?:dije|dijo|pense|grite|grito)$"
)

#: A certain request may also stand in the middle of a clause, but not after one of these.
NOT_AFTER = frozenset(
    listed(
        "a about al an and are been being cant con could de didnt doesnt dont el from got had i if la "
        "like me my never ni no nor not nunca of or para por que se should sin than the to un una was "
        "were with without wont would"
    )
)
#: A number that should not be on our list: "who gave you this number?? remove it".
WHOSE_NUMBER = (
    "my/this/your/ur/mi/este/esta/su number/phone/list/numero/celular/telefono/cel/lista _? _? _? _? "
    "_? _? _? "
    "remove/delete/erase/drop/borrenlo/eliminenlo/quitenlo/saquenlo/borralo/borrelo/eliminalo/"
    "bloqueen/block "
    "it/now/PLEASE* $",
)
