"""What people ask us for, in word classes and the frames they stand in (see `reply_frame`).

The words are those of a sentence as `reply_time.spot` leaves it: a time is its mark, "@at" or "@until".
"""

from nudges.core.reply_meaning import Kind

#: The classes of the frames.
CLASSES = {
    "THING": "text, texts, txt, txts, message, messages, msg, msgs, sms, email, emails, nudge, nudges, reminder, "
    "reminders, exercise, exercises, practice, practices, prompt, prompts, tip, tips, lesson, lessons, question, "
    "questions, check in, check ins, checkin, checkins, challenge, challenges, task, tasks, one, ones, thing, "
    "things, mensaje, mensajes, mensajito, mensajitos, ejercicio, ejercicios, recordatorio, recordatorios, "
    "practica, practicas, aviso, avisos, pregunta, preguntas, correo, correos, textos, texto, reto, retos, "
    "notificacion, notificaciones, consejos, sms, stuff",
    "SERVICE": "service, program, programme, number, app, subscription, plan, list, project, course, account, "
    "servicio, programa, numero, suscripcion, lista, curso, proyecto, texting, messaging, system",
    "THE": "the, this, these, that, those, it, them, my, your, ur, all, any, of, more, daily, new, me, to, for, "
    "el, la, los, las, lo, mi, mis, tu, tus, sus, su, esto, este, esta, estos, estas, eso, a, an, un, una, with, "
    "con, de, again, back, us, on, more, up, en, del, al, unos, unas, some, that's, being, otra, otro",
    "PLEASE": "yes, love, hon, dear, mija, nomas, tbh, haha, jaja, please, pls, plz, thanks, thank you, thx, ty, now, again, then, ok, today, so far, yet, anyway, "
    "exactly, even, actually, for me, por favor, porfa, porfavor, gracias, ya, ahora, de nuevo, otra vez, hoy, "
    "hasta ahora, pues, instead, mejor, mate, bro, man, lol, if possible, if you can, if thats ok, anymore, "
    "if i may, si se puede, si no es molestia, when you can, cuando puedan, right now, sir, maam",
    "CAN": "could, can, would, may i, can you, could you, would you, will you, can u, can i, could i, may i, can we, could we, please, "
    "puedes, pueden, podrias, podrian, puede, podria, podes, me pueden, me puedes, me podrian, me podrias, pls, "
    "is it possible to, would it be possible to, i want to, id like to, i would like to, i should like to, "
    "want to, quiero, quisiera, me gustaria, i wanna, lets, let us, would you mind, puedo, podemos, i need to, "
    "need to, necesito, queria, quisiera que, quiero que, i am ready to, im ready to, ready to, time to, "
    "i wish to, let me, vamos a, how do i, how can i, is there a way to, hay forma de, kindly, happy to",
    "WHO": "who, whos, whose, who is, who are, who r, who the hell, who tf, who exactly, whom",
    "US": "dis, dat, is, are, r, am, i, this, you, u, ya, it, these, that, there, sending, texting, messaging, writing, "
    "behind, from, speaking, to, with, talking, me, the, a, number, text, texts, message, messages, anyway, "
    "please, even, actually, at, running, runs, service, program, programme, sends, send, do, does, s, thing, "
    "doing, again, on, in, about, what, for, all, exactly, app, supposed, be, mean, means, of, kind, keep, keeps",
    "WHAT": "what, whats, what is, what are, wats, wat, what r, what exactly is, what exactly are, wtf is",
    "QUIEN": "quien, quienes, kien, de quien, con quien, que, k, q, de que, para quien",
    "NOSOTROS": "es, eres, sos, son, soy, este, esta, esto, eso, estos, usted, ustedes, tu, vos, me, manda, mandan, "
    "escribe, escriben, habla, hablo, envia, envian, de, numero, mensaje, mensajes, los, el, la, las, se, trata, "
    "va, programa, servicio, cosa, detras, esta detras, estoy, hablando, exactamente, y, por, aqui, manda esto, "
    "manda estos, gente, anda, sirve, significa, quiere decir, un, una, tanto, tantos",
    "COST": "cost, costs, charge, charges, charged, free, pay, paying, cost me, cost anything, money, bill, "
    "billed, cuesta, cuestan, cobran, cobra, costo, gratis, gratuito, pagar, pago, precio, cobro, cobrando",
    "HOW": "how am i, how are we, how have i been, how i am, how im, how ive been, how did i, hows it, how we are, "
    "how far am i, how far have i, how far along am i, how well am i, how am i even, como voy, como vamos, "
    "que tal voy, que tal vamos, como ando, como llevo, como me va, que tal ando, que tal lo llevo, como estoy, "
    "que tal me va, cuanto llevo, am i, where am i, where do i, have i, how good am i, how do i, que tan bien voy, "
    "como va, como me fue, how is, hows, how was, como me ha ido, voy, como he ido, como lo llevo",
    "DOING": "doing, going, getting on, tracking, progressing, faring, come, come along, come so far, doing ok, "
    "doing okay, doing well, along, on track, keeping up, stand, at, done, got, improving, getting better, "
    "hanging in, holding up, behind, ahead, bien, mal, mejorando, avanzando, haciendo, yendo, do, been doing, "
    "keeping it up, on a streak, making progress, any better, any good, getting along, ok, okay",
    "COUNT": "day, days, times, weeks, practices, exercises, ones, nudges, check ins, in a row, these, them, of, "
    "the, tasks, dias, ejercicios, veces, semanas, practicas, seguidos, seguidas, de racha, retos, racha, "
    "consecutivos, straight, total, points, answers, replies, streak, steps, texts, tasks, checkins, misses",
    "KEPT": "kept, keep, done, do, did, complete, completed, finish, finished, missed, miss, got, have, had, "
    "answered, replied, skipped, managed, left, made, gone, logged, hit, been, racked up, achieved, on, at, up to, "
    "llevo, he, hice, cumpli, van, voy, complete, tengo, faltan, falle, hecho, logrado, cumplido, acumulo, cuento, "
    "he hecho, he cumplido, me faltan, llevamos",
    "STATS": "status, stats, stat, streak, score, scores, progress, results, numbers, tally, count, record, "
    "summary, ratings, history, total, report, report card, average, totals, data, log, stretch, run, dashboard, "
    "estado, progreso, racha, avance, avances, puntaje, resultados, resumen, historial, promedio, estadisticas, "
    "evolucion, cuenta, informe, numeros, reporte, marcador, registro, puntuacion, balance, proceso",
    "SHOW": "check, show, see, view, get, send, tell, give, know, share, hear, look at, ver, saber, dame, dime, "
    "muestrame, muestrenme, mostrame, decime, mandame, pasame, pasa, mostrar, consultar, cual es, whats, what is, "
    "what are, how is, hows, enseñame, ensename, mandenme, diganme, decir, decirme, mostrarme, dar, cuales son, "
    "wheres, how long is, how big is, how many is, any, revisar, checar, conocer, ensenenme, a ver, enviame",
    "WHEN": "@day, @days, @until, since i began, since i started, desde que empece, recorrido, camino, proceso, programa, last week, this week, last month, this month, overall, lately, today, so far, this year, compared to, "
    "esta semana, este mes, hasta ahora, con esto, en esto, hasta hoy, mes, del mes, semana, de la semana, en, "
    "el, la, con, los, with, the, on, since, then, my, mis, in, up to now, to date, at, a la fecha, aqui, asi, "
    "general, de, este, hasta, actual, hoy, compared, than, to, this, these, it, month, week, that, for, here, "
    "ejercicios, retos, practices, exercises, now, and, november, december, noviembre, diciembre, year, ano, right",
    "NEXT": "next, next one, the next, the next one, another, another one, tomorrows, my next, my next one, "
    "siguiente, el siguiente, la siguiente, proximo, proxima, el proximo, la proxima, otro, otra, el de manana, "
    "todays, next text, next message, next nudge, next exercise, next practice, next question, next prompt",
    "COMES": "comes, come, coming, due, arrive, arriving, arrives, be, is, get, getting, expect, sent, here, send, "
    "receive, hear, hear from you, text, happen, llega, viene, toca, sale, mandan, mandas, recibo, sera, envian, "
    "llegara, me llega, me toca, me mandan, scheduled, land, drop, show up, es, tengo, llegan, message me, text me",
    "WHYS": "why, y am i, y are u, y are you, y did u, y did i, y do i, y r u, y do u, y did you, on what basis, for what reason, may i ask why, could you tell me why, can you tell me why, i wonder why, may i ask on what basis, y esto por que, y este por que, how come, whats the point of, what is the point of, what for, por que, porque, xq, pq, "
    "para que, a que viene, a que se debe, a que vienen, por que motivo, con que fin, a cuento de que, "
    "what was the reason for, whats the reason for, what is the reason for, what is the purpose of, whats the "
    "purpose of, what prompted, what triggered, whats the idea behind, a que se deben, por k, whats with, "
    "what is with, what made you, what makes you, cual es la razon de, cual es el motivo de, que sentido tiene",
    "WHY_US": "@day, gettin, dis, dat, msg, shall, at, hour, mandaste, enviaste, me mandaste, me enviaste, me escribiste, me preguntaste, me sale, me salio, me toca, tan temprano, tan tarde, temprano, tarde, tan, esta hora, estas horas, particular, mi, me tocaron, did, do, am, are, was, were, r, is, i, you, u, ya, keep, get, got, getting, getting, being, sent, send, "
    "sending, text, texting, ask, asked, asking, receive, received, receiving, me, this, these, that, it, them, the, "
    "one, today, now, me llega, me llegan, me llego, me mandan, me mandas, me mandaron, me envian, me enviaron, me "
    "preguntan, me preguntas, me escriben, me pregunta, me escribes, recibo, recibi, viene, llega, llego, esto, "
    "eso, este, esta, estos, mensaje, mensajes, ejercicio, pregunta, yo, a mi, hoy, a, viene, lo, estoy, "
    "recibiendo, question, text, message, exercise, particular, practice, again, always, in, to, of, "
    "so, late, early, at, @hour, @at, ahora, sirve, sirven, que, preguntas, pidieron, piden, want, know, such, "
    "messaging, messages, texts, from, have, been, has, came, come, here, for, an, a, nudge, what, wrote, writing",
    "RESUME": "resume, unpause, un pause, continue, carry on, keep going, restart, unmute, unfreeze, go on, "
    "bring on, bring back, pick up, pick it up, pick it back up, pick this up, pick things up, pick back up, lift, "
    "end, reinstate, start, begin, start sending, start texting, turn on, turn back on, switch on, switch back on, "
    "reactivate, reopen, get back to, get back into, get back on, jump back in, send, hit me with, fire up, "
    "crank up, go back to, get going, get started, kick off, take off, cancel, finish, remove, undo, stop, return to, "
    "reanuda, reanudar, reanuden, reanudemos, reanude, reanudad, continuar, continua, continuen, continuemos, "
    "continuamos, continue, seguir, seguimos, sigamos, sigan, sigue, siga, seguid, retomar, retomamos, retomemos, "
    "retomen, retoma, retomo, retome, retomad, volver, volver a, volvemos, volvamos, activar, activen, activa, "
    "reactivar, reactiven, reactiva, quiten, quita, quitar, quite, quitad, terminar, termina, terminen, acabar, "
    "acaben, despausar, despausen, mandar, manden, mandenme, mandame, vuelvan, vuelvan a, vuelve, vuelve a, "
    "vuelvo, vuelvo a, arrancamos, arrancar, arranquen, empezar, empezamos, empecemos, comencemos, levanten, "
    "levanta, levantar, denle, dale, reincorporarme, reincorporo, vuelva a, vuelvan con, unsnooze, un-pause",
    "PAUSE": "pause, time out, week off, pausita, descansito, hold, break, vacation, vacation mode, holiday, holidays, hiatus, silence, mute, freeze, "
    "stop, pausa, descanso, vacaciones, modo vacaciones, silencio, the break, receso, rest, suspension",
    "ENTER": "rejoin, re join, resubscribe, re subscribe, subscribe, enrol, re enrol, reenrol, enroll, re enroll, "
    "reenroll, join, sign up, sign me up, sign back up, opt in, opt me in, opt back in, start, restart, begin, "
    "start over, come back, be back, get back, get back on, get back in, go back, have, put me, add me, count me, "
    "bring me, take me, let me, get me, let me back, re add me, readd me, turn on, switch on, reactivate, "
    "re activate, unblock, return, start getting, start receiving, receive, be part of, be added, try again, "
    "resume, give this another go, give it another go, give this another try, hop on, enlist, register, "
    "volver, volver a, vuelvan, vuelvan a, vuelve a, vuelva a, volvan a, inscribirme, reinscribirme, apuntarme, "
    "anotarme, suscribirme, entrar, empezar, comenzar, iniciar, participar, retomar, reactivar, reactiven, "
    "reactivenme, inscribanme, inscribeme, apuntenme, apuntame, anotenme, anotame, suscribanme, suscribeme, "
    "metanme, agreguenme, agregame, activen, activenme, regresar, regresar a, reincorporarme, denme de alta, "
    "dame de alta, darme de alta, alta, de alta, ponganme, manden, mandenme, enviarme, envienme, sumenme, sumarme",
    "AGAIN": "again, back, once more, back up, back in, back on, over, anew, afresh, de nuevo, otra vez, nuevamente, "
    "de vuelta, another time, back please, back now, una vez mas",
    "UNDO": "undo, scratch, delete, erase, remove, disregard, ignore, forget, discard, reverse, strike, change, "
    "correct, fix, retract, cancel, unsend, revert, take back, scrap, void, wipe, drop, redo, rewind, clear, "
    "nix, borra, borrar, borren, borre, borralo, borrenlo, quita, quitar, quiten, elimina, eliminar, eliminen, "
    "anula, anular, anulen, anulalo, ignora, ignorar, ignoren, ignoralo, ignorenlo, cancela, olvida, olviden, "
    "olvidalo, olvidenlo, deshaz, deshacer, deshagan, deshazlo, corrige, corrijan, corregir, descarta, descarten, "
    "cambia, cambiar, revierte, revertir, dont count, no cuentes, no cuenten, retiro, no consideren, "
    "no tomes en cuenta, no tomen en cuenta, do not count, dont record, dont save, no guarden, take out, roll back",
    "SAID": "what i said, what i just said, what i sent, what i wrote, what i just sent, i said, i sent, i just sent, "
    "i wrote, i just said, answer, reply, response, rating, score, message, text, entry, number, one, thing, "
    "last, last one, previous, previous one, last answer, last reply, last text, last message, last thing, "
    "last rating, last entry, last response, prior, that, it, ultimo, ultima, anterior, respuesta, calificacion, "
    "numero, lo que dije, lo que puse, lo que mande, lo que escribi, que dije, que puse, que mande, que escribi, "
    "mensaje, eso, nota, ultimo mensaje, ultima respuesta, change, done, yes, no, skip, note, pause, edit, cambio, "
    "hecho, si, pausa, lo anterior, ese, esa, lo ultimo, submission, update, check in, from before",
    "SEND_ME": "text, message, send, contact, email, nudge, bother, remind, write, manden, mandes, mande, envien, "
    "envies, envie, escriban, escribas, escriba, molesten, molestes, contacten, ping",
    "RECEIVE": "receive, get, have, send, text, message, move, make, push, deliver, change, shift, switch, start, "
    "do, set, want, me, enviar, enviarme, mandar, mandarme, mandarmelos, escribir, escribirme, recibir, recibirlos, "
    "cambiar, mover, pasar, be, sent, come, arrive, schedule, ping, mandenme, mandame, envienme, manden, manda, "
    "envien, escribanme, poner, pongan, lleguen, llegar, que",
    "EVER": "every day, everyday, each day, from now on, henceforth, always, going forward, in future, in the "
    "future, for good, permanently, daily, onwards, from here on, from tomorrow on, from this day on, every time, "
    "each time, from today, from tomorrow, moving forward, hereafter, todos los dias, cada dia, siempre, a diario, "
    "diario, de ahora en adelante, en adelante, a partir de ahora, a partir de hoy, a partir de @day, desde ahora, "
    "de hoy en adelante, desde hoy, from @day, from @day on, starting @day, every, todas las tardes, weekdays, "
    "@usual, generally, as a rule, por lo general, on weekdays, entre semana, than this",
    "BUSY": "im busy, busy, ahora no puedo, no puedo ahora, ahora no, ahorita no, not now, cant now, cant right "
    "now, cant talk, im driving, driving, at work, im at work, working, in a meeting, sorry, perdon, ok, vale, "
    "hey, hi, hola, please, can you, could you, podrias, puedes, pueden, por favor, i cant, i cant right now, no "
    "puedo, estoy trabajando, estoy manejando, estoy conduciendo, estoy en el trabajo, maybe, mejor, and, y, then, "
    "ando ocupada, ando ocupado, estoy ocupada, estoy ocupado, not right now, but, pero, so, lo hago, ill do it, "
    "i will do it, i can do it, ocupada, ocupado, would you, will you, kindly, just, lets, how about",
    "WHEN_DONE": "when i, when im, once i, once im, after i, after im, when the, once the, after the, after my, "
    "after work, as soon as i, as soon as im, when my, once my, when we, once we, cuando salga, cuando termine, "
    "cuando llegue, cuando vuelva, cuando pueda, cuando acabe, cuando tenga, cuando regrese, cuando se, cuando me, "
    "cuando los, cuando mis, apenas, en cuanto, al salir, al llegar, al terminar, despues de, despues del, luego "
    "de, cuando este, cuando haya, cuando deje, saliendo, saliendo de, llegando a, terminando, before i, after",
    "REMIND": "remind, ask, text, txt, send, resend, message, ping, nudge, buzz, poke, try, hit, tell, prompt, "
    "bug, come back, get back, check, check back, circle back, catch me, bump, repeat, recuerdame, recuerdamelo, "
    "recuerdenme, recuerdenmelo, recuerde, avisame, avisenme, preguntame, preguntenme, mandamelo, mandenmelo, "
    "escribeme, escribanme, recordarme, recordarmelo, preguntarme, avisarme, mandarmelo, escribime, recordame, "
    "recordamelo, avisas, me avisas, me recuerdas, me lo recuerdas, me preguntas, me escribes, me mandas, me lo "
    "mandas, mandame, mandalo, intenta, vuelve a preguntar, vuelve a intentar, repitelo, insiste, buscame, "
    "hablame, me hablas, me buscan, me avisan, me lo recuerdan, reenvialo, reenviamelo, recuerdamela, contact",
}

