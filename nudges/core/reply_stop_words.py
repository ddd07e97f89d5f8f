"""How people ask us to stop, and what only looks like it, as `reply_read.read` spells it."""

import re

from nudges.core.reply_words import phrases

#: Written in capitals before other words they are said to us: "STOP I hate this".
CAPITALS = frozenset({"STOP", "UNSUBSCRIBE", "BAJA"})

#: A stop also among the words of AIM: "stop sending me these texts", "cancel it please".
STOP_FIRM = phrases(
    "stop, stopall, stop all, unsubscribe, cancel, revoke, optout, opt out, opt me out, unstart, 🛑",
    "stop today, quit it, quit texting, quit messaging, quit sending, leave me alone, go away, get lost",
    "take me off, get me off, remove me, remove my number, delete me, delete my number, lose my number",
    "dont text me, do not text me, dont text, dont message me, do not message me, dont contact me",
    "do not contact me, dont email me, do not email me, dont send me, do not send me, dont send any",
    "never text me, never contact me, i dont want these, i do not want these, i dont want any more",
    "i dont want texts, i dont want messages, i dont want to receive, i dont want to get, dont want these",
    "i do not want to receive, i no longer want, no longer want, fuck off, piss off, not my number",
    "this is spam, esto es spam, es spam, wrong number, wrong person, you have the wrong, you got the "
    "wrong, youve got the wrong",
    "i think you have the wrong, i think this is the wrong, this is the wrong, its the wrong",
    "revoke consent, revoke my consent, i revoke consent, i revoke my consent, withdraw my consent",
    "arret, arrete, desuscribir, desuscribirme",
    "darme de baja, dame de baja, denme de baja, dar de baja, no me escribas, no me escriban",
    "deme de baja, dadme de baja, me doy de baja, quiero la baja, solicito la baja, pido la baja",
    "no me mandes, no me manden, no me envies, no me envien, dejame en paz, dejenme en paz",
    "no me escriba, no me mande, no me envie, no envies, no envien, no mandes, no manden, no me contactes",
    "discontinue, cease, terminate, unenroll me, unenrol me, deregister me, withdraw me, drop me from, "
    "take me out, get me out of, get me off of, want out of this",
    "want off this, lose this number, i never signed up, never signed up for this, i didnt sign up for "
    "this, never subscribed, did not sign up for this, i never asked for this",
    "no longer wish, do not wish to receive, dont wish to receive, do not want to receive, dont want any "
    "of, do not message, dont message, dont contact, do not contact, do not text",
    "dont write, do not write, dont email, do not email, enough with the texts, enough with the messages, "
    "enough with these, enough with this, enough of these, enough texts, enough messages",
    "enough already, enough with your, i dont want your, i do not want your, i do not want any, dont want "
    "your, stop bugging, stop spamming, stop harassing, stop it, knock it off, cut it out, stfu, block me",
    "cancelenlo, cancelalo, cancelenme, cancelame, cancelen todo, cancelar todo, cancelenla, cancela todo,"
    " desactivar, desactiven, desactivenme, desactiva, desinscribirme, desinscribanme, quiero salirme",
    "me quiero salir, sacarme de, salirme de, quitarme de, borrarme de, eliminarme de, saquenme, borrenme,"
    " eliminenme, quitenme, borrame, sacame, quitame, eliminame, no vuelvan a, no vuelvas a, no me "
    "vuelvan a",
    "no me vuelvas a, ya no me manden, ya no me escriban, ya no me envien, ya no manden, ya no envien, ya "
    "no escriban, dejenme tranquila, dejenme tranquilo, dejame tranquila, dejame tranquilo",
    "no deseo recibir, no deseo mas, ya no deseo, ya no quiero recibir, no quiero seguir recibiendo, no "
    "quiero estos, ya no quiero estos, ya no quiero mas mensajes, no quiero mensajes, "
    "no quiero sus, no quiero tus",
    "cortala con, cortenla con, corten con, corta con, basta de mensajes, basta de mensajitos, basta con "
    "los mensajes, parenle, parale, dejen de joder, deja de joder, dejen de molestar, dejen de chingar",
    "se equivocaron de persona, se equivoco de persona, te equivocaste de persona, yo no me inscribi, yo "
    "no me apunte, nunca me inscribi, nunca me apunte, yo no pedi esto, no soy esa persona, esta "
    "equivocado de numero",
    "no me contacten, no me molestes, no me molesten, no molesten, no quiero recibir, dejar de recibir",
    "deja de, dejen de, dejad de, numero equivocado, cancelar, cancela, cancelen, parar, paren",
    "como cancelo, como me doy de baja, desuscribeme, desuscribanme, borrame de, quitame de, sacame de",
    "eliminame de",
    "borrenme de, quitenme de, saquenme de, borra mi numero, borren mi numero, elimina mi numero",
    "eliminen mi numero, numero incorrecto, persona equivocada, te equivocaste de numero",
    "se equivoco de numero, se equivocaron de numero",
)

