"""How people say that they did it, or did not: what no list of phrases could hold.

Matched where an answer begins, against plain words with one blank between them; what follows is their note.
"""

import re

from nudges.core.reply.time.words import whole

_WORK = (
    r"(?:one|thing|task|exercise|practice|homework|nudge|step|activity|challenge|text|bit|part|breathing|"
    r"prompt|lesson|assignment|"
    r"ritual|gratitude|message|letter|list|walk|check in|check-in)"
)
#: What was to be done.
_IT = (
    r"(?:it|this|that|mine|ours|both|them|all of it|todays|tonights|yesterdays|(?:(?:this|that|the|my|our|"
    r"todays|yesterdays|tonights|"
    rf"this mornings) )(?:\w+ )?{_WORK}(?: {_WORK})?|this one|that one)"
)
_FIRST = (
    r"(?:(?:i have|we have|we are|i|we|ive|weve|im|yes|yep|yeah|just|already|finally|finaly|actually|"
    r"honestly|only|even|both|ok|so|"
    r"well|today|this morning|also|totally|really|definitely|now|i think|proudly|happily|sir|mam|maam) )*+"
)
_LO = r"(?:lo|la|los|las|el|mi|todo|eso|esto)"
_PRIMERO = (
    r"(?:(?:yo|ya|si|hoy|recien|al final|por fin|apenas|ahorita|justo|creo que|pues|la verdad|simon|"
    r"tambien|con|bueno|claro|ahora|"
    r"fijese|mire|esta manana|temprano|que) )*+"
)
_HECHO = (
    r"(?:hice|hicimos|cumpli|cumplimos|termine|terminamos|logre|logramos|consegui|conseguimos|complete|"
    r"completamos|realice|acabe|"
    r"practique|practicamos|he hecho|hemos hecho|tengo hecho|he cumplido|he terminado|hago|estoy haciendo|"
    r"intente hacer)"
)
DONE = whole(
    rf"{_FIRST}(?:did(?: do)?|done|doing|finished|completed|managed|nailed|practi[cs]ed|accomplished|got|"
    r"managed to do|gotten|made)"
    rf" {_IT}(?! (?:was|felt|went|helped|made))(?: (?:is )?(?:done|finished|in|already|just now|again|only|"
    r"too|now))*"
    r"|(?:yes |ok |yep )?(?:it|that|this|everything|todays(?: one)?|all|its|thats|the (?:exercise|practice|"
    r"task|one)) ?(?:is|was|has been|been|are)? "
    r"?(?:all |now |already )?(?:done|complete|completed|finished|sorted)(?: (?:only|now|already|and "
    r"dusted|for today))*"
    r"|(?:mission|task|job|exercise|practice|homework|challenge)(?: is)? (?:accomplished|done|complete|"
    r"completed|finished)|(?:all )?sorted"
    r"|done and dusted|(?:check|checked)(?: off)?(?= |$)(?! in)|ticked(?: it)?(?: off)?|all good done|"
    r"thats me done|nailed it|smashed it|easy done|consider it done"
    rf"|{_PRIMERO}{_LO} {_HECHO}(?: {_LO})?(?: ya| hoy| todo| con lo de hoy)*"
    rf"|{_PRIMERO}(?:hice|realice|complete|termine|cumpli|acabe|practique)(?: (?:con )?(?:el|la|lo|mi|las|"
    r"los)(?: (?:ejercicio|practica|tarea|reto|de hoy|actividad|mio|que tocaba))+"
    rf"| (?:de )?hoy| ya)?(?= (?:y|pero|con|hoy|ya)\b|$)"
    rf"|{_PRIMERO}cumpl(?:i|ido|ida|imos|o)(?: (?:con )?(?:lo|el|la)(?: (?:ejercicio|de hoy|tarea|practica|"
    r"reto))+)?(?: jef[ea])?"
    rf"|{_PRIMERO}acabo de (?:hacer\w*|terminar\w*|cumplir\w*)|{_PRIMERO}(?:ya )?(?:esta|quedo|estuvo|"
    r"queda)(?: ya)? (?:hech[oa]|list[oa]|cumplid[oa]|terminad[oa])"
    r"|(?:tarea|mision|reto|ejercicio|practica)(?: ya)? (?:hech[oa]|cumplid[oa]|complet\w+|terminad[oa]|"
    r"list[oa])|ya estuvo|ya quedo|ya esta(?: ya)?$"
)
_SORRY = (
    r"(?:(?:i tried but|we tried but|tried but|i|we|im|ive|weve|sorry|no|nope|honestly|just|still|really|"
    r"actually|ok|today|well|so|yeah|am|was|"
    r"but|afraid|sadly|unfortunately|also|again|totally|completely|must admit|almost|nearly|yesterday) )*+"
)
_NOT = (
    r"(?:didnt|did not|didn|dint|couldnt|could not|cant|cannot|can not|wasnt able to|was not able to|not "
    r"able to|unable to|wont|will not|havent|"
    r"have not|hadnt|never|failed to|did nt|could nt|not|didnt even|couldnt even|didnt really|didnt "
    r"actually|havent even|wont be able to|"
    r"dont|do not|couldnt quite|did not really|didnt quite)"
)
_DO = (
    r"(?:(?:do|did|done|doing|manage|managed|finish|finished|complete|completed|face|try|tried|start|"
    rf"started)(?: {_IT})?(?! (?:this|that|it)? ?(?:to|the same|with|what|you|him|her|for|of|as|"
    r"anything|something|much|well|enough|any)\b)|get (?:to|round|around|it done|a chance|the chance|time|"
    r"to it|around to it|round to it|any time)(?: (?:to|for) (?:it|this|do it|that))?(?: today)?|"
    r"got (?:to|round|around|a chance|the chance)(?: (?:to|to it|to do it|to this))?|have (?:the |any |"
    r"enough |much )?(?:time|chance|energy|strength|courage|a chance|a moment|it in me)(?: (?:to|for) "
    r"(?:it|this|do it))?(?: today)?|"
    r"find (?:the |any )?(?:time|energy|courage)|make (?:it|time)(?: today)?|bring myself(?: to(?: do it)?)"
    r"?|happen(?:ed)?|remember(?:ed)?|today|tonight|this time|yet|going to happen|"
    r"happening|gonna happen|bother(?:ed)?|in the mood|up for it|feeling it|feel like it|feel up to it|had "
    r"(?:the )?(?:time|chance))"
)
_NO = (
    r"(?:(?:yo|hoy|al final|la verdad|todavia|aun|pues|perdon|perdona|disculpa|que pena|uy|ay|esta vez|"
    r"fijese que|ya|lo siento|lamentablemente|tampoco|es que|hoy si que|nel) )*+"
)
NOT_DONE = whole(
    r"(?:i |we )?(?:wasnt|was not|werent|am not|im not) able to(?= sorry|$)|"
    rf"{_SORRY}{_NOT} {_DO}(?: (?:today|tonight|yet|this time|at all|sorry|again))*"
    r"|(?:i |we )?(?:ran|run) out of (?:time|energy|steam|day)|(?:i |we )?(?:chickened|bailed|wimped|"
    r"bottled)(?: out| it)?(?: of it)?|lost my nerve|(?:no|zero) (?:time|energy|chance)(?: today)?"
    r"|(?:gave|giving|give|gonna give|ill give) (?:it|this one|this) a miss(?: today)?|no can do|not a "
    r"chance|no chance|not happening(?: today)?|not tonight|"
    r"(?:i |we )?(?:skipped|missed|skipping|missing|am skipping|im skipping|im gonna skip|gonna skip|ill "
    r"skip|will skip|have to skip|need to skip|want to skip|gotta skip|lets skip|passing|gonna pass|"
    r"taking a pass|going to skip|going to pass|ill pass|have to pass|gonna have to pass|gonna have to "
    rf"skip)(?: (?:on )?{_IT})?(?: (?:today|tonight|yesterday|again|this time))*(?= (?:because|cause|as|i|"
    r"im|sorry|thx|thanks|was|too|bc|had|since|but)\b|$)"
    r"|(?:i |we )?(?:totally |completely |just |clean )?forgot(?: (?:about (?:it|this)|to do (?:it|this|"
    r"mine)|it|again|completely|all about it|today|sorry|to|yesterday|last night))*(?= (?:because|cause|"
    r"as|i|im|sorry|was|too|bc|but)\b|$)"
    r"|(?:nope|nah|nel|nones|nanay|negative|nay|naw|uh uh|nuh uh|niet)(?= |$)"
    rf"|{_NO}no (?:me |lo |la |le |se |nos )*(?:hice|hicimos|he hecho|hemos hecho|pude|pudimos|logre|"
    r"logramos|consegui|cumpli|alcance|alcanzamos|hago|hare|voy a hacer(?:lo|la)?|he podido|podido|anime|"
    r"animo|atrevi|atreví|"
    r"acorde|salio|nacio|dio tiempo|dio la vida|dio|fue posible|alcanzo el tiempo|alcanzo|pudo|arma|armo|"
    r"va a poder|toco|termine|intente|quise|quiero hacer(?:lo|la)|tengo ganas|estoy de animo)(?: "
    r"(?:hacerlo|hacerla|hacer eso|hoy|ayer|el tiempo|todavia|"
    r"cumplir|terminar|terminarlo|con el ejercicio|el ejercicio|la tarea|nada))*(?! (?:dejar|parar|evitar|"
    r"aguantar|creer|dormir|ni|mas|contener\w*|decir\w*|hablar\w*|de|a |verl[oa]|que|llorar))"
    rf"|{_NO}no (?:me )?(?:tuve|tengo|hubo|habia|dio|encontre|me dio|tuvimos|quedo|alcanzo)(?: (?:el|la|la "
    r"cabeza|mucho|ni))* (?:tiempo|ganas|chance|fuerzas|energia|cabeza|animo|animos|oportunidad|rato|"
    r"valor|lugar)(?: (?:para nada|hoy|de hacerlo|para eso))*"
    rf"|{_NO}no se (?:pudo|dio|arma|armo|me dio|va a poder)(?: hoy)?"
    rf"|{_NO}(?:se (?:me|nos) (?:olvido|paso|fue|complico|hizo tarde)|(?:me |lo )?olvide)(?: (?:por "
    r"completo|hacerlo|completamente|hoy|totalmente|el ejercicio|el dia|ayer))*"
    rf"|(?:{_NO})(?:(?:hoy|esta vez|este|esta|hoy si|ahora) )?(?:me lo |me la |lo |la |te )(?:salto|dejo "
    r"pasar|paso|brinco|debo|omito|voy a saltar|quedo debiendo)(?: (?:hoy|esta vez|por hoy))*"
    r"|(?:hoy|esta vez|ayer|anoche) (?:no|nada|paso|fallo|falle)(?= |$)(?! (?:me|lo|la|se|hubo|quiero|"
    r"puedo|pude|hay|es|fue|tengo|le|nos|te|pele\w+|llor\w+|discut\w+|grit\w+|tuve|hable|sent\w+))|hoy "
    r"(?:no|si que no)(?: (?:puedo|pude|se (?:arma|pudo|puede)))?$|"
    r"(?:para nada|ni modo|negativo|imposible|tampoco|aun no|todavia no|ni hablar|mejor no|nada de nada)"
    r"(?= |$)|prefiero (?:no(?: hacerlo)?|pasar|saltar\w*)(?: (?:hoy|esta|este|vez|de|el))*"
)
#: "Too tired": an excuse that says no.
EXCUSE = re.compile(
    r"(?:way |just |far )?too (?:tired|busy|sick|exhausted|late|knackered|drained)(?: (?:today|tonight|for "
    r"(?:it|this)))?(?: sorry| please)?$"
)
