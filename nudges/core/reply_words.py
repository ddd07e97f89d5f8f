"""The words people answer with, English and Spanish together, as `read` spells them.

`nudges.core.reply_read.read` lowers the case and drops accents, apostrophes and emoji variants, so
one plain spelling here covers "Sí", "SI" and "sí". A phrase is one or more words; the longest wins.
"""

import re

Phrase = tuple[str, ...]

#: No phrase below has more words.
LONGEST_PHRASE = 6


def phrases(*lines: str) -> frozenset[Phrase]:
    """Phrases separated by commas; each is a tuple of words."""
    return frozenset(tuple(phrase.split()) for line in lines for phrase in line.split(","))


def listed(line: str) -> tuple[str, ...]:
    """Single words, in order, separated by blanks."""
    return tuple(line.split())


#: Slips of the thumb worth mending; three or more of one letter in a row are mended by `read`.
TYPOS = {
    "stpo": "stop", "sotp": "stop", "stopp": "stop", "sttop": "stop", "stp": "stop", "syop": "stop",
    "stahp": "stop", "stap": "stop", "stpp": "stop", "stope": "stop", "sttp": "stop", "sto": "stop",
    "dtop": "stop", "tsop": "stop", "stoop": "stop",
    "unsubcribe": "unsubscribe", "unsuscribe": "unsubscribe", "unsubscibe": "unsubscribe",
    "unsubscribed": "unsubscribe", "cancle": "cancel", "cancell": "cancel",
    "dne": "done", "doen": "done", "doone": "done", "donee": "done", "odne": "done",
    "yess": "yes", "yse": "yes", "noo": "no", "skp": "skip", "sikp": "skip", "skipp": "skip",
    "hlep": "help", "strat": "start",
    "finaly": "finally", "didt": "didnt", "dident": "didnt", "compleated": "completed", "complted": "completed",
    "finshed": "finished", "finised": "finished", "sii": "si", "thre": "three", "foru": "four", "fuor": "four",
    "fiv": "five", "fvie": "five", "twoo": "two", "pasue": "pause", "puase": "pause", "paus": "pause", "pasuse": "pause",
    "snoze": "snooze", "snozze": "snooze", "snnoze": "snooze", "resum": "resume", "rezume": "resume", "unod": "undo", "udno": "undo",
    "undoo": "undo", "staus": "status", "sttaus": "status", "stauts": "status", "hepl": "help", "helpp": "help", "halp": "help",
    "latr": "later", "laterr": "later", "tomorow": "tomorrow", "wrng": "wrong", "unsub": "unsubscribe", "remaind": "remind",
    "canel": "cancel", "ecuatro": "cuatro", "quatro": "cuatro", "sinco": "cinco", "hise": "hice",
    "echa": "hecha", "pauza": "pausa", "desaser": "deshacer", "deshaser": "deshacer", "wich": "which", "wen": "when",
    "hcho": "hecho", "hehco": "hecho", "hceho": "hecho", "vaja": "baja",
}  # fmt: skip

#: Symbols that say a word. Any other symbol is kept in the note and otherwise says nothing.
SYMBOLS = {
    **dict.fromkeys("✅👍✔✓☑❤💕💖💗💙💚💛💜🧡🩷💯🙌👌🎉🥳🎊💪👏🤙", "yes"),
    **dict.fromkeys("👎❌✗✘", "no"),
    **dict.fromkeys("★⭐🌟", "★"),
    "☆": "☆", "🔟": "10", "🛑": "stop",
}  # fmt: skip

#: Signs that answer also where words were asked for.
TICKS = frozenset("✅👍✔✓☑👎❌✗✘🛑")

# --- stop -----------------------------------------------------------------------------------------

