"""How people ask us for something, English and Spanish: one line a wording.

They are matched against a sentence as `reply_time.spot` leaves it: plain words with one blank between them,
no commas, every time a mark (`@in` 2 hours, `@at` 8 pm, `@day` tomorrow at 8, `@hour` at 8, `@until` monday,
`@days` a week, `@usual` mornings, `@later`). What stands alone must be the whole sentence, politeness and an
excuse aside; what is asked anywhere names us or our messages, so that a story that only has the word is not
a request.
"""

from nudges.core.reply.words.ask_parts import ANSWER_ES, LAST, NUESTROS, OURS, STATS

UNDO_ALONE = (
    r"that (?:\d|yes|no|done|answer|rating|text|message|skip|last one) "
    r"was (?:a |my |an )?(?:mistake|wrong|accident|error)",
    r"(?:i )?(?:didnt|did not) mean (?:yes|no|done|\d|skip|it)",
    rf"undo(?: (?:that|this|it|the last|last|{LAST}))?",
    rf"(?:deshacer|deshaz|deshazlo|deshaganlo|revertir|revierte|revert)(?: (?:eso|esto|lo|{ANSWER_ES}))?",
    r"(?:oops |whoops |ups |uy )?(?:wrong|typo|wrong (?:one|answer|button|chat|person|window|thing|rating|"
    r"reply|key|text))",
    r"(?:oops|whoops|ups)(?: (?:wrong|no|mistake|my bad|nevermind))?",
    r"(?:that|this|it)s? (?:(?:was|is) )?(?:just )?(?:a|an|my)? ?(?:mistake|error|accident|mistype|typo|"
    r"wrong|not right|misclick|slip)",
    r"(?:my (?:mistake|bad|error)|by (?:mistake|accident)|mistake|nvm|never ?mind(?: (?:that|my last|the "
    r"last one))?)",
    r"(?:(?:eso|esto|ese|fue|es|era|eso fue|esto fue) )+(?:un |una )?(?:error|equivocacion|sin querer|por "
    r"error)",
    r"me equivoque|sin querer|por error|error mio|corrijo|eso no|no era eso|no es cierto lo que puse",
)
UNDO_ANYWHERE = (
    r"\b(?:scratch|undo|delete|erase|remove|disregard|ignore|forget|discard|reverse|strike|change|"
    rf"correct|fix|retract|cancel) {LAST}",
    r"\b(?:scratch|disregard|ignore|undo|strike) that\b",
    r"\b(?:take|took) (?:that|it|my (?:answer|reply|rating|last(?: one)?)) back\b|\btake back (?:that|my|"
    r"the last)",
    r"\b(?:sent|pressed|hit|typed|tapped|texted|pushed|put|said|answered) (?:(?:that|it|this|done|yes|no|"
    r"the wrong \w+) )?(?:by (?:mistake|accident)"
    r"|in error|accidentally|too (?:soon|early))",
    r"\b(?:accidentally|mistakenly) (?:sent|hit|pressed|texted|typed|put|said|answered)",
    r"\b(?:didnt|did not) mean (?:to (?:send|text|say|type|press|hit|put|write|answer|reply)|that one)\b",
    r"\b(?:hit|pressed|tapped|typed|sent|put) the wrong (?:number|button|key|one|answer|thing)",
    r"\b(?:toddler|kid|kids|son|daughter|cat|baby|grandson|child|dog) (?:sent|typed|texted|pressed|did) "
    r"(?:that|it|this)\b",
    r"\b(?:pocket|butt) (?:text|dial|sent|typed)",
    r"\bthat (?:was meant|wasnt meant|was for|wasnt for) (?:for |someone|somebody|you|my )",
    r"\bmade a mistake (?:with|in|on) (?:that|my|the)(?: last)? (?:answer|reply|one|rating|number|message|"
    r"text)",
    r"\b(?:borr|quit|elimin|anul|ignor|cancel|olvid|deshaz|cambi|corrig|corrij)(?:a|ar|en|e|an|alo|ala|"
    rf"enla|enlo|ame|as)? {ANSWER_ES}",
    r"\b(?:borren?|borralo|ignoralo|ignorenlo|anulalo|olvidalo|olvidenlo|quitalo|quitenlo|ignora eso|"
    r"ignoren eso|borra eso|quita eso|anula eso|olvida eso|borrar eso)(?= por favor| porfa|$)",
    r"\bno (?:lo|la|me lo|la) (?:cuentes|cuenten|registres|registren|anotes|anoten|tomes en cuenta|tomen "
    r"en cuenta)\b",
    r"\bno (?:quise|queria|era mi intencion) (?:mandar|enviar|poner|decir|escribir|responder)",
    r"\b(?:lo|la|eso|ese) (?:mande|envie|puse|escribi|marque|conteste|respondi) (?:por error|sin querer|"
    r"mal)\b",
    r"\b(?:mande|puse|escribi|marque|apreté|apriete|aprete|conteste|respondi) (?:mal|sin querer|por error)\b",
    r"\bme equivoque (?:de|al|en la|con (?:el numero|la respuesta)) ?(?:numero|respuesta|boton|tecla|"
    r"mandar|enviar|poner|escribir|responder|contestar|mensaje|marcar)?",
    r"\blo (?:mando|escribio|apreto|hizo) mi (?:hij[oa]|niet[oa]|nen[ea]|bebe|gato)",
)
STATUS_ANYWHERE = (
    r"\bhow (?:many|much)(?: \w+){0,5} (?:have|did|do|has) i (?:\w+ )?(?:keep|kept|done?|did|complete|"
    r"completed|finish|finished|missed|miss|got|have|had|"
    r"answered|replied|skipped|managed|left|made|gone|logged)\b",
    r"\bhow (?:many|much)(?: (?:days|weeks|times|of (?:these|them)|exercises|practices|ones|nudges|check "
    r"?ins|in a row))+ (?:is that|so far|am i)\b",
    r"\b(?:tell|show|know|see|wondering|curious)(?: me)? how (?:im|i am|ive been|i have been|i have|ive) "
    r"(?:\w+ )?(?:doing|done|getting on|going|progressing)\b",
    r"\b(?:whats|what is|show me|see|check|tell me|send me|give me) (?:my|the|me) (?:current |weekly |"
    r"daily |latest )?" + STATS + r"\b",
    r"\bhow (?:long|big|good) is my (?:streak|run)\b|\bam i on (?:track|a streak)\b|\bhave i (?:missed|"
    r"kept|done) any\b|\bdid i miss any\b",
    r"\bcuant[oa]s? (?:dias?|ejercicios?|veces|semanas?|practicas?|seguidos|seguidas|de racha| )*(?:llevo|"
    r"he|hice|cumpli|van|voy|complete|tengo|me faltan|"
    r"faltan|falle)\b",
    r"\b(?:quiero (?:ver|saber)|muestrame|mostrame|dime|decime|me (?:dices|muestras|pasas|puedes decir)|"
    r"cual es|ver|a ver|saber) (?:\w+ ){0,2}mi "
    r"(?:progreso|racha|avance|estado|puntaje|resumen|promedio)\b",
    r"\b(?:a ver|saber|dime|me dices) como voy\b",
)
WHY_ANYWHERE = (
    r"\bwhy (?:did|do|am|are|have|was|were|would|r|is) (?:i|we|you|u|ya|yall) (?:\w+ ){0,2}(?:gett?ing|get|"
    r"got|receiv\w+|sen[dt]|sending|being sent) "
    r"(?:\w+ )?(?:this|these|that|it|them|one|texts?|messages?|the (?:text|message|one|same))\b",
    r"\bwhy (?:did|do|are|have|would|r|were) (?:you|u|ya|yall|they) (?:\w+ ){0,2}(?:text|texting|texted|"
    r"ask|asking|asked|message|messaging|messaged|send|"
    r"sending|sent|want to know|need to know|pick|picked|choose|chose|contact|contacting|write|writing|"
    r"bother|bothering)\b",
    r"\bwhy (?:did|was|is|has|are) (?:this|these|that|it)(?: \w+)? (?:come|came|sent|arrive|here|for me|"
    r"coming|today|now|so)\b",
    r"\bwhat(?: is|s) the (?:reason|point|purpose|idea|use) (?:of|for|behind) (?:this|these|that|sending|"
    r"asking)(?: \w+)?$",
    r"\bwhat (?:made|makes) (?:you|u) (?:ask|send|text|pick|choose)|\bhow come (?:you|u|i) (?:\w+ )"
    r"?(?:ask|send|sent|text|asked|got|get|texted|keep)",
    r"\bwhen (?:do|will|should|can|does|is|are|would) (?:i|you|u|the|my|we|it) (?:\w+ ){0,3}(?:next|hear "
    r"from you|(?:get|receive|send|expect) (?:\w+ )?(?:"
    r"next|tomorrows|another|the|a|my|one))\b",
    r"\b(?:whens|when is|whats|what is) (?:the |my )?next (?:one|text|message|nudge|exercise|practice|"
    r"question|prompt|time)\b",
    r"\bwhat time (?:will|do|does|is|are|should|shall) (?:i|you|u|the|my|tomorrows|todays|it|they|we) "
    r"?(?:\w+ ){0,3}(?:get|send|text|come|arrive|next|expect|tomorrows|"
    r"receive|message|messages|texts|due|be|coming)\b",
    r"\bwhat time (?:is|are) (?:tomorrows|todays|the next|my next)\b",
    r"\bpor que (?:me |nos |lo )+(?:lleg\w+|mand\w+|envi\w+|escrib\w+|pregunt\w+|toc\w+|sali\w+|pid\w+|"
    r"pides|piden|haces|hacen|estan?\w* \w+ndo|dan|dieron)\b",
    r"\bpor que (?:recib\w+|estoy recibiendo|este (?:mensaje|ejercicio|texto|correo)|esta (?:pregunta|"
    r"practica)|preguntan?|preguntas|quieren? saber)\b",
    r"\bcuando (?:\w+ )?(?:me )?(?:toca|llega|viene|es|sale|mandan|mandas|recibo|sera|envian|llegara|"
    r"tengo)(?: \w+){0,2} (?:siguiente|proxim[oa]|otro|otra|que sigue)\b",
    r"\ba que hora (?:\w+ )?(?:me )?(?:toca|llega|llegan|mandan|mandas|envian|recibo|sera|es|viene)\b",
)
HELP_ANYWHERE = (
    r"\bwho (?:is this|are you|r u|am i (?:talking|texting) (?:to|with))$|\bquien (?:me escribe|eres|es "
    r"usted|sos)$|\bque es esto$|\besto que es\b",
    r"\bhow does (?:this|it)(?: \w+)? work\b(?=.*(?:text|$))|\bwhat can i (?:text|reply|say to|send) "
    r"(?:you|u|here|back)\b",
)
START_ANYWHERE = (
    rf"\b(?:start|begin) (?:sending|texting|messaging|emailing|getting|receiving)(?: (?:me|to|{OURS}))* "
    r"(?:again|back up|once more)",
    r"\b(?:(?:can|could|may) i|i(?:d| would)? (?:want|like|wish)(?: to)?|i wanna|lets?|want to|id love to)"
    r" (?:please )?(?:have|get|receive|start|restart|resume|sign up|join|"
    r"rejoin|subscribe|resubscribe|come back|opt)(?: (?:to|up|in|back|getting|receiving|for|on|with|"
    rf"{OURS}))* (?:again|back|once more)(?= please| now| thanks|$)",
    r"\b(?:sign|put|add|opt) me (?:back (?:up|on|in)|(?:up|on|in) again)\b|\bturn (?:(?:the|my) \w+|them|"
    r"it|these) back on\b",
    r"(?<!no )(?<!not )\bquiero (?:volver a )?(?:empezar|recibir|comenzar)(?: (?:a|de nuevo|otra vez|con|"
    rf"recibir|{NUESTROS}))+(?: de nuevo| otra vez)?$",
    rf"\b(?:manden|mandenme|mandame|envienme|enviame|escribanme|escribeme)(?: {NUESTROS})? (?:otra vez|de "
    r"nuevo)$",
)
#: A yes to an invitation; the words of a plain yes come from the answers.
AGREED = (
    r"me prendo|le entro|jalo|with pleasure|with thanks|con mucho gusto|lol|haha|jaja|gladly|"
    r"i want to|want to|take part|part|go on then|go on|yes i want to|"
    r"yes|y|yep|yeah|yup|yess|si|sii|sip|ok|okay|oki|okey|k|sure|sure thing|claro|claro que si|dale|va|"
    r"vale|sale|simon|orale|quiero|yes i do|yes i am|perfecto|perfect|great|good|"
    r"alright|all right|absolutely|definitely|of course|certainly|please|por supuesto|de acuerdo|acepto|"
    r"aceptado|agreed|i agree|i accept|accept|accepted|confirm|confirmed|"
    r"confirmo|i confirm|im in|i am in|count me in|sign me up|lets (?:do it|go|start|begin|try|try it)|"
    r"ready|im ready|start|adelante|me apunto|me anoto|me sumo|me interesa|me encantaria|"
    r"quiero (?:participar|empezar|recibir\w*|entrar|comenzar)|id (?:like|love) (?:to|that)(?: (?:join|"
    r"start|begin|try))?|i would (?:like|love) (?:to|that)(?: (?:join|start|begin|try))?|"
    r"i want to (?:join|start|begin|try)|go ahead|sounds good|why not|por que no|bueno|listo|lista|"
    r"empecemos|empezamos|vamos|estoy de acuerdo|estoy list[oa]|"
    r"i do|thanks|thank you|gracias|muchas gracias|thx|ty|start (?:it|me|please)|it|this|here|and|y|the|of|"
    r"them|me|to|for|now|just|ill (?:do it|try(?: it)?|join|start)|"
    r"por favor|porfa|hi|hello|hola|well|oh|please do|sir|maam|yes please|mensajes|los mensajes|messages|"
    r"texts|programme|program|receive|get|send|con gusto|encantad[oa]"
)
#: One of these makes an agreement a yes.
YES = (
    "me prendo|le entro|jalo|gladly|with pleasure|"
    "yes|y|yep|yeah|yup|yess|si|sii|sip|ok|okay|oki|okey|k|sure|claro|dale|va|vale|sale|simon|orale|"
    "alright|absolutely|definitely|of course|"
    "certainly|por supuesto|de acuerdo|acepto|agreed|i agree|i accept|accept|confirm|confirmo|in|sign me "
    "up|lets|ready|start|adelante|me "
    "apunto|me anoto|me sumo|participar|empezar|empecemos|go ahead|sounds good|why not|id like|id love|"
    "would like|would love|want to|con gusto|estoy de acuerdo|me encantaria|me interesa|i do|perfecto|"
    "perfect"
)
#: Of the words that end a pause these also ask for messages that were stopped.
AGAIN = r"\b(?:resume|continue|restart|start|send|reanud\w*|continu\w*|seguir|sigan|sigue|retom\w*|turn)\b"

#: With one of these a yes in part of a message is not yet a yes.
DOUBTS = frozenset(
    [
        "no",
        "not",
        "maybe",
        "but",
        "unsure",
        "pero",
        "if",
        "si",
        "tal",
        "quizas",
        "quiza",
        "nope",
        "dont",
        "cant",
        "who",
        "what",
        "stop",
    ]
)
