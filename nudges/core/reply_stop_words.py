"""How people ask us to stop, in word classes and the frames they stand in, as `reply_read.read` spells it."""

from nudges.core.reply_words import phrases

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
    "profile, info, details, data, records, as, soon, possible, off, wish, i, am, im, today, creeps, robot",
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
    "i want to, i wanna, want to, i need to, need to, id like to, i would like to, i wish to, wish to, i wish",
    "id like, i would like, i want, how do i, how can i, how to, where do i, go ahead and, let me, lets, get",
    "i have decided to, ive decided to, i decided to, i think, ill, i will, id rather you, id prefer you",
    "i would be grateful if, id be grateful if, i would appreciate it if, id appreciate it if, you would",
    "would be grateful if, you could, i am requesting you to, im requesting you to, i request you to, request",
    "i request that you, i ask you to, i ask that you, i must ask you to, i have to ask you to, i demand you",
    "i demand that you, this is a request to, i am writing to, writing to, im asking you to, i beg you to",
    "so, and, but, actually, ugh, omg, wow, jeez, ffs, wtf, look, listen, seriously, again, also, then, for",
    "the last time, bro, dude, mate, man, yo, che, mira, miren, oye, oigan, oiga, uf, ay, quiero, quisiera",
    "puedes, pueden, podrias, podrian, puede, podria, como puedo, como, como hago para, me gustaria, deseo",
    "me quiero, les ruego que, le ruego que, les ruego, les pido que, le pido que, les pido, le pido, te pido",
    "te pido que, solicito que, solicito, quiero que, pido que, pido, quisiera que, necesito que, necesito",
    "les agradeceria que, agradeceria que, le agradeceria que, les agradezco que, exijo que, exijo, haganme",
    "el favor de, hagan el favor de, haz el favor de, ya pueden, ya puedes, solo quiero, yo quiero, favor de",
    "quiero pedirles que, mejor, que, ya, asi que, entonces, stop, y, pero, pues, dear sir or madam, dear sir",
    "dear madam, dear team, dear all, dear friends, dear sirs, dear sir madam, to whom it may concern",
    "estimados senores, estimado senor, estimada senora, estimados, muy senores mios, me please, yes",
)