#: Twilio's default opt-out words; each alone is a stop, whatever was asked.
CARRIER_STOPS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")

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
    "this is spam, esto es spam, es spam, wrong number, wrong person, you have the wrong, you got the wrong, youve got the wrong",
    "i think you have the wrong, i think this is the wrong, this is the wrong, its the wrong",
    "revoke consent, revoke my consent, i revoke consent, i revoke my consent, withdraw my consent",
    "arret, arrete, desuscribir, desuscribirme",
    "darme de baja, dame de baja, denme de baja, dar de baja, no me escribas, no me escriban",
    "deme de baja, dadme de baja, me doy de baja, quiero la baja, solicito la baja, pido la baja",
    "no me mandes, no me manden, no me envies, no me envien, dejame en paz, dejenme en paz",
    "no me escriba, no me mande, no me envie, no envies, no envien, no mandes, no manden, no me contactes",
    "discontinue, cease, terminate, unenroll me, unenrol me, deregister me, withdraw me, drop me from, take me out, get me out of, get me off of, want out of this",
    "want off this, lose this number, i never signed up, never signed up for this, i didnt sign up for this, never subscribed, did not sign up for this, i never asked for this",
    "no longer wish, do not wish to receive, dont wish to receive, do not want to receive, dont want any of, do not message, dont message, dont contact, do not contact, do not text",
    "dont write, do not write, dont email, do not email, enough with the texts, enough with the messages, enough with these, enough with this, enough of these, enough texts, enough messages",
    "enough already, enough with your, i dont want your, i do not want your, i do not want any, dont want your, stop bugging, stop spamming, stop harassing, stop it, knock it off, cut it out, stfu, block me",
    "cancelenlo, cancelalo, cancelenme, cancelame, cancelen todo, cancelar todo, cancelenla, cancela todo, desactivar, desactiven, desactivenme, desactiva, desinscribirme, desinscribanme, quiero salirme",
    "me quiero salir, sacarme de, salirme de, quitarme de, borrarme de, eliminarme de, saquenme, borrenme, eliminenme, quitenme, borrame, sacame, quitame, eliminame, no vuelvan a, no vuelvas a, no me vuelvan a",
    "no me vuelvas a, ya no me manden, ya no me escriban, ya no me envien, ya no manden, ya no envien, ya no escriban, dejenme tranquila, dejenme tranquilo, dejame tranquila, dejame tranquilo",
    "no deseo recibir, no deseo mas, ya no deseo, ya no quiero recibir, no quiero seguir recibiendo, no quiero estos, ya no quiero estos, ya no quiero esto, ya no quiero mas mensajes, no quiero mensajes, no quiero sus, no quiero tus",
    "cortala con, cortenla con, corten con, corta con, basta de mensajes, basta de mensajitos, basta con los mensajes, parenle, parale, dejen de joder, deja de joder, dejen de molestar, dejen de chingar",
    "se equivocaron de persona, se equivoco de persona, te equivocaste de persona, yo no me inscribi, yo no me apunte, nunca me inscribi, nunca me apunte, yo no pedi esto, no soy esa persona, esta equivocado de numero",
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
    r"(?:stop|cease|quit|discontinue|end|terminate|halt)(?: and desist)? (?:(?:all|the|these|this|those|your|my|any|further|daily|with|of|to) )*"
    r"(?:(?:sending|receiving|getting|delivering|having) (?:(?:me|us|all|the|these|this|those|your|any|more|of|daily|to) )*(?:texts?|messages?|msgs?|emails?|"
    r"nudges?|reminders?|notifications?|prompts?|them|stuff|anything)|(?:contacting|texting|messaging|emailing|spamming|bugging|pestering|harassing) (?:me|us|"
    r"this (?:number|phone)|my \w+)|(?:texts?|messages?|nudges?|reminders?|notifications?|subscription|texting|messaging)\b)"
    r"|(?:dont|do not|never|dont you|please dont) (?:you )?(?:ever |please )?(?:text|txt|message|msg|contact|email|bother|send)(?:ing)? (?:me|us|this (?:number|phone)|here)(?: \w+)? "
    r"(?:again|anymore|any more|any|ever|no more|please|anything|messages|texts)\b"
    r"|(?:remove|delete|take|drop|erase|wipe) (?:me|my (?:number|name|phone|contact|details)|this number|us)(?: (?:off|from|out of)) (?:your|this|the|these|any|all)\b(?! (?:group|team|car|couch|school))"
    r"|(?:unsubscribe|opt out|opt me out|deregister) (?:me|from|of|my|us)\b"
    r"|no (?:me |nos )?(?:vuelvan a |vuelvas a |vuelva a )(?:escribir|mandar|enviar|contactar|molestar|textear)\w*"
    r"|no (?:me|nos) (?:escriban|manden|envien|contacten|molesten|escribas|mandes|envies|contactes) (?:mas|nada|nunca|otro|otra)\b"
    r"|(?:dejen|dejad|deje|paren) (?:ya )?de (?:escribir|mandar|enviar|molestar|textear|contactar)(?:me|nos)\b"
    r"|no (?:quiero|deseo|quisiera) (?:que (?:me|nos) (?:escriban|manden|envien|contacten|molesten|sigan)|(?:recibir |seguir recibiendo )?(?:mas |ningun |estos |sus |tus |otro )+(?:mensaj\w+|texto\w*|correos?|recordatorios?|sms))"
    r"|(?:parenle|parale|cortenla|cortala|basta|ya estuvo)(?: ya)? (?:con|de|a) (?:los|tus|sus|estos|tanto|tantos) (?:mensaj\w+|texto\w*|recordatorios?|sms)"
    r"|(?:borr|elimin|quit|sac)(?:en|enme|ame|eme|ar|a|e)(?:me)? (?:mi numero|de (?:la|su|tu|esta|sus|tus|ese|este) (?:lista|base|sistema|programa|servicio|grupo de mensajes))"
)