#: A stop whatever follows it in the sentence: "stop contacting me, you creeps".
STOP_CERTAIN = phrases(
    "stop texting me, stop messaging me, stop contacting me, stop emailing me, stop sending me",
    "stop spamming me, stop bothering me, unsubscribe me, opt me out, please unsubscribe",
    "i want to unsubscribe, no me escriban mas, no me manden mas, no me envien mas, dejen de escribirme",
    "dejen de mandarme, dejen de enviarme, no quiero recibir mas mensajes, ya no quiero recibir mensajes",
)

#: The same in more words than a list can hold; where a clause begins, after its politeness.
STOP_ORDERS = re.compile(
    r"(?:these|them|(?:the|your|these) (?:texts?|messages?|nudges?|reminders?)) to (?:stop|end)\b|"
    r"this to (?:stop|end) please|"
    r"(?:stop|cease|quit|discontinue|end|terminate|halt)(?: and desist)? (?:(?:all|the|these|this|those|"
    r"your|my|any|further|daily|with|of|to) )*"
    r"(?:(?:sending|receiving|getting|delivering|having) (?:(?:me|us|all|the|these|this|those|your|any|"
    r"more|of|daily|to) )*(?:texts?|messages?|msgs?|emails?|"
    r"nudges?|reminders?|notifications?|prompts?|them|stuff|anything)|(?:contacting|texting|messaging|"
    r"emailing|spamming|bugging|pestering|harassing) (?:me|us|"
    r"this (?:number|phone)|my \w+)|(?:texts?|messages?|nudges?|reminders?|notifications?|subscription|"
    r"texting|messaging)\b)"
    r"|(?:dont|do not|never|dont you|please dont) (?:you )?(?:ever |please )?(?:text|txt|message|msg|"
    r"contact|email|bother|send)(?:ing)? (?:me|us|this (?:number|phone)|here)(?: \w+)? "
    r"(?:again|anymore|any more|any|ever|no more|please|anything|messages|texts)\b"
    r"|(?:remove|delete|take|drop|erase|wipe) (?:me|my (?:number|name|phone|contact|details)|this number|"
    r"us)(?: (?:off|from|out of)) (?:your|this|the|these|any|all)\b(?! (?:group|team|car|couch|school))"
    r"|(?:unsubscribe|opt out|opt me out|deregister) (?:me|from|of|my|us)\b"
    r"|no (?:me |nos )?(?:vuelvan a |vuelvas a |vuelva a )(?:escribir|mandar|enviar|contactar|molestar|"
    r"textear)\w*"
    r"|no (?:me|nos) (?:escriban|manden|envien|contacten|molesten|escribas|mandes|envies|contactes) (?:mas|"
    r"nada|nunca|otro|otra)\b"
    r"|(?:dejen|dejad|deje|paren) (?:ya )?de (?:escribir|mandar|enviar|molestar|textear|contactar)(?:me|"
    r"nos)\b"
    r"|no (?:quiero|deseo|quisiera) (?:que (?:me|nos) (?:escriban|manden|envien|contacten|molesten|sigan)|"
    r"(?:recibir |seguir recibiendo )?(?:mas |ningun |estos |sus |tus |otro )+(?:mensaj\w+|texto\w*|"
    r"correos?|recordatorios?|sms))"
    r"|(?:parenle|parale|cortenla|cortala|basta|ya estuvo)(?: ya)? (?:con|de|a) (?:los|tus|sus|estos|tanto|"
    r"tantos) (?:mensaj\w+|texto\w*|recordatorios?|sms)"
    r"|(?:borr|elimin|quit|sac)(?:en|enme|ame|eme|ar|a|e)(?:me)? (?:mi numero|de (?:la|su|tu|esta|sus|tus|"
    r"ese|este) (?:lista|base|sistema|programa|servicio|grupo de mensajes))"
)

#: A stop only alone or with courtesies and words for messages: "the end", "I quit", "end it" are not.
STOP_BARE = phrases(
    "end, quit, no more, remove, alto, basta, baja, para, no mas, ya no mas, no quiero mas, ya no quiero",
    "fin, terminar, salir, anular, detener, eliminar, not interested, im not interested, no me interesa, "
    "no estoy interesada, no estoy interesado, i want out, want out, im out, no texts, no messages",
    "no mensajes, bastaa, ya estuvo, remove me, delete me, block",
)

#: What only looks like a stop: "para" is also "in order to", to go out more is no goodbye, "de él" is
#: somebody else.
NOT_STOPS = phrases("para escribir, para enviar, para mandar, mas alto, salir mas, de el")

