"""The words people answer with, English and Spanish together, as `read` spells them.

`nudges.core.text.tokens.read` lowers the case and drops accents, apostrophes and emoji variants, so
one plain spelling here covers "Sí", "SI" and "sí". A phrase is one or more words; the longest wins.
"""

Phrase = tuple[str, ...]

#: No phrase below has more words.
LONGEST_PHRASE = 7


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
    "dtop": "stop", "tsop": "stop", "stoop": "stop", "unsubcribe": "unsubscribe",
    "unsuscribe": "unsubscribe", "unsubscibe": "unsubscribe", "unsubscribed": "unsubscribe",
    "cancle": "cancel", "cancell": "cancel", "dne": "done", "doen": "done", "doone": "done",
    "donee": "done", "odne": "done", "yess": "yes", "yse": "yes", "noo": "no", "skp": "skip",
    "sikp": "skip", "skipp": "skip", "hlep": "help", "strat": "start", "finaly": "finally", "didt": "didnt",
    "dident": "didnt", "compleated": "completed", "complted": "completed", "finshed": "finished",
    "finised": "finished", "sii": "si", "thre": "three", "foru": "four", "fuor": "four", "fiv": "five",
    "fvie": "five", "twoo": "two", "pasue": "pause", "puase": "pause", "paus": "pause", "pasuse": "pause",
    "snoze": "snooze", "snozze": "snooze", "snnoze": "snooze", "resum": "resume", "rezume": "resume",
    "unod": "undo", "udno": "undo", "undoo": "undo", "staus": "status", "sttaus": "status",
    "stauts": "status", "hepl": "help", "helpp": "help", "halp": "help", "latr": "later", "laterr": "later",
    "tomorow": "tomorrow", "wrng": "wrong", "unsub": "unsubscribe", "remaind": "remind", "canel": "cancel",
    "ecuatro": "cuatro", "quatro": "cuatro", "sinco": "cinco", "hise": "hice", "echa": "hecha",
    "pauza": "pausa", "desaser": "deshacer", "deshaser": "deshacer", "wich": "which", "wen": "when",
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

#: What may surround any stop, start or help without changing it.
COURTESY = phrases(
    "please, pls, plz, thanks, thank you, thank u, thx, ty, now, right now, ok, okay, k, hi, hello, hey",
    "sorry, just, yes, sir, maam, guys, immediately, asap, for good, anymore, any more, again, por favor",
    "gracias, ya, ahora, hola, si, kindly, yet, muchas gracias, gracias pero, porfa, porfavor, perdon",
    "disculpa, disculpen, buenas, buenos dias, buenas tardes, buenas noches, vale, de inmediato, otra vez",
    "de nuevo, ya mismo, senor, senora",
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
    "claro q si, lo ice, ya lo ice, recien termino",
    "done, yes, yep, yeah, yup, yas, yea, did it, did this, did that, i did it, we did it, we did this",
    "i did this, i did that, did mine, i did the, we did the, i did my, we did our, yes i did, yes we did",
    "completed, completed it, finished, finished it, i finished, we finished, ive done it, weve done it",
    "i dun it",
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
    "yes and no, si y no, y si y no, no y si, no estoy "
    "segura, yes no maybe, yes or no, no idea, no problem, no worries, ya no, ni idea",
    "hecho polvo, hecha polvo, hecho un lio, hecha un lio, hecho pedazos, hecha pedazos, hecho mierda",
    "hecha mierda",
)

#: What opens an answer: no request is looked for in the clauses after it.
OPENERS = DONE_OPEN | NOT_DONE_OPEN | SKIP_OPEN | DONE_CLOSED | NOT_DONE_CLOSED | SKIP_CLOSED

LINKS = frozenset(
    listed(
        "but and because cause cuz so i we he she it they my our sorry too this today tonight had was were "
        "then after before busy tired pero porque y con hoy estoy estaba done hecho"
    )
)

#: Before or after an answer: it is about the day before. Last night is that only until noon.
LAST_NIGHT = phrases("last night, last nite, lastnight, anoche, the night before")
YESTERDAY = LAST_NIGHT | phrases(
    "yesterday, yesterdays, ystrday, yday, yesterday morning, yesterday evening, yesterday afternoon, "
    "ayer, ayer si, for yesterday",
    "ayer por la noche, ayer en la noche, ayer por la tarde, ayer en la tarde, lo de ayer, el de ayer, de "
    "ayer, yesterday i",
)