#: A stop only alone or with courtesies and words for messages: "the end", "I quit", "end it" are not.
STOP_BARE = phrases(
    "end, quit, no more, remove, alto, basta, baja, para, no mas, ya no mas, no quiero mas, ya no quiero",
    "fin, terminar, salir, anular, detener, eliminar, not interested, im not interested, no me interesa, no estoy interesada, no estoy interesado, i want out, want out, im out, no texts, no messages",
    "no mensajes, bastaa, ya estuvo, remove me, delete me, block",
)

#: What only looks like a stop: "para" is also "in order to", to go out more is no goodbye, "de él" is
#: somebody else.
NOT_STOPS = phrases("para escribir, para enviar, para mandar, mas alto, salir mas, de el")

#: What may surround any stop, start or help without changing it.
COURTESY = phrases(
    "please, pls, plz, thanks, thank you, thank u, thx, ty, now, right now, ok, okay, k, hi, hello, hey",
    "sorry, just, yes, sir, maam, guys, immediately, asap, for good, anymore, any more, again, por favor",
    "gracias, ya, ahora, hola, si, kindly, yet, muchas gracias, gracias pero, porfa, porfavor, perdon",
    "disculpa, disculpen, buenas, buenos dias, buenas tardes, buenas noches, vale, de inmediato, otra vez",
    "de nuevo, ya mismo, senor, senora",
)

#: Words for what we send; "end these messages" is a stop.
MESSAGES = phrases(
    "me, text, texts, texting, txt, txts, message, messages, messaging, service, program, msg, msgs, email, emails, emailing",
    "mail, mails, sms, nudge, nudges, reminder, reminders, notification, notifications, sending, send",
    "subscription, these, your, of, mensaje, mensajes, texto, textos, correo, correos, suscripcion",
    "recordatorios, mandarme, enviarme, escribirme, mandar, enviar, escribir, mas",
)

#: What people put around a firm stop: whom, what, for how long, and how crossly.
AIM = phrases(
    "it, this, that, those, them, the, a, an, all, any, everything, my, from, to, on, and, no, done",
    "receive, receiving, get, getting, contact, contacting, bothering, bugging, harassing, spamming, calling",
    "forever, ever, list, number, phone, cell, stuff, things, thing, service, program, you, u",
    "person, for, until, till, while, week, weeks, month, months, few, next, consent, permanently",
    "fucking, fuckin, damn, goddamn, bloody, stupid, annoying, shit, crap, spam, the hell, la, el, los, las",
    "i dont want this, i dont want it, i do not want this",
    "esto, estos, de, mi, tu, su, lista, esta lista, quiero, un, una, semana, me, nada, nunca, molestar",
    "molestarme, contactarme, altogether, completely, entirely, totally, del todo, por completo, definitivamente, nunca mas, jamas, otra vez, otra, ok, us, in, with, entire, daily, weekly, whole, future, further, more, by, going, forward",
    "effective, immediately, messages, yall, already, at, again, nada mas, al, lado, por, favor, en, este, esta, ese, numero, telefono, celular, cel, me manden, me escriban, me envien, mande, programa, servicio, cosas",
    "todo, toda, todos, todas, sus, tus, mis, que, mandando, enviando, escribiendo, llamar, joder, chingar, mensajito, mensajitos, ejercicio, ejercicios, cabrones, carajo, favorcito, account, profile, info, details, data, records, as, soon, possible, off",
    "wish, anybody, texted, signed, up, i, am, im, being, ill, report, sign, enroll, join, ask, asked, subscribe",
)

