"""The word classes that a request to stop is made of; its frames are in `reply_stop_words`."""

CLASSES = {
    "ME": "me, us, here, mi, este numero, this number, this phone, this address, this person, my "
    "number, my phone, my cell, my mobile, my wife, my husband, my kid, my son, my daughter, my "
    "mother",
    "THE": "w, the, dis, dat, whatever, whichever, another, one more, no, anything, these, this, those, "
    "that, your, ur, my, any, all, all of, further, future, daily, more, of, such, weekly, "
    "damn, stupid, fucking, bloody, annoying, to, with, from, for, out, text, reminder, me, so, "
    "many, much, little, sort of, kind of, free",
    "MESSAGES": "text, texts, txt, txts, message, messages, msg, msgs, sms, email, emails, mail, "
    "mails, nudge, nudges, reminder, reminders, notification, notifications, prompts, "
    "prompt, check-ins, check ins, checkins, alerts, correspondence, communication, "
    "communications, spam, stuff, contact, them",
    "SERVICE": "service, services, program, programme, subscription, enrolment, enrollment, "
    "membership, list, lists, listing, mailing list, registration, sign up, account, "
    "distribution list, database, system, contacts, scheme, thing, app, "
    "participation, number, records",
    "CEASE": "stop, quit, end, cancel, discontinue, cease, cease and desist, halt, terminate, finish, "
    "deactivate, disable, drop, shut off, turn off, switch off, cut, cut out, knock off, "
    "kill, stop with, enough of, enough with, no more, stopping, ending, cancelling, "
    "canceling, done with, over with, no longer want, no longer need, no longer require, sick "
    "of, fed up with, fed up of, tired of, hate, call off, wrap up, refuse, had enough of, "
    "leave, exit, withdraw from, opt out of, unsubscribe from, unenroll from, resign from, "
    "unsubscribe me, opt me out, drop out of, quit it with, stop it with, prefer no, rather "
    "no, opt out from, back out of, bow out of, get out of, want out of, want off, to stop, "
    "to end, to cancel",
    "SENDING": "sending, texting, messaging, txting, contacting, emailing, writing, writing to, "
    "bothering, bugging, pestering, harassing, spamming, pinging, nudging, reminding, "
    "annoying, calling, hounding, blowing up, hitting up, delivering, mailing, reaching out "
    "to, disturbing",
    "SEND": "text, txt, texting, message, messaging, msg, contact, contacting, email, write, write to, "
    "bother, bug, send, sending, spam, harass, ping, call, reach out to, disturb, pester, "
    "mail, hit up, nudge, remind",
    "GETTING": "getting, receiving, having, get, receive, be getting, be receiving, have, hear, "
    "hearing, continue, continue with, continuing, carry on with, participate in, be part "
    "of, be on, be in, take part in",
    "DONT": "dont, do not, never, dont ever, dont you, do not ever, no need to, please dont, you must not",
    "I": "i, im, i am, we, we are, i really, i just, honestly i, i honestly, im so, i am so, personally i",
    "NOT_WANT": "would prefer not, "
    "dont want, do not want, dont need, do not need, dont wish, do not wish, no longer "
    "want, no longer wish, dont care, dont wanna, never wanted, didnt want, not want, dont "
    "like, prefer not, rather not, would rather not, didnt ask, never asked, never signed "
    "up, didnt sign up, did not sign up, never subscribed, didnt subscribe, did not "
    "subscribe, never agreed, didnt agree, never consented, did not consent, no longer "
    "require, have no use, cant afford, dont consent, do not consent",
    "TAKE": "remove, delete, erase, wipe, scrub, strike, unenroll, unenrol, deregister, withdraw, "
    "unlist, unregister, disenroll, exclude, removing, deleting, be removed from, block",
    "TAKE_OFF": "take, get, drop, pull, cut, kick, keep, knock, taking, leave, sign",
    "OFF": "off, off of, out, out of, from",
    "MINE": "me, us, my number, my name, my phone, my cell, my mobile, my contact, my details, my "
    "info, my data, this number, this phone, this contact, number, my email, my information, "
    "my account, him, her, his number, her number, his phone, her phone, his name, her name, "
    "their number, our number, mine, my mum, my mom, my mother, my son, my daughter, my "
    "husband, my wife, my child, my kid, my address",
    "OTHERS": "him, her, his, she, he, she~, my ex, my mom, my mum, my dad, my boss, my mother, my "
    "sister, my brother, my husband, my wife, myself, yourself, himself, people, others, the "
    "kids, my kids, guys, them",
    "PLEASE": "any longer, "
    "please, pls, plz, thanks, thank you, thx, ty, now, immediately, right now, anymore, any "
    "more, again, no more, im begging you, ever, ever again, today, for good, forever, "
    "already, ok, asap, at once, kindly, altogether, man, bro, dude, mate, sir, guys, you, "
    "u, lol, por favor, porfa, porfavor, gracias, ya, mas, nunca, nunca mas, nada, jamas, "
    "eso, esto, esos, estos, otra vez, de una vez, de una buena vez, che, amigo, amiga, "
    "hombre, and, so, it",
    "WRONG": "wrong, incorrect, mistaken",
    "PERSON": "number, numb~, nummb~, person, phone, guy, girl, woman, man, lady, dude, one, contact, "
    "house, people, kid, address, fella, bloke, chick, no",
    "GOT": "you have the, u have the, you got the, u got the, youve got the, uve got the, you got, u "
    "got, you have a, this is the, this is a, its the, its a, i think you have the, i think "
    "this is the, have the, got the, you must have the, you might have the, think you got the, "
    "you are texting the, ur texting the, youre texting the, texting the, you texted the, u "
    "texted the, i think u got the, think you have the, i believe you have the, im the, i am "
    "the, theres a, sent to the",
    "MENSAJES": "mensaje, mensajes, mensajito, mensajitos, texto, textos, sms, correo, correos, "
    "recordatorio, recordatorios, aviso, avisos, notificaciones, notificacion, envio, "
    "envios, comunicaciones, uno, nada, ejercicios, cosas, mails, msj, msjs, spam, "
    "mensajeria, preguntas, consejos",
    "SERVICIO": "servicio, programa, suscripcion, inscripcion, lista, sistema, base de datos, base, "
    "registro, cuenta, grupo de mensajes, grupo, contactos, agenda, participacion, "
    "listado, mensajeria, vaina, cosa",
    "LOS": "los, las, el, la, lo, mi, mis, sus, su, tu, tus, estos, este, esta, esto, esos, ese, esa, "
    "mas, ningun, ninguno, de, con, del, al, vuestra, vuestro, vuestros, tantos, tanto, otro, "
    "a, en, todos, todo, unos, un, una, pinches, malditos, me, ya, que",
    "MANDAR": "mand~, envi~, escrib~, molest~, contact~, texte~, jod~, chin~, fastidi~, llen~, busc~, "
    "spame~, llam~, llegar~, insist~, pregunt~, bombarde~, hostig~",
    "MANDEN": "mande, manden, mandes, mandeis, envie, envien, envies, envieis, escriba, escriban, "
    "escribas, escribais, moleste, molesten, molestes, molesteis, contacte, contacten, "
    "contactes, contacteis, jodan, jodas, joda, chinguen, fastidien, texteen, llamen, "
    "busquen, insistan, insistas, manda, mandan, llegue, lleguen, sigan, vuelvan, vuelva, "
    "vuelvas, sigas, siga, volvais, sigais, hinchen, rompan, pregunten",
    "DEJA": "stop, deja, dejen, deje, dejad, dejar, dejeis, dejes, dejenme, dejame, dejense, para, pare, "
    "paren, parad, parar, cesen, cese, basta, basta ya, acaben, acaba, corten, cortenla, "
    "cortala, corta, parenle, parale, ya estuvo, ya estuvo bueno, ya estuvo bien, ya basta, "
    "suficiente, no mas, nada de, terminen, termine",
    "NO_QUIERO": "no quiero, no deseo, no quisiera, no necesito, ya no quiero, ya no deseo, no me "
    "interesa, ya no me interesa, no me interesan, ya no me interesan, no me gusta, no "
    "pedi, yo no pedi, nunca pedi, no solicite, nunca solicite, no estoy interesada, no "
    "estoy interesado, paso de, no acepto, no autorizo, prefiero no, preferiria no, ya no "
    "necesito, no me apetece, no pienso",
    "RECIBIR": "recibir, recibiendo, seguir, seguir recibiendo, seguir con, continuar, continuar con, "
    "participar, participar en, que me lleguen, tener, formar parte, seguir en, estar en, "
    "saber nada de",
    "TERMINAR": "cancelar, finalizar, terminar, anular, dejar, abandonar, salir, salirme, suspender, "
    "desactivar, detener, parar, cancelen, cancela, cancele, cancelo, anulen, terminen, "
    "finalicen, detengan, paren, suspendan, desactiven, desactiva, desuscribirme, "
    "desinscribirme, desapuntarme, retirarme, termino, dejo, abandono, me salgo, me bajo, "
    "me borro, desuscribo, cancelame, cancelenme, me retiro, cancelenlo, cancelalo, "
    "cancelenla, acabar, acaben",
    "QUITA_ME": "borrame, borrenme, borreme, borradme, borrarme, eliminame, eliminenme, elimineme, "
    "eliminadme, eliminarme, quitame, quitenme, quiteme, quitadme, quitarme, sacame, "
    "saquenme, saqueme, sacadme, sacarme, desuscribeme, desuscribanme, desuscribirme, "
    "desapuntame, desapuntenme, desapuntadme, desapuntarme, desinscribanme, desinscribeme, "
    "bajenme, bajame, cancelame, cancelenme, retirenme, retireme, retirame, bloqueenme, "
    "remuevanme, remuevame, sacar, desactivenme, darme de baja, desvinculenme, salirme",
    "QUITA": "borra, borren, borre, borrad, borrar, elimina, eliminen, elimine, eliminad, eliminar, "
    "quita, quiten, quite, quitad, quitar, saca, saquen, saque, sacad, sacar, remuevan, "
    "remover, retiren, cancelen, den de baja, da de baja, dar de baja, desactiven, "
    "desvinculen",
    "MI_NUMERO": "mi numero, este numero, mi telefono, mi celular, mi cel, mi movil, mi nombre, mis "
    "datos, mi contacto, mi correo, este telefono, este celular, mi linea, "
    "mi direccion, mi email",
    "DAR": "dar, darme, dame, deme, denme, dadme, doy, me doy, quiero, solicito, pido, tramiten, "
    "tramitar, tramite, quisiera, darse, denos, dennos, causar, pedir, solicitar, me dan, me "
    "das, dan, den, necesito, me den, me de, deseo",
    "HARTA": "podrido, podrida, harto, harta, hartos, hartas, cansado, cansada, hasta, lleno, llena, "
    "hinchado, agobiado, agobiada, aburrido, aburrida, loco, loca, frito, frita, hasta la "
    "coronilla",
    "NO_ES_MIO": "no es de, ya no es de, no pertenece, ya no pertenece, no es el de, no es mio, es de "
    "otra, es de mi, es nuevo, era de, cambio de dueno, es ahora de, no corresponde, ya "
    "no lo usa, ya no lo tiene, no es la persona, es de una, es de un, lo tengo hace, lo "
    "tengo desde",
    "CELULAR": "numero, celular, cel, telefono, movil, tel, linea",
}
