"""How people say in a sentence of their own that they did it, or did not (see `reply_frame`)."""

CLASSES = {
    "I": "i, we, ive, weve, i have, we have, i finally, i just, i already, i actually, yes i, yo, ya, "
    "si, hoy, i am pleased to say i have, i did, i also, i even, already, finally, just, i had, "
    "id, we finally, we just, i managed, we did, i think i, por fin, al fin, al final, ya si, hoy "
    "si, i can say i, happy to say i, just now",
    "DID": "did, done, do, completed, finished, managed, accomplished, carried out, practised, "
    "practiced, tried, ticked off, got through, got it, followed, performed, fulfilled, nailed, "
    "smashed, knocked out, kept, complete, finish, have done, have completed, have finished, "
    "pulled off, got round to, got around to, wrapped up",
    "HICE": "hice, hicimos, cumpli, cumplimos, termine, terminamos, complete, completamos, realice, "
    "realizamos, logre, practique, segui, acabe, he hecho, he cumplido, he terminado, he "
    "realizado, he completado, pude hacer, logre hacer, pude con, hemos hecho, consegui, "
    "consegui hacer, alcance a hacer",
    "TASK": "exercise, task, practice, homework, nudge, step, activity, challenge, thing, one, bit, "
    "assignment, prompt, lesson, part, deed, duty, thingy, mission, exercises, stuff, job, "
    "little practice, little exercise, little task, daily practice, breathing, ejercicio, "
    "tarea, reto, practica, actividad, mision, cosa, mandado",
    "IT": "it, this, that, mine, both, all of it, everything, todays, the needful, needful, my part, "
    "my bit, what you asked, what u asked, what you said, what you suggested, what you told me, "
    "what it said, what was asked, as asked, as you said, as instructed, as you suggested, as "
    "told, them, it all, this one, that one, yesterdays, my homework, the deed, what u said, "
    "what i was told, what was suggested",
    "MY": "the, my, this, that, todays, tonights, yesterdays, our, your, el, la, mi, tu, esta, este, "
    "su, ur, said",
    "ESO": "lo que pedian, lo que pedias, lo que pidieron, lo que pediste, lo que dijeron, lo que "
    "dijiste, lo que tocaba, lo que me dijeron, lo que me pidieron, lo que decia, lo que habia "
    "que hacer, lo pedido, lo de hoy, lo de ayer, lo suyo, mi parte, eso, todo, esto, lo "
    "indicado, lo que me tocaba, lo que manda, lo que mandaron",
    "DONE": "done, finished, completed, complete, sorted, accomplished, did, ticked off, checked off, "
    "in the bag, taken care of, hecho, hecha, realizado, realizada, cumplido, cumplida, "
    "completado, completada, terminado, terminada, listo, lista, superado, superada, logrado, "
    "hechos, hechito, listo ya, hecho ya, done already",
    "IS": "is, its, was, been, has been, is all, is now, its all, its already, is already, got, all, "
    "ya, esta, quedo, ya esta, ya quedo, fue, ha sido, ya fue, thats, that is, it is, are, been "
    "and",
    "YES": "affirmative, aye, roger, indeed, yessir, yeppers, yup, of course, certainly, absolutely, "
    "afirmativo, asi es, efectivamente, yarp, ya sabes que si, correct, correcto, indeedy, "
    "obvio, aja, you bet, dale, yah, most certainly, sure did, sure thing, simon, positive, ye, "
    "yebo, ok boss, mhm, desde luego, yas queen, booyah",
    "NOT": "didnt, did not, havent, have not, couldnt, could not, cant, cannot, wasnt, was not, wont, "
    "will not, didn, never, not, dont, do not, failed, failed to, hadnt, no, ya no, unable, "
    "isnt, aint, nunca, jamas, tampoco",
    "ABLE": "able to, been able to, manage to, managed to, get to, got to, get round to, get around "
    "to, gotten to, gotten around to, got round to, got around to, get a chance to, had a "
    "chance to, had time to, have time to, going to, gonna, bring myself to, find time to, "
    "find the time to, have it in me to, feel up to, want to, up to, quite, really, actually, "
    "even, yet, be able to, had the chance to, have the energy to, remember to, think to",
    "DO": "do, did, done, manage, managed, finish, finished, complete, completed, try, tried, start, "
    "started, get to, got to, get round to, get around to, gotten to, make, happen, face, doing, "
    "achieve",
    "LO": "lo, la, me, se, le, los, las",
    "HACER": "hacer, hacerlo, hacerla, hago, hare, haga, hice, hicimos, hecho, pude, puedo, logre, "
    "llegue a hacer, llego a hacer, llegue, cumpli, he hecho, he podido, alcance, alcanzo, "
    "alcance a hacer, podre, voy a hacer, voy a poder, creo que lo haga, creo que pueda, creo "
    "poder, creo hacerlo, consegui, termine, complete, realice, hize, hicieron, quise, quise "
    "hacer, intente, logramos, pudimos, creo que lo hago, llegamos, me dio la vida",
    "SKIP": "skip, skipping, pass, passing, skip it, ill skip, gonna skip, ill pass, paso, lo salto, "
    "me lo salto, pass on this, sit this one out, sitting this one out, skip this one, skip "
    "this, giving it a miss, i skip, will skip, saltar, paso de este, lo dejo, hoy paso, im "
    "skipping, not doing it, skipped, skipped it, skipping it",
    "TODAY": "today, tonight, this time, yet, sorry, hoy, ayer, yesterday, last night, anoche, perdon, "
    "at all, please, thanks, gracias, either, this one, again, esta vez, aun, todavia, en "
    "absoluto, lo siento, this morning",
}

#: It may stand anywhere in a sentence without a "not": the words after it do not matter.
DONE = (
    "I DID MY TASK",
    "I DID MY _ TASK",
    "I DID IT !to/for/that/this/which/because/with/was/were/not/him/her/all+wrong/wrong/when/of",
    "HICE ESO",
    "HICE el/la/mi/tu TASK",
    "TASK/ESO IS* DONE !de/en/for/by",
    "its/it+is/thats/it+was/is+now/todo/all all/now/already? DONE $",
    "consider/call/mark/count it DONE",
    "have? DID the needful",
)
#: Where a sentence begins, before its end or other words.
YES = (
    "YES DONE? $",
    "YES i/we did/have _*",
    "YES DONE",
)
#: It may stand anywhere in a sentence.
NOT_DONE = (
    "NOT ABLE* DO IT/TODAY/MY*",
    "NOT ABLE+been ABLE* DO MY? TASK? IT?",
    "no LO* HACER _? _? $",
    "no LO* HACER TODAY",
    "se/me se/me/nos? paso/olvido/fue/olvide/complico/hizo+tarde TODAY* $",
    "too/so/very/muy _ SKIP TODAY* $",
    "SKIP TODAY* $",
    "not/no+creo today/tonight/happening/gonna+happen/going+to+happen",
)