#: Among these words a stop further on is somebody else's: "I told him, leave me alone".
TELLING = phrases(
    "he, she, they, him, her, his, we, said, says, told, asked, tells, yelled, shouted, screamed, whispered, texted, wrote, ella, el, ellos, le, dijo, dije, dice, pidio, pedi, grito, grite, digo, mom, mum, dad, ex"
)

#: How a request to stop may open. Not "I can't" nor "we need to": those are about life, not about us.
STOP_OPENINGS = phrases(
    "can you, could you, would you, will you, can u, you can, i want to, i want you to, i wanna, id like to",
    "i would like to, i wish to, how do i, how can i, how to, i said, i asked you to, i told you to",
    "i need you to, need you to, want to, quiero, quisiera, puedes, pueden, podrias, podrian, como puedo",
    "como hago para, me gustaria, me quiero, les ruego que, le ruego que, les pido que, le pido que, solicito que, quiero que, pido que, quisiera que, necesito que, les agradeceria que, agradeceria que",
    "les agradezco que, exijo que, haganme el favor de, hagan el favor de, haz el favor de, estimados senores, estimado senor, estimada senora, estimados, to whom it may concern, dear sir or madam",
    "dear sir, dear madam, dear team, dear all, dear friends, dear sirs, dear sir madam, i would be grateful if you would, i would be grateful if you could, id be grateful if you, i would appreciate it if you",
    "id appreciate it if you, would be grateful if, you would, you could, i request you to, i request that you, i ask you to, i ask that you, i must ask you to, i have to ask you to, i have decided to",
    "ive decided to, i decided to, i think id like to, i think i want to, i think ill, id rather you, i demand you, i demand that you, mejor, actually, so, and, but, please can you, would you mind, would you please",
    "could you please, can you please, can someone, can somebody, will someone, somebody, someone, lets, let me, i need to, need to be, want to be, i want to be, get, get me, go ahead and, you need to, u need to, you guys",
    "you people, ya pueden, ya puedes, solo quiero, yo quiero, deseo, quiero pedirles que, necesito, favor de",
)

# --- start and help: only as the whole message ----------------------------------------------------

#: "Yes" is not here: consent once withdrawn comes back only by a word that can mean nothing else.
STARTS = phrases(
    "start, unstop, start again, restart, start messages",
    "start texting me, start texting me again, resubscribe, opt in, optin, opt me in, opt me back in",
    "sign me up again, empezar, iniciar, empezar de nuevo, alta, darme de alta, dame de alta",
    "deme de alta, denme de alta, dadme de alta, quiero darme de alta, inicio, comenzar, volver a empezar",
    "quiero recibir mensajes, quiero volver a recibir mensajes",
)

HELPS = phrases(
    "help, info, ayuda, help me, need help, i need help, what is this, whats this, who is this, whos this",
    "who are you, who r u, what is this number, whose number is this, how does this work, que es esto",
    "quien es, quien eres, quien es este, informacion, necesito ayuda, what is this about, como funciona",
    "como funciona esto, quien me escribe, de quien es este numero, que numero es este, de que se trata",
    "de que se trata esto, quien manda esto",
)

# --- answers: a phrase, then possibly a rating, then possibly a note -------------------------------