#: The classes of the frames.
CLASSES = {
    "ME": "me, us, here, mi, este numero, this number, this phone, this address, this person, my number, "
    "my phone, my cell, my mobile, my wife, my husband, my kid, my son, my daughter, my mother",
    "THE": "the, dis, dat, whatever, whichever, another, one more, no, anything, these, this, those, that, your, ur, my, any, all, all of, further, future, daily, more, of, "
    "such, weekly, damn, stupid, fucking, bloody, annoying, to, with, from, for, out, text, reminder, me, so, "
    "many, much, little, sort of, kind of, free",
    "MESSAGES": "text, texts, txt, txts, message, messages, msg, msgs, sms, email, emails, mail, mails, nudge, "
    "nudges, reminder, reminders, notification, notifications, prompts, prompt, check-ins, check ins, "
    "checkins, alerts, correspondence, communication, communications, spam, stuff, contact, them",
    "SERVICE": "service, services, program, programme, subscription, enrolment, enrollment, membership, list, "
    "lists, listing, mailing list, registration, sign up, account, distribution list, database, system, contacts, "
    "scheme, thing, app, texting, messaging, participation, number, records",
    "CEASE": "stop, quit, end, cancel, discontinue, cease, cease and desist, halt, terminate, finish, "
    "deactivate, disable, drop, shut off, turn off, switch off, cut, cut out, knock off, kill, stop with, "
    "enough of, enough with, no more, stopping, ending, cancelling, canceling, done with, over with, "
    "no longer want, no longer need, no longer require, sick of, fed up with, fed up of, tired of, hate, call off, wrap up, refuse, had enough of, leave, exit, withdraw from, opt out of, "
    "unsubscribe from, unenroll from, resign from, unsubscribe me, opt me out, drop out of, "
    "quit it with, stop it with, prefer no, rather no, opt out from, back out of, bow out of, get out of, want out of, want off, "
    "to stop, to end, to cancel",
    "SENDING": "sending, texting, messaging, txting, contacting, emailing, writing, writing to, bothering, "
    "bugging, pestering, harassing, spamming, pinging, nudging, reminding, annoying, calling, hounding, "
    "blowing up, hitting up, delivering, mailing, reaching out to, disturbing",
    "SEND": "text, txt, texting, message, messaging, msg, contact, contacting, email, write, write to, bother, "
    "bug, send, sending, spam, harass, ping, call, reach out to, disturb, pester, mail, hit up, nudge, remind",
    "GETTING": "getting, receiving, having, get, receive, be getting, be receiving, have, hear, hearing, "
    "continue, continue with, continuing, carry on with, participate in, be part of, be on, be in, take part in",
    "DONT": "dont, do not, never, dont ever, dont you, do not ever, no need to, please dont, you must not",
    "I": "i, im, i am, we, we are, i really, i just, honestly i, i honestly, im so, i am so, personally i",
    "NOT_WANT": "dont want, do not want, dont need, do not need, dont wish, do not wish, no longer want, "
    "no longer wish, dont care, dont wanna, never wanted, didnt want, not want, dont like, prefer not, "
    "rather not, would rather not, didnt ask, never asked, never signed up, didnt sign up, did not sign up, "
    "never subscribed, didnt subscribe, did not subscribe, never agreed, didnt agree, never consented, "
    "did not consent, no longer require, have no use, cant afford, dont consent, do not consent",
    "TAKE": "remove, delete, erase, wipe, scrub, strike, unenroll, unenrol, deregister, withdraw, unlist, "
    "unregister, disenroll, exclude, removing, deleting, be removed from, block",
    "TAKE_OFF": "take, get, drop, pull, cut, kick, keep, knock, taking, leave, sign",
    "OFF": "off, off of, out, out of, from",
    "MINE": "me, us, my number, my name, my phone, my cell, my mobile, my contact, my details, my info, my data, "
    "this number, this phone, this contact, number, my email, my information, my account, him, her, "
    "his number, her number, his phone, her phone, his name, her name, their number, our number, my details, "
    "mine, my mum, my mom, my mother, my son, my daughter, my husband, my wife, my child, my kid, my address",
    "OTHERS": "him, her, his, she, he, she~, my ex, my mom, my mum, my dad, my boss, my mother, my sister, my "
    "brother, my husband, my wife, myself, yourself, himself, people, others, the kids, my kids, guys, them",
    "PLEASE": "please, pls, plz, thanks, thank you, thx, ty, now, immediately, right now, anymore, any more, "
    "again, no more, please, im begging you, ever, ever again, today, for good, forever, already, ok, asap, at once, kindly, altogether, man, "
    "bro, dude, mate, sir, guys, you, u, lol, por favor, porfa, porfavor, gracias, ya, mas, nunca, nunca mas, "
    "nada, jamas, eso, esto, esos, estos, otra vez, de una vez, de una buena vez, che, amigo, amiga, hombre, and, so, it",
    "WRONG": "wrong, incorrect, mistaken",
    "PERSON": "number, numb~, nummb~, person, phone, guy, girl, woman, man, lady, dude, one, contact, house, people, kid, "
    "address, fella, bloke, chick, no",
    "GOT": "you have the, u have the, you got the, u got the, youve got the, uve got the, you got, u got, "
    "you have a, this is the, this is a, its the, its a, i think you have the, i think this is the, have the, "
    "got the, you must have the, you might have the, think you got the, you are texting the, ur texting the, "
    "youre texting the, texting the, you texted the, u texted the, i think u got the, think you have the, "
    "i believe you have the, im the, i am the, theres a, sent to the",
    # Spanish
    "MENSAJES": "mensaje, mensajes, mensajito, mensajitos, texto, textos, sms, correo, correos, recordatorio, "
    "recordatorios, aviso, avisos, notificaciones, notificacion, envio, envios, comunicaciones, llamadas, uno, nada, ejercicios, cosas, mails, msj, msjs, spam, "
    "mensajeria, preguntas, consejos",
    "SERVICIO": "servicio, programa, suscripcion, inscripcion, lista, sistema, base de datos, base, registro, "
    "cuenta, grupo de mensajes, grupo, contactos, agenda, participacion, listado, mensajeria, vaina, cosa",
    "LOS": "los, las, el, la, lo, mi, mis, sus, su, tu, tus, estos, este, esta, esto, esos, ese, esa, mas, "
    "ningun, ninguno, de, con, del, al, vuestra, vuestro, vuestros, tantos, tanto, otro, a, en, todos, todo, "
    "unos, un, una, pinches, malditos, me, ya, que, vuestros",
    "MANDAR": "mand~, envi~, escrib~, molest~, contact~, texte~, jod~, chin~, fastidi~, llen~, busc~, spame~, "
    "llam~, llegar~, insist~, pregunt~, bombarde~, hostig~",
    "MANDEN": "mande, manden, mandes, mandeis, envie, envien, envies, envieis, escriba, escriban, escribas, "
    "escribais, moleste, molesten, molestes, molesteis, contacte, contacten, contactes, contacteis, jodan, "
    "jodas, joda, chinguen, fastidien, texteen, llamen, busquen, insistan, insistas, manda, mandan, llegue, "
    "lleguen, sigan, vuelvan, vuelva, vuelvas, sigas, siga, volvais, sigais, hinchen, rompan, pregunten",
    "DEJA": "deja, dejen, deje, dejad, dejar, dejeis, dejes, dejenme, dejame, dejense, para, pare, paren, parad, "
    "parar, cesen, cese, basta, basta ya, acaben, acaba, corten, cortenla, cortala, corta, parenle, parale, "
    "ya estuvo, ya estuvo bueno, ya estuvo bien, ya basta, suficiente, no mas, nada de, terminen, termine",
    "NO_QUIERO": "no quiero, no deseo, no quisiera, no necesito, ya no quiero, ya no deseo, no me interesa, ya "
    "no me interesa, no me interesan, ya no me interesan, no me gusta, no pedi, yo no pedi, nunca pedi, "
    "no solicite, nunca solicite, no estoy interesada, no estoy interesado, paso de, no acepto, no autorizo, "
    "prefiero no, preferiria no, ya no necesito, no me apetece, no pienso",
    "RECIBIR": "recibir, recibiendo, seguir, seguir recibiendo, seguir con, continuar, continuar con, "
    "participar, participar en, que me lleguen, tener, formar parte, seguir en, estar en, saber nada de",
    "TERMINAR": "cancelar, finalizar, terminar, anular, dejar, abandonar, salir, salirme, suspender, desactivar, "
    "detener, parar, cancelen, cancela, cancele, cancelo, anulen, terminen, finalicen, detengan, paren, suspendan, "
    "desactiven, desactiva, desuscribirme, desinscribirme, desapuntarme, retirarme, termino, dejo, "
    "abandono, me salgo, me bajo, me borro, desuscribo, cancelame, cancelenme, me retiro, cancelenlo, cancelalo, cancelenla, acabar, acaben",
    "QUITA_ME": "borrame, borrenme, borreme, borradme, borrarme, eliminame, eliminenme, elimineme, eliminadme, "
    "eliminarme, quitame, quitenme, quiteme, quitadme, quitarme, sacame, saquenme, saqueme, sacadme, sacarme, "
    "desuscribeme, desuscribanme, desuscribirme, desapuntame, desapuntenme, desapuntadme, desapuntarme, "
    "desinscribanme, desinscribeme, bajenme, bajame, cancelame, cancelenme, retirenme, retireme, retirame, "
    "bloqueenme, remuevanme, remuevame, sacar, desactivenme, darme de baja, desvinculenme, salirme",
    "QUITA": "borra, borren, borre, borrad, borrar, elimina, eliminen, elimine, eliminad, eliminar, quita, "
    "quiten, quite, quitad, quitar, saca, saquen, saque, sacad, sacar, remuevan, remover, retiren, cancelen, den "
    "de baja, da de baja, dar de baja, desactiven, desvinculen",
    "MI_NUMERO": "mi numero, este numero, mi telefono, mi celular, mi cel, mi movil, mi nombre, mis datos, mi "
    "contacto, mi correo, este telefono, este celular, mi linea",
    "DAR": "dar, darme, dame, deme, denme, dadme, doy, me doy, quiero, solicito, pido, tramiten, tramitar, "
    "tramite, quisiera, darse, denos, dennos, causar, pedir, solicitar, me dan, me das, dan, den, necesito, "
    "me den, me de, deseo",
    "HARTA": "podrido, podrida, harto, harta, hartos, hartas, cansado, cansada, hasta, lleno, llena, hinchado, "
    "agobiado, agobiada, aburrido, aburrida, loco, loca, frito, frita, hasta la coronilla",
    "NO_ES_MIO": "no es de, ya no es de, no pertenece, ya no pertenece, no es el de, no es mio, es de otra, es "
    "de mi, es nuevo, era de, cambio de dueno, es ahora de, no corresponde, ya no lo usa, ya no lo tiene, no "
    "es la persona, es de una, es de un, lo tengo hace, lo tengo desde",
    "CELULAR": "numero, celular, cel, telefono, movil, tel, linea",
}