#: The whole sentence, politeness before and after aside.
WHOLE = {
    Kind.HELP: (
        "_? _? _? WHO dis/this/texting/is+this PLEASE*",
        "_? _? que/cuales/q cosas/opciones/palabras/comandos me/te/les/se* puedo/puedes/pueden/debo poner/decir/mandar/responder/contestar/escribir aca/aqui/por+aca PLEASE*",
        "_? _? dont/do+not/cant/no understand/get/entiendo/comprendo how/what/como/que/esto/this THE* funciona/works/work/is/es/do/does/means/mean THE* PLEASE*",
        "esto/este/eres/usted/hablo/es/estoy+hablando/is+this/are+you* con? un/una/a? robot/bot/persona/maquina/estafa/broma/real/human/humano/person o/or? un/una/a? _? _? PLEASE*",
        "WHO US US* US* PLEASE*",
        "_? _? WHO is/are/r? this/you/u/it texting? PLEASE*",
        "who/whos US* texting/messaging/sending/writing/contacting US* US*",
        "WHAT US* US* PLEASE*",
        "WHAT is? THE SERVICE/THING/this PLEASE* and/or/who/how/is/for/please/about _* _* _*",
        "WHO is/are/r? this/you/u and/or/how/what/why/where _* _* _*",
        "WHAT am/do/should/can/must/are i/we supposed/meant/have/need? to? do/say/reply/send/answer/write/text/"
        "respond/type? THE* THE* THING* THE* you/here* PLEASE*",
        "how do/does/should/would/can/am i/it/this/these/you/THE+SERVICE? supposed/meant? to? THE* THING? SERVICE? "
        "work/works/use/reply/answer/respond/function/reach/talk/speak/help/contact/call/operate THE* THING? PLEASE*",
        "_? _? does/do/is/are/will/am/would it/this/these/they/i/you/that THE* THING? SERVICE? get/being/going+to/have+"
        "to/need+to/for? COST THE* PLEASE/anything/money/for* _? _?",
        "how+much/what is/does/do/are/will? it/this/these/they/i? THE* THING? SERVICE? COST/is/are* PLEASE*",
        "is/are there a/any? COST PLEASE*",
        "how/where did/do/have/had you/u/they/yall get/got/find/obtain/have my/this number/name/phone/contact/info "
        "_* PLEASE*",
        "i+need/need/want/get/i+want some? help/support/info/information/assistance THE* THING? SERVICE? PLEASE*",
        "what/which are? THE* commands/options/keywords/choices/words/rules _* PLEASE*",
        "what can/do/does i/you/u/this/it do/text/say/send/offer/reply/mean THE* PLEASE*",
        "QUIEN NOSOTROS NOSOTROS* NOSOTROS* PLEASE*",
        "_? _? quien/quienes es/son/eres/me/manda/escribe NOSOTROS* PLEASE*",
        "como funciona/funcionan/se+usa/uso/respondo/contesto/le+hago/va/sirve/es THE* THING? SERVICE? _? PLEASE*",
        "que puedo/hago/tengo+que/debo/se+puede/se+supone+que/hay+que/tengo/opciones/comandos hago/responder/contestar/"
        "hacer/escribir/mandar/poner/decir/hay/tengo/haga? THE* THING? PLEASE*",
        "esto/este/THE* SERVICE? es/tiene/me? COST _? PLEASE*",
        "tiene/tienen/hay/hay+que/tengo+que/me/van+a/es algun/que/un/a? COST _? _? PLEASE*",
        "cuanto/que/me? COST THE* THING? SERVICE? PLEASE*",
        "como/de+donde consiguieron/sacaron/obtuvieron/tienen/conseguiste/tienes mi/este numero/telefono/contacto "
        "PLEASE*",
        "necesito/quiero/ocupo ayuda/informacion/info/soporte THE* THING? PLEASE*",
    ),
    Kind.STATUS: (
        "did/does/do/has/have you/u/it/that/my/they* count/counted/log/logged/register/registered/save/saved/record/recorded/get @day/yesterday/today/my/mine/it/that/this* _? PLEASE*",
        "and/so/hey? HOW DOING? WHEN* WHEN* WHEN* PLEASE*",
        "CAN? SHOW THE* HOW DOING? WHEN* WHEN* PLEASE*",
        "CAN? SHOW? me? THE* weekly/current/total/overall? STATS PLEASE/WHEN/please/report/update/check/of/de* WHEN* "
        "PLEASE*",
        "whats/wheres/hows/what+is THE* STATS WHEN* PLEASE/like/looking*",
        "CAN? SHOW? me? how+many/how+much/cuantos/cuantas/cuanto COUNT* have/did/do/has/am/is i/we/ive/that? COUNT* "
        "KEPT* COUNT* WHEN* PLEASE*",
        "CAN? SHOW? me? how+many/cuantos/cuantas COUNT* i/we/ive have? KEPT COUNT* WHEN* PLEASE*",
        "did/have i miss/missed/kept/keep/done/completed/finished/skipped any/all/every/them/most _? WHEN* PLEASE*",
        "what+day/que+dia/day/which+day am/voy/is i/this/it? on? WHEN* PLEASE*",
    ),
    Kind.WHY: (
        "and/but/so? THE* THING? WHYS WHY_US* WHY_US* WHY_US* PLEASE*",
        "WHYS WHY_US WHY_US* THING/me/SERVICE PLEASE*",
        "NEXT THING? COMES* when PLEASE*",
        "when/what+time/what+day/whens/cuando/a+que+hora/que+dia is/are/will/do/does/can/should/am? i/my/the/you/it/me/"
        "u/we* NEXT? THING? be/is/i? COMES* NEXT THING? COMES* WHEN* PLEASE*",
        "a+que+hora/cuando/what+time/when is/are/do/does/will? i/you/it/the/they/these? COMES COMES? el/la/los/las/the/"
        "my? NEXT? THING? PLEASE*",
    ),
    Kind.RESUME: (
        "ready to go/start/roll/begin/rock/continue/receive again? PLEASE*",
        "se acabo/acabaron/termino/terminaron el/las/la/mis/los/mi descanso/vacaciones/pausa/receso/fiestas _*",
        "_* _? would+like/want/want/ready+for/miss/missed/like/need THE* THING/notes/them back/again PLEASE*",
        "unpause/unmute/un+pause/resume THE/THING/SERVICE* _* _*",
        "take/get/bring me off/out/back of/from? THE* PAUSE PLEASE*",
        "ya? regrese/volvi/llegue/ya+estoy _* _* RESUME THE* THING* AGAIN? PLEASE*",
        "_* THE+PAUSE is/es/are/se? over/finished/done/ended/acabo/acabaron/terminaron/termino",
        "CAN* THE* RESUME THE* THING/SERVICE/where+i+left+off/where+we+left+off/PAUSE* AGAIN? PLEASE*",
        "CAN* RESUME THE* THING/SERVICE AGAIN/on? PLEASE*",
        "_? _? _? _? RESUME THE* THING/SERVICE AGAIN? PLEASE*",
        "CAN? lift/end/remove/cancel/take+off/finish/undo/quita/quiten/termina/terminen/levanten/acaben THE* PAUSE "
        "PLEASE*",
        "seguimos/sigamos/retomamos/retomemos/continuamos/continuemos/arrancamos/volvemos con? THE* THING? PLEASE*",
    ),
    Kind.START: (
        "CAN* ENTER THE* THING/SERVICE? AGAIN/THE* PLEASE* AGAIN? PLEASE*",
        "_? _? _? _? _? _? CAN ENTER THE* THING/SERVICE? AGAIN PLEASE*",
        "_? _? _? _? _? _? _? want/like/love/need/have/miss THE* THING/them/it/these back/again PLEASE*",
        "_? _? _? vuelvan/vuelve/vuelva/volved a? mandarme/enviarme/escribirme/mandar/enviar/incluirme/inscribirme/"
        "apuntarme/anotarme/meterme/ponerme/agregarme THE* THING? PLEASE*",
        "changed/ive+changed/i+changed my mind _* _* AGAIN? PLEASE*",
        "me+arrepenti/cambie+de+opinion/cambie+de+idea _* _*",
    ),
    Kind.UNDO: (
        "_? le/lo/la/eso di/toque/aprete/pique/mande/envie/puse/marque/conteste sin+querer/por+error/mal/por+accidente PLEASE*",
        "_? _? _? CAN? UNDO THE* SAID THE* SAID? PLEASE*",
        "UNDO THE* SAID _? _? _?",
    ),
    Kind.PAUSE: (
        "not/no @days/@day/this+week RESUME/start/back AGAIN? @day/@until PLEASE*",
        "_* _* _? dont/do+not/please+dont/no SEND_ME THE/any/anything/nada/mas/THING* @until/@days/hasta+entonces/until+then _*",
        "CAN* rest/park/shelve/pause/hold these/them/THE+THING/it/the/THING* for/until/over/till/during/hasta _* _*",
        "stop/pause/hold/break/hold+off/paren/pausen for+now/for+a+while/for+a+bit/por+ahora/por+ahorita/por+un+tiempo/por+el+momento _* _* _*",
        "_* _? ill+tell/ill+let/i+will+tell/i+will+let/will+let/les+digo/te+digo/les+aviso/te+aviso/yo+aviso/i+tell you/u? know? when/cuando _*",
        "put/place THE/THING* on+hold _* _*",
        "_* _* paralo/parenlo/parelo/pausalo/pausenlo/para/paren/pausen/pausa THE* THING? hasta+que/until/till/mientras _* _*",
        "_* _* @until no SEND_ME nada/mas/me* _*",
        "skip/silence/mute THE* rest of _",
        "_* _* me/nos? dan/das/dame/denme/regalan unos/unas/algunos dias/diitas/diitos/semanas/semanitas _*",
        "_? _? _? @days/@until de/of/for/without/sin/no/off THE* PAUSE/THING/SERVICE/peace/quiet/paz/descansar _*",
        "no/sin/without/zero THE* THING/mandar/enviar/mandarme @until/@days _* _*",
        "@until/@days no/dont/please+dont/do+not me? SEND_ME nada/mas/me/anything/any/THING* _*",
        "CAN/need/want/take/taking/dan/das/dame/denme/give/me+tomo* me? @days off/de/libres/away/from/descanso/PAUSE* "
        "THE* THING? SERVICE? _*",
        "skip/skipping/miss/sit+out/stop/quiet me? THE* THING* until/for? @days/@until/this+week/the+week/this+month/"
        "rest+of+@at PLEASE* _*",
        "nothing/none/no+more/nada THE* THING? PLEASE* @day/@until/@days PLEASE* _* _*",
        "_? _? off/away/gone/out/travelling/traveling/abroad for/over/on/until/in? THE* holidays/holiday/vacation/"
        "vacations/honeymoon/christmas/hols/break/leave/@days/@until/town/surgery _* _*",
        "_? _? _? _? _? _? back/vuelvo/regreso/return/returning @until/@day PLEASE* _?",
        "CAN* PAUSE/pausing/pausar/pausen/pausa/pausame/suspend/suspender/suspendan/congelar/congelen/freeze/hold/"
        "hold+off/put+on+hold THE* THING/SERVICE/everything/todo @until/@days/@day/@at/on+hold/PLEASE/for/while/a/"
        "un/tiempo* _?",
        "put THE* THING/SERVICE/everything on hold/pause/ice for? @days/@until/PLEASE/while/a/now* _*",
        "need/want/could+use/taking/i+need/i+want/necesito/quiero/ocupo/me+tomo/tomare THE/short/little/pequeno* "
        "PAUSE/breather/respiro/pausita/descansito/descansar THE* THING? SERVICE? @days/@until/a/while/for/please/un/"
        "tiempo/por* PLEASE*",
    ),
    Kind.RETIME: (
        "time/hora/horario/new+time/nueva+hora to/a? @at/@hour/@usual",
        "prefer/prefiero/preferably/rather @usual/@at/@hour _? _? PLEASE*",
        "@usual/@at/@hour would/could/should/might/will suit/work/be/fit me/us? much? better/best/nicer/easier/well for? me? PLEASE*",
        "EVER? a+partir+de/from/starting/as+of/desde @day/@at/@hour @at? _* _*",
        "how/where do/can/would i change/set/adjust/move/edit THE/what* time/hour/schedule _* _*",
        "make/send/move/push/pasenlo/pasalo/muevanlo/muevelo/mandenlo/mandalo/ponganlo/do it/this/them/these/THING? @later/later/earlier/mas+temprano/mas+tarde/sooner THE/in/day* EVER? PLEASE*",
        "@until/@at/@hour EVER PLEASE*",
        "_? _? CAN* do/have/try/move/make/get @at @hour/@at? instead/EVER* PLEASE*",
        "could/can these/those/they/the+texts/the+messages land/come/arrive/go after/before _ rather/instead/not than/of/at? _*",
        "_? _? _? _? CAN* RECEIVE* THE* THING* @later/later/earlier/mas+temprano/mas+tarde/sooner time? THE/in/day/"
        "morning/afternoon/evening/por/tarde/manana/than* EVER _*",
        "_? _? _? CAN/make/need/want/prefer/do* a? @later/later/earlier time/slot/hour/hora/horario _* _*",
        "CAN* these/those/they/the/my/your+THING* THING? land/come/arrive/go/be/reach+me after/before/at/around _ "
        "rather/instead/not than/of/at? _*",
        "_? _? _? CAN* RECEIVE* THE* THING* at/for/to/a? @at/@hour/@usual/6/7/8/9/10/5/after+_ instead+of/rather+than/"
        "instead/not/en+vez+de/en+lugar+de/EVER _* _*",
        "make/do/move/set/change THE THING? to/at/for? @at/@hour/@usual/4/5/6/7/8/9/10/11/12 @usual/EVER _* _*",
        "i? would/should/d/id? prefer/rather/like/love _? _? _? _? @at/@hour/@usual EVER _* _*",
        "@at/@hour/@usual is/are/works/suits/es/seria/me+va best/better/ideal/good/perfect/fine/mejor/bien/me? for? "
        "me/us? EVER? _? PLEASE*",
        "EVER CAN? RECEIVE* THE* THING* at/for/to/a? @at/@hour/@usual _* _*",
    ),
    Kind.SNOOZE: (
        "@day/@at/@in/@later better/best/instead/mejor/preferably PLEASE*",
        "stop/wait/hold/hold+on/hang+on/pause/esperame/espera/dame for? @in _* _* _?",
        "BUSY* @in/@day/@at/@hour/@later REMIND THE* _* _*",
        "_? _? shall/will/ill attend/do/get/answer/see/finish/reply to/it/this/that* @at/@day/@in/@later _*",
        "hang+on/hold+on/wait/espera/esperame/un+segundo @in/@later PLEASE*",
        "BUSY? not+right+now/not+rn/not+just+now/not+this+minute/not+this+second/not+at+the+moment/cant+right+now PLEASE*",
        "BUSY* WHEN_DONE _ _* _*",
        "BUSY* @day/@at/@later/@in/@hour te/le/les/lo/la/os/ya/me/yo* contesto/respondo/hago/escribo/digo/cuento/avisas/"
        "avisan/avisa/recuerdas/recuerdan/preguntas/preguntan/dices/escribes/mandas/mandan/aviso/pongo _* _*",
        "BUSY* @in/@later/@day @at? just/lol/im/its/until/once/driving/parking/cooking/eating/working/"
        "still/have/got/need/gotta/estoy/ando/tengo/que/voy _* _*",
        "BUSY* @day/@at/@hour/@in works/suits/is/better/ok/fine/good/me/va/bien* then/so? ask/remind/text/send/try/"
        "ping/nudge/poke _* _*",
        "BUSY* REMIND THE* @in/@day/@at/@hour/@later/@until/@days _* _*",
        "BUSY* REMIND THE* WHEN_DONE _ _* _*",
        "BUSY* _? _? _? REMIND me/us/again/this/it* about/of/to/this/it/again* @in/@day/@at/@hour/@later PLEASE*",
        "BUSY* @in/@day/@at/@later/@until PLEASE*",
        "give/gimme/dame/deme/denme/need/want me? like/about/another/a/just/unos/otros* @in/@days more/mas/to/please/"
        "and/y? _*",
    ),
}