#: Any words may follow these: they are kept as the note.
DONE_OPEN = phrases(
    "done, yes, yep, yeah, yup, yas, yea, did it, did this, did that, i did it, we did it, we did this",
    "i did this, i did that, did mine, i did the, we did the, i did my, we did our, yes i did, yes we did",
    "completed, completed it, finished, finished it, i finished, we finished, ive done it, weve done it",
    "i have done it, we have done it, its done, all done, hecho, lo hice, lo hicimos, ya lo hice, terminado",
    "ya esta, already did it, already done, just did it, mission accomplished, ya lo hicimos, lo he hecho",
    "lo hemos hecho, ya lo he hecho, lo acabo de hacer, acabo de hacerlo, ya esta hecho, todo hecho",
    "ya quedo, lo logre, lo logramos, lo consegui, lo conseguimos, claro que si, eso hice, si lo hice",
)
NOT_DONE_OPEN = phrases(
    "nope, nah, not yet, not today, not really, not now, not done, not done yet, not this time, no not yet",
    "no time, didnt do it, did not do it, didnt get to it, didnt have time, didnt happen, did not happen",
    "didnt get a chance, didnt manage, didnt make it, i didnt do it, we didnt do it, i did not, we did not",
    "couldnt do it, cant today, cant do it, cant do it today, i forgot, we forgot, forgot, ran out of time",
    "havent yet, havent done it, i havent, didnt get around to it, todavia no, aun no, hoy no, no pude",
    "no pudimos, no lo hice, no lo hicimos, no tuve tiempo, no alcance, no he podido, no hemos podido",
    "no lo he hecho, no lo hemos hecho, no me dio tiempo, no nos dio tiempo, no hubo tiempo, se me olvido",
    "se nos olvido, hoy no puedo, hoy no pude, esta vez no, no se pudo",
)
SKIP_OPEN = phrases(
    "skip, skip it, skip this, skip this one, skip today, skipping, skipping today, pass on this one",
    "pass on this, pass today, ill pass, ill skip, saltar, omitir, omite, saltalo, saltar este",
    "paso de este, este lo paso, prefiero pasar, prefiero saltarlo",
)

#: After these only a pause (punctuation) or a word of LINKS: "no idea", "pass the salt", "si puedo",
#: "I did wrong" are not answers.
DONE_CLOSED = phrases(
    "y, ya, i did, we did, complete, si, claro, listo, lista, sip, hecha, echo, completado, completada",
    "terminada, cumplido, cumplida, por supuesto",
)
NOT_DONE_CLOSED = phrases(
    "no, n, didnt, i didnt, we didnt, did not, couldnt, i couldnt, no no, nop, que va, ahora no",
    "me olvide, lo olvide, se me paso",
)
SKIP_CLOSED = phrases("pass, paso, paso hoy, hoy paso, esta vez paso, paso esta vez, lo salto")

#: Answers only as the whole message: "did I hurt you", "I have to go", "I'm done with him" are not.
DONE_ALONE = phrases("did, i have, we have, i do, we do, im done, termine")

#: "Yes" and "no" at once say neither; "ya no" is "no longer", and "hecho polvo" is a person who is worn out.
UNDECIDED = phrases(
    "yes and no, si y no, y si y no, no y si, no se, no lo se, no sabria, no sabria decir, no estoy segura, no estoy seguro, yes no maybe, yes or no, no idea, no problem, no worries, ya no, ni idea",
    "hecho polvo, hecha polvo, hecho un lio, hecha un lio, hecho pedazos, hecha pedazos, hecho mierda",
    "hecha mierda",
)

LINKS = frozenset(
    listed(
        "but and because cause cuz so i we he she it they my our sorry too this today tonight had was were "
        "then after before busy tired pero porque y con hoy estoy estaba done hecho"
    )
)

#: Before or after an answer: it is about the day before. Last night is that only until noon.
LAST_NIGHT = phrases("last night, last nite, lastnight, anoche, the night before")
YESTERDAY = LAST_NIGHT | phrases(
    "yesterday, yesterdays, ystrday, yday, yesterday morning, yesterday evening, yesterday afternoon, ayer, ayer si, for yesterday",
    "ayer por la noche, ayer en la noche, ayer por la tarde, ayer en la tarde, lo de ayer, el de ayer, de ayer, yesterday i",
)

#: A letter, or a call, opens with these.
GREETINGS = phrases(
    "dear, good morning, good evening, good afternoon, good day, good night, buenos dias, buenas tardes, buenas noches, buen dia, estimado, estimada, "
    "estimados, estimadas, querido, querida, queridos, queridas, greetings, to whom it may concern, hello, hola, hi, hey, namaste, muy buenas, buenas",
)