#: A request, where a clause begins or after its openings; politeness may follow, or the rest of a letter.
ORDERS = (
    "I? CEASE ever? SENDING $",
    "I? CEASE ever? SENDING PLEASE* $",
    "I? CEASE ever? SENDING THE* ME !back",
    "I? CEASE ever? SENDING THE* MESSAGES/anything/SERVICE !OTHERS/to+him/to+her/to+my",
    "I? CEASE THE* MESSAGES !from/to/with/about/between/at/and/de+mi",
    "I? CEASE THE* MESSAGES from/to you/u/this/here/me/us/my",
    "I? CEASE the/this/these/your/my/ur+daily* SERVICE !of/at/where/with",
    "I? CEASE these/this/them/my+part/all+this PLEASE* $",
    "I? CEASE THE* GETTING THE* MESSAGES !from",
    "I? CEASE THE* GETTING THE* MESSAGES from you/u/this/here",
    "I? CEASE it/this/them/everything for+good/please/altogether/completely/asap/now/immediately",
    "I? CEASE MESSAGES $",
    "make/making/get/have/need/want/like it/this/these/them/the+texts/the+messages/all+this to? stop/end PLEASE* $",
    "THE MESSAGES/SERVICE should/must/needs+to/need+to/have+to/has+to/to/can stop/end/cease",
    "DONT SEND ME",
    "DONT SEND to? ME !back/when/if/unless/because",
    "DONT SEND THE* MESSAGES/anything !to/at/from",
    "DONT SEND these/this/anymore/any+more/again/ever/more PLEASE* $",
    "I? NOT_WANT to? GETTING* THE* MESSAGES !to/that+he/with+him/with+her/from+him/from+her/from+my/between/about",
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
    "be/being/get removed/deleted/unsubscribed/unenrolled/withdrawn/deregistered/taken+off from/off? THE* "
    "MESSAGES/SERVICE",
    "unsubscribe me/us/from/my/please/now/this",
    "unsubscribe PLEASE* $",
    "opt/opting me/us? out PLEASE* $",
    "opt/opting me/us? out of/from THE* MESSAGES/SERVICE",
    "withdraw/revoke/withdrawing/revoking/rescind my/all/any? consent/permission/participation/authorization",
    "do/have my+consent no+longer",
    "leave me/us alone/be/in+peace !with",
    "lose/forget/delete/block/erase my/the/this number",
    "get+lost/go+away/shut+up/stfu/piss+off/fuck+off/buzz+off/bugger+off/sod+off/bog+off PLEASE* $",
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
    "DEJA ya/por+favor? de mandarme/enviarme/escribirme/molestarme/molestar/textearme/contactarme/joder/"
    "chingar/fastidiar/llenarme/mandar/enviar/escribir/mandarnos/escribirnos/llegarme/spamearme/hinchar/"
    "mandandome/insistir/buscarme/llamarme !a/le/les",
    "que? no me/nos vuelvan/vuelva/vuelvas/sigan/siga/sigas/volvais a? MANDAR",
    "no/ya+no le/les MANDEN LOS* MENSAJES? a este/esta/mi CELULAR",
    "no pueden/puedes/deben/tienen+que/puede/pueden+seguir MANDAR",
    "no/ya+no me? MANDEN mas/esto/eso",
    "si me vuelve/vuelven/sigue/siguen/llega/llegan a? llegar/mandar/escribir/enviar/otro/uno/otra",
    "los/te/les demando/denuncio/demandare/denunciare/voy+a+denunciar",
    "supresion/eliminacion/baja/borrado/cancelacion de LOS* datos/numero/MENSAJES/SERVICE/SERVICIO",
    "DEJA/que+cesen/que+paren/que+terminen LOS* MENSAJES",
    "deseo/prefiero/quiero/quisiera/pido/he+decidido no RECIBIR* LOS* SERVICIO/MENSAJES",
    "NO_QUIERO que lleguen/llegue/manden/envien/escriban LOS* MENSAJES",
    "QUITA LOS* MI_NUMERO",
    "que? no vuelvan/vuelva/vuelvas/sigan/sigas a? MANDAR me/nos/mas/mensajes? !le/les",
    "que? no me/nos MANDEN",
    "que? no me/nos MANDEN MENSAJES",
    "no MANDEN LOS* MENSAJES/mas/nada !a",
    "no MANDEN PLEASE* $",
    "NO_QUIERO RECIBIR* LOS* MENSAJES !de+el/de+ella/de+mi/con/que",
    "NO_QUIERO RECIBIR* LOS* SERVICIO",
    "NO_QUIERO RECIBIR esto/estos/este/sus/tus/con+esto? PLEASE* $",
    "NO_QUIERO que me/nos MANDEN",
    "NO_QUIERO que me/nos sigan/vuelvan a? MANDAR",
    "ya+no+me+interesa/no+me+interesa/no+me+interesan/ya+no+me+interesan PLEASE* $",
    "no+quiero/ya+no+quiero/no+pienso/no+lo+quiero retomar/retomarlo/seguir/continuar/PLEASE* $",
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
    "this/the/that number/phone belongs/belonged/is+now/has+a+new/has+changed/now+belongs/is+not/is+no+longer/isnt",
    "_ doesnt/does+not/no+longer/dont have/has/use/uses/own/owns/live/lives this/here/at? number/phone/here/"
    "anymore",
    "_ _ doesnt/does+not/no+longer/dont have/has/use/uses/own/owns/live/lives this/here/at? number/phone/here",
    "no one/body/person called/named/by+that+name",
    "nobody/no+one/noone/theres+no/there+is+no here/called/named/_ by/called/here/with/named/at",
    "i+am/im not/no _ PLEASE* stop/wrong",
    "who is/are? this+kid/this+child",
    "i+dont/do+not/dont know/have who+you+are/a/any/this _ stop/remove/wrong/delete",
    "numero/telefono/persona equivocado/equivocada/incorrecto/incorrecta/erroneo",
    "esta/estan/estas/te/se/os equivocado/equivocada/equivocados/equivocan/equivoca/equivocaron/equivoco/"
    "equivocaste/equivocas/mal de/con/en? el? numero/persona/telefono/destinatario/contacto",
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
    "whispered, texted, wrote, thought, felt, feel, ella, el, ellos, le, dijo, dije, dice, pidio, pedi, grito",
    "grite, digo, pense, queria, mom, mum, dad, ex, finally, almost",
    "learned, decided, trying, promised",
)
#: The same right after it: "leave me alone, he said".
TOLD_AFTER = (
    r"\b(?:he|she|they|ella|el|mom|mum|dad|ex|daughter|son|husband|wife|partner|sister|brother|boss) "
    r"(?:said|says|yelled|shouted|screamed|told|texted|wrote|asked|begged|dijo|grito|pidio)\b"
    r"|\bi (?:said|told|yelled|shouted|screamed|texted|wrote|thought|whispered) ?(?:to|him|her|them|my|it|$)"
    r"|\bis what\b|\bdij[eo]\b|\bwas (?:all|what|my)\b|\b(?:me|le|les) (?:dijo|dije|grito|grite|pidio|pedi)\b|\b(?:dije|dijo|pense|grite|grito)$"
)

#: A certain request may also stand in the middle of a clause, but not after one of these.
NOT_AFTER = frozenset(
    "no not dont cant wont didnt doesnt never to with had got of are were was sin con nunca been being the a an my "
    "i could would should un una el la me se que de para por al and or if like nor ni than about without from".split()
)
#: A number that should not be on our list, and "remove it", in two sentences: "who gave you this number?? remove it".
WHOSE_NUMBER = (
    "my/this/your/ur/mi/este/esta/su number/phone/list/numero/celular/telefono/cel/lista _? _? _? _? _? _? _? remove/delete/erase/drop/borrenlo/"
    "eliminenlo/quitenlo/saquenlo/borralo/borrelo/eliminalo/bloqueen/block it/now/PLEASE* $",
)