#: Words for what we send; "end these messages" is a stop.
MESSAGES = phrases(
    "me, text, texts, texting, txt, txts, message, messages, messaging, service, program, msg, msgs, "
    "email, emails, emailing",
    "mail, mails, sms, nudge, nudges, reminder, reminders, notification, notifications, sending, send",
    "subscription, these, your, of, mensaje, mensajes, texto, textos, correo, correos, suscripcion",
    "recordatorios, mandarme, enviarme, escribirme, mandar, enviar, escribir, mas",
)

#: What people put around a firm stop: whom, what, for how long, and how crossly.
AIM = phrases(
    "mate, dude, bro, man, buddy, pal",
    "it, this, that, those, them, the, a, an, all, any, everything, my, from, to, on, and, no, done",
    "receive, receiving, get, getting, contact, contacting, bothering, bugging, harassing, spamming, calling",
    "forever, ever, list, number, phone, cell, stuff, things, thing, service, program, you, u",
    "person, for, until, till, while, week, weeks, month, months, few, next, consent, permanently",
    "fucking, fuckin, damn, goddamn, bloody, stupid, annoying, shit, crap, spam, the hell, la, el, los, las",
    "i dont want this, i dont want it, i do not want this",
    "esto, estos, de, mi, tu, su, lista, esta lista, quiero, un, una, semana, me, nada, nunca, molestar",
    "molestarme, contactarme, altogether, completely, entirely, totally, del todo, por completo, "
    "definitivamente, nunca mas, jamas, otra vez, otra, ok, us, in, with, entire, daily, weekly, whole, "
    "future, further, more, by, going, forward",
    "effective, immediately, messages, yall, already, at, again, nada mas, al, lado, por, favor, en, este,"
    " esta, ese, numero, telefono, celular, cel, me manden, me escriban, me envien, mande, programa, "
    "servicio, cosas",
    "todo, toda, todos, todas, sus, tus, mis, que, mandando, enviando, escribiendo, llamar, joder, "
    "chingar, mensajito, mensajitos, ejercicio, ejercicios, cabrones, carajo, favorcito, account, profile,"
    " info, details, data, records, as, soon, possible, off",
    "wish, anybody, texted, signed, up, i, am, im, being, ill, report, sign, enroll, join, ask, asked, "
    "subscribe",
)

#: Among these words a stop further on is somebody else's: "I told him, leave me alone".
TELLING = phrases(
    "he, she, they, him, her, his, we, said, says, told, asked, tells, yelled, shouted, screamed, "
    "whispered, texted, wrote, ella, el, ellos, le, dijo, dije, dice, pidio, pedi, grito, grite, digo, mom,"
    " mum, dad, ex"
)

#: How a request to stop may open. Not "I can't" nor "we need to": those are about life, not about us.
STOP_OPENINGS = phrases(
    "id like, i would like, i want",
    "can you, could you, would you, will you, can u, you can, i want to, i want you to, i wanna, id like to",
    "i would like to, i wish to, how do i, how can i, how to, i said, i asked you to, i told you to",
    "i need you to, need you to, want to, quiero, quisiera, puedes, pueden, podrias, podrian, como puedo",
    "como hago para, me gustaria, me quiero, les ruego que, le ruego que, les pido que, le pido que, "
    "solicito que, quiero que, pido que, quisiera que, necesito que, les agradeceria que, agradeceria que",
    "les agradezco que, exijo que, haganme el favor de, hagan el favor de, haz el favor de, estimados "
    "senores, estimado senor, estimada senora, estimados, to whom it may concern, dear sir or madam",
    "dear sir, dear madam, dear team, dear all, dear friends, dear sirs, dear sir madam, i would be "
    "grateful if you would, i would be grateful if you could, id be grateful if you, i would appreciate "
    "it if you",
    "id appreciate it if you, would be grateful if, you would, you could, i request you to, i request "
    "that you, i ask you to, i ask that you, i must ask you to, i have to ask you to, i have decided to",
    "ive decided to, i decided to, i think id like to, i think i want to, i think ill, id rather you, i "
    "demand you, i demand that you, mejor, actually, so, and, but, please can you, would you mind, would "
    "you please",
    "could you please, can you please, can someone, can somebody, will someone, somebody, someone, lets, "
    "let me, i need to, need to be, want to be, i want to be, get, get me, go ahead and, you need to, u "
    "need to, you guys",
    "you people, ya pueden, ya puedes, solo quiero, yo quiero, deseo, quiero pedirles que, necesito, "
    "favor de",
)

#: The same at the end of a message without a stop of the breath; not after "I can't" or "he won't".
STOP_AT_LAST = re.compile(
    r"(?<!cant )(?<!cannot )(?<!wont )(?<!couldnt )(?<!didnt )"
    r"(?<!dont )(?<!to )(?<!not )(?<!never )(?<!and )"
    r"\bstop (?:texting|messaging|sending|contacting|emailing)"
    r"(?: (?:me|these|this|them|now|please|pls|messages|texts))*$"
)