#: Alone they decide nothing.
UNSURE = phrases(
    "maybe, perhaps, possibly, idk, dunno, i dunno, dunno really, idk really, donno, not certain, i dont know, dont know, not sure, im not sure, unsure, hmm, hm, um, umm, uh, uhh, eh, er, erm, meh, sort of, sorta, kind of, "
    "kinda, a bit, half, partly, partially, depends, it depends, yes and no, si y no, no y si, yes no maybe, yes or no, no and yes, quien sabe, tal vez, quizas, quiza, no se, "
    "no lo se, este, eh, mmm, depende, mas o menos, a medias, ni idea, no idea, a lo mejor, puede ser, puede, i guess, i suppose, supongo, creo, we will see, well see, "
    "ya veremos, a ver, veremos, no estoy segura, no estoy seguro, quien sabra, sabe, saber, ni si ni no, could be, might have, whatever, huh, what, que, como, hmmm, m, mm, so so, asi asi",
    "i think so maybe, i think so, half and half, pues no se, no sabria decir, no sabria, hard to say, cant say, both, neither, que se yo, yo que se, y si y no",
)

#: Words without a vowel that are words all the same.
SHORT_WORDS = phrases(
    "y, n, k, tv, pm, am, ty, thx, tx, pls, plz, brb, btw, tbh, ngl, omg, lmk, nvm, xx, x, xo, mm, hmm, hm, ok, mr, mrs, dr, ps, rn, fyi, np, gn, gm, bf, gf, wtf, smh, xq, q, pq, "
    "tqm, d, xd, st, nd, th, rd, sms, txt, txts, msg, msgs, hr, hrs, min, mins, wk, wks, thnx, tks, grrr, grr, brr, brrr, shh, shhh, pfft, psst, mhm, tmr, tmrw, ltr, v, r, u, s, t, l8r, tmw",
)

#: Pictures that say something to somebody who asked for words.
SPEAKING = frozenset("❤☺☹✨⭐★☀☁⚡♥♡☮✌✊✋")

#: May open an answer without saying anything.
FILLERS = phrases(
    "ok, okay, k, well, hi, hey, hello, oh, um, uh, lol, ah, hmm, so, pues, bueno, hola, sorry, vale, simon, finally, haha, jaja, uf, ufff, uff, phew, "
    "yay, ay, perdon, la verdad, actually, honestly, oops, update, todays"
)

#: Not worth a note when nothing else follows the answer.
TRIFLES = COURTESY | phrases("it, that, this, today, tonight, already, too, all, hoy, for today, sir, one")

# --- ratings --------------------------------------------------------------------------------------

NUMBERS = {
    **{w: n for n, w in enumerate(listed("zero one two three four five six seven eight nine ten"))},
    **{w: n for n, w in enumerate(listed("cero uno dos tres cuatro cinco seis siete ocho nueve diez"))},
}

#: May stand before a rating; all of them only when a rating was asked for.
RATING_ARTICLES = frozenset({"a", "an", "un", "rating"})
RATING_OPENINGS = RATING_ARTICLES | frozenset(
    listed(
        "its it was is i id ill say rate give would my today tonight score about felt feels like maybe es "
        "fue diria le doy hoy ok um hmm probably this week were at we que yo creo como seria estoy en nivel "
        "mi respuesta pongo tal vez quiza quizas pues me siento prob gonna going go with call solid strong good weak low high just only barely "
        "todays around roughly like big hard proper easily id and y pone ponle pondria que digo digamos fueron ha sido tuve estuvo estuve feeling "
        "honest honestly total puntuacion nota calificacion mood number day yesterday score another still again say calling more closer to "
        "este dia mas bien casi vamos put down mark me in at think guess reckon might definitely def full whole the for do"
    )
)
RATING_UNITS = frozenset(listed("star stars points point estrella estrellas punto puntos"))

#: Between two numbers: "3 or 4", "between 3 and 4", "3 to 4", "3 y medio".
BETWEEN_NUMBERS = frozenset(listed("or o and y to a out of de sobre half medio media point maybe"))

#: "4 days" counts something: it is not a rating.
COUNTED = frozenset(
    listed(
        "time times day days week weeks hour hours hr hrs minute minutes min mins month months year years "
        "kids of them people things kids of am pm veces vez dias semanas horas minutos meses more x th st nd rd or to o"
    )
)