#: A letter, or a call, opens with these.
GREETINGS = phrases(
    "dear, good morning, good evening, good afternoon, good day, good night, buenos dias, buenas tardes, "
    "buenas noches, buen dia, estimado, estimada, "
    "estimados, estimadas, querido, querida, queridos, queridas, greetings, to whom it may concern, hello,"
    " hola, hi, hey, namaste, muy buenas, buenas",
)

#: Alone they decide nothing.
UNSURE = phrases(
    "maybe, perhaps, possibly, idk, dunno, i dunno, dunno really, idk really, donno, not certain, i dont "
    "know, dont know, not sure, im not sure, unsure, hmm, hm, um, umm, uh, uhh, eh, er, erm, meh, sort of, "
    "sorta, kind of, "
    "kinda, a bit, half, partly, partially, depends, it depends, yes and no, si y no, no y si, yes no "
    "maybe, yes or no, no and yes, quien sabe, tal vez, quizas, quiza, no se, "
    "no lo se, este, eh, mmm, depende, mas o menos, a medias, ni idea, no idea, a lo mejor, puede ser, "
    "puede, i guess, i suppose, supongo, creo, we will see, well see, "
    "ya veremos, a ver, veremos, no estoy segura, no estoy seguro, quien sabra, sabe, saber, ni si ni no, "
    "could be, might have, whatever, huh, what, que, como, hmmm, m, mm, so so, asi asi",
    "i think so maybe, i think so, half and half, pues no se, no sabria decir, no sabria, hard to say, "
    "cant say, both, neither, que se yo, yo que se, y si y no",
)

#: Words without a vowel that are words all the same.
SHORT_WORDS = phrases(
    "y, n, k, tv, pm, am, ty, thx, tx, pls, plz, brb, btw, tbh, ngl, omg, lmk, nvm, xx, x, xo, mm, hmm, hm,"
    " ok, mr, mrs, dr, ps, rn, fyi, np, gn, gm, bf, gf, wtf, smh, xq, q, pq, "
    "tqm, d, xd, st, nd, th, rd, sms, txt, txts, msg, msgs, hr, hrs, min, mins, wk, wks, thnx, tks, grrr, "
    "grr, brr, brrr, shh, shhh, pfft, psst, mhm, tmr, tmrw, ltr, v, r, u, s, t, l8r, tmw",
)

#: Pictures that say something to somebody who asked for words.
SPEAKING = frozenset("❤☺☹✨⭐★☀☁⚡♥♡☮✌✊✋")

#: May open an answer without saying anything.
FILLERS = phrases(
    "ok, okay, k, well, hi, hey, hello, oh, um, uh, lol, ah, hmm, so, pues, bueno, hola, sorry, vale, "
    "simon, finally, haha, jaja, uf, ufff, uff, phew, "
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
        "resounding somewhere middle so "
        "its it was is i id ill say rate give would my today tonight score about felt feels like maybe es "
        "fue diria le doy hoy ok um hmm probably this week were at we que yo creo como seria estoy en nivel "
        "mi respuesta pongo tal vez quiza quizas pues me siento prob gonna going go with call solid strong "
        "good weak low high just only barely "
        "todays around roughly like big hard proper easily id and y pone ponle pondria que digo digamos "
        "fueron ha sido tuve estuvo estuve feeling "
        "honest honestly total puntuacion nota calificacion mood number day yesterday score another still "
        "again say calling more closer to "
        "este dia mas bien casi vamos put down mark me in at think guess reckon might definitely def full "
        "whole the for do"
    )
)
RATING_UNITS = frozenset(listed("star stars points point estrella estrellas punto puntos"))

#: Between two numbers: "3 or 4", "between 3 and 4", "3 to 4", "3 y medio".
BETWEEN_NUMBERS = frozenset(listed("or o and y to a out of de sobre half medio media point maybe"))

#: "4 days" counts something: it is not a rating.
COUNTED = frozenset(
    listed(
        "time times day days week weeks hour hours hr hrs minute minutes min mins month months year years "
        "kids of them people things kids of am pm veces vez dias semanas horas minutos meses more x th st "
        "nd rd or to o"
    )
)
