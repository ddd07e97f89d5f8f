"""How people ask us for something, English and Spanish: one line a wording.

They are matched against a sentence as `reply_time.spot` leaves it: plain words with one blank between them, no
commas, every time a mark (`@in` 2 hours, `@at` 8 pm, `@day` tomorrow at 8, `@hour` at 8, `@until` monday, `@days`
a week, `@usual` mornings, `@later`). What stands alone must be the whole sentence, politeness and an excuse aside;
what is asked anywhere names us or our messages, so that a story that only has the word is not a request.
"""

from nudges.core.reply_time_words import either

# --- the parts of a request ---------------------------------------------------------------------------

_MSG = either(
    "text texts message messages msg msgs nudge nudges reminder reminders email emails notification notifications sms "
    "prompt prompts exercise exercises practice practices lesson lessons question questions check-in tip tips".split()
)
_OURS = (
    rf"(?>(?:(?:the|these|those|this|my|your|all|any|more|daily|weekly|of) )*(?:{_MSG}|these|them|this|it|things?|everything|"
    r"program|programme|service|plan|subscription))"
)
_MENSAJE = either(
    "mensaje mensajes mensajito mensajitos recordatorio recordatorios texto textos correo correos ejercicio ejercicios "
    "notificacion notificaciones sms practica practicas pregunta preguntas aviso avisos".split()
)
_NUESTROS = (
    rf"(?>(?:(?:los|las|el|la|mis|mi|estos|estas|este|esta|sus|tus|todos|todo|mas|de) )*(?:{_MENSAJE}|esto|todo|programa|plan))"
)
_LAST = (
    r"(?:(?:that|the|my|this) (?:last|previous|latest|other)(?: (?:one|answer|reply|message|text|rating|response|score|entry|"
    r"thing|number))?|(?:that|my|this) (?:answer|reply|rating|response|score|entry|one)|last (?:one|answer|reply|message|text))"
)
_ANSWER_ES = (
    r"(?:lo|la|el|mi|esa|ese|eso)? ?(?:ultimo|ultima|anterior|respuesta|calificacion|numero|que (?:dije|puse|mande|escribi))"
)
_ASK_VERB = (
    r"(?:remind|ask|text|txt|send|resend|message|msg|ping|nudge|buzz|poke|try|hit|tell|write|email|check|prompt|bug|pester|"
    r"come back|get back|circle back)"
)
_ASK = (
    rf"(?:(?:can|could|would|will) (?:you|u|ya|we|i) )?(?:please |pls |maybe |just )*{_ASK_VERB}"
    r"(?: (?:me|us|it|this|that|them|one|to|again|back|up|in|with|about|please|pls|over))*"
)
_PIDE = (
    r"(?:(?:me |nos )?(?:lo |la )?(?:puedes?|pueden|podes|podeis|podrias?|podrian) )?(?:"
    r"(?:record(?:ar|amelo|ame|adme|adlo)|recuerd(?:a|an|en|eme|enme|amelo|ame|enmelo)|pregunt(?:ar|ame|enme|amelo|eme|adme)|"
    r"mand(?:ar|a|alo|ame|amelo|enme|enmelo|eme|emelo|admelo)|envi(?:ar|a|alo|ame|amelo|enme|enmelo|eme|adme|admelo)|"
    r"escrib(?:ir|eme|ime|anme|ame|idme)|avis(?:ar|ame|enme|eme|adme)|intent(?:a|alo|en|enlo)|repit(?:e|emelo|anmelo)|"
    r"vuelv(?:e|an|e a|an a))(?:me|melo|lo)?)(?: (?:preguntar|preguntarme|mandar|mandarme|mandarmelo|escribir|escribirme|"
    r"me|lo|otra vez|de nuevo|esto|por favor|porfa))*"
)
_TIME = r"@(?:at|hour|usual)"
_GOOD = (
    r"(?:instead|every ?day|each day|every time|each time|from now on|from here on|always|going forward|in future|in "
    r"the future|permanently|for good|daily|every|nightly|todos los dias|cada dia|a diario|diario|siempre|de ahora en "
    r"(?:adelante|mas)|a partir de (?:ahora|manana|hoy)|en adelante|desde ahora|en vez de)"
)
_RECEIVE = (
    r"(?:text|txt|send|sent|message|msg|ping|remind|ask|email|nudge|write|get|receive|have|come|arrive|do|deliver|push|move|make|"
    r"change|shift|switch|schedule|reschedule|set|want)"
)
_RECIBIR = (
    r"(?:mand\w+|envi\w+|escrib\w+|recib\w+|lleg\w+|record\w+|recuerd\w+|pregunt\w+|pas\w+|cambi\w+|pon\w+|muev\w+|"
    r"avis\w+|program\w+)"
)
_STATS = (
    r"(?:status|stats?|streak|score|scores|progress|results|numbers|tally|count|record|summary|ratings|history|estado|progreso|"
    r"racha|avance|avances|puntaje|resultados|resumen|historial|promedio|average)"
)

# --- what it asks -------------------------------------------------------------------------------------

#: Before and after what is asked, saying nothing of it.
BEFORE = (
    r"(?:please|pls|plz|sorry|oops|ups|uy|whoops|hi|hey|hello|hola|ok|okay|k|vale|bueno|well|um|uh|hmm|so|and|but|pero|y|no|yes|yeah|"
    r"si|actually|maybe|better|mejor|oh|ah|ay|dear (?:\w+ ){1,3}|just|good morning|good evening|good afternoon|buenos dias|buenas "
    r"(?:tardes|noches)|buenas|disculpe|disculpa|disculpen|perdon|perdone|oye|oiga|(?:not|no) (?:right )?now|not rn|now|ahorita no|"
    r"ahorita|ahora no|(?:i )?cant(?: do (?:it|this))?(?: talk)?(?: right)?(?: now| rn| atm)?|(?:im |i am )?(?:(?:so|too|a bit|very|"
    r"super|really|kinda) )?(?:busy|tired|driving|at work|working|in a meeting|in class|swamped|cooking|out|on a call)"
    r"(?: right now| rn| now| atm| at the moment)?|rn|no puedo(?: ahora| ahorita)?|estoy (?:ocupad[oa]|manejando|trabajando|"
    r"en (?:el trabajo|clase|una reunion|junta|la calle))|how about|what about|que tal|can we do(?: it| this)?|lets do(?: it)?|"
    r"(?:i can|ill|i will|will|gonna|i might|let me|can i)(?: try(?: to)?)? do (?:it|this)|(?:i can|ill|i will|will) do|(?:yo )?lo (?:hago|hare)|"
    r"(?:i )?need|(?:i )?want|give me|gimme|dame|deme|denme|regalame|esperame|espera|wait|thanks|thank you|gracias|por favor|porfa|"
    r"en|for|like|more like|again|lol|jaja|haha|dude|man|bro|mate|guey|wey|che|then|entonces|pues|kindly)"
)
AFTER = (
    r"(?:please|pls|plz|plss|thanks|thank you(?: so much| very much)?|thx|ty|cheers|ok|okay|k|porfa|porfis|por favor|gracias|muchas gracias|"
    r"sorry|perdon|again|instead|then|mejor|now|today|today please|if (?:you can|possible|thats ok|thats okay|thats alright)|si (?:se puede|"
    r"puede[ns]?)|is (?:better|fine|good|ok|best)|works|would be (?:better|good|great)|xx?|lol|jaja|haha|for me|with me|maam|mam|sir|jefa|guys|"
    r"mate|bro|man|already|sarcasm|ya|un saludo|saludos|regards|kind regards|(?:te|les|le|os) (?:agradezco|pido)|i think|do it|lo (?:hago|hare|respondo)|te (?:digo|cuento|aviso|respondo|contesto|escribo)|les (?:digo|cuento|aviso|escribo)|or so)"
)
#: An excuse after what is asked: "later, I'm driving", "más tarde que estoy en el curro".
BECAUSE = (
    r"(?:when|once|because|cause|cuz|bc|since|as|im|i am|ive|i have|i need|i cant|ill|we have|were|so|until|after|if|or|my|the kids|que|porque|"
    r"cuando|pues|ya que|estoy|tengo|voy|ando|para|ahora|no puedo|in meetings|at work|driving|busy|too|need)\b.*"
)

UNDO_ALONE = (
    rf"undo(?: (?:that|this|it|the last|last|{_LAST}))?",
    rf"(?:deshacer|deshaz|deshazlo|deshaganlo|revertir|revierte|revert)(?: (?:eso|esto|lo|{_ANSWER_ES}))?",
    r"(?:oops |whoops |ups |uy )?(?:wrong|typo|wrong (?:one|answer|button|chat|person|window|thing|rating|reply|key|text))",
    r"(?:oops|whoops|ups)(?: (?:wrong|no|mistake|my bad|nevermind))?",
    r"(?:that|this|it)s? (?:(?:was|is) )?(?:just )?(?:a|an|my)? ?(?:mistake|error|accident|mistype|typo|wrong|not right|misclick|slip)",
    r"(?:my (?:mistake|bad|error)|by (?:mistake|accident)|mistake|nvm|never ?mind(?: (?:that|my last|the last one))?)",
    r"(?:(?:eso|esto|ese|fue|es|era|eso fue|esto fue) )+(?:un |una )?(?:error|equivocacion|sin querer|por error)",
    r"me equivoque|sin querer|por error|error mio|corrijo|eso no|no era eso|no es cierto lo que puse",
)
UNDO_ANYWHERE = (
    rf"\b(?:scratch|undo|delete|erase|remove|disregard|ignore|forget|discard|reverse|strike|change|correct|fix|retract|cancel) {_LAST}",
    r"\b(?:scratch|disregard|ignore|undo|strike) that\b",
    r"\b(?:take|took) (?:that|it|my (?:answer|reply|rating|last(?: one)?)) back\b|\btake back (?:that|my|the last)",
    r"\b(?:sent|pressed|hit|typed|tapped|texted|pushed|put|said|answered) (?:(?:that|it|this|done|yes|no|the wrong \w+) )?(?:by (?:mistake|accident)"
    r"|in error|accidentally|too (?:soon|early))",
    r"\b(?:accidentally|mistakenly) (?:sent|hit|pressed|texted|typed|put|said|answered)",
    r"\b(?:didnt|did not) mean (?:to (?:send|text|say|type|press|hit|put|write|answer|reply)|that one)\b",
    r"\b(?:hit|pressed|tapped|typed|sent|put) the wrong (?:number|button|key|one|answer|thing)",
    r"\b(?:toddler|kid|kids|son|daughter|cat|baby|grandson|child|dog) (?:sent|typed|texted|pressed|did) (?:that|it|this)\b",
    r"\b(?:pocket|butt) (?:text|dial|sent|typed)",
    r"\bthat (?:was meant|wasnt meant|was for|wasnt for) (?:for |someone|somebody|you|my )",
    r"\bmade a mistake (?:with|in|on) (?:that|my|the)(?: last)? (?:answer|reply|one|rating|number|message|text)",
    rf"\b(?:borr|quit|elimin|anul|ignor|cancel|olvid|deshaz|cambi|corrig|corrij)(?:a|ar|en|e|an|alo|ala|enla|enlo|ame|as)? {_ANSWER_ES}",
    r"\b(?:borren?|borralo|ignoralo|ignorenlo|anulalo|olvidalo|olvidenlo|quitalo|quitenlo|ignora eso|ignoren eso|borra eso|quita eso|anula eso|olvida eso|borrar eso)(?= por favor| porfa|$)",
    r"\bno (?:lo|la|me lo|la) (?:cuentes|cuenten|registres|registren|anotes|anoten|tomes en cuenta|tomen en cuenta)\b",
    r"\bno (?:quise|queria|era mi intencion) (?:mandar|enviar|poner|decir|escribir|responder)",
    r"\b(?:lo|la|eso|ese) (?:mande|envie|puse|escribi|marque|conteste|respondi) (?:por error|sin querer|mal)\b",
    r"\b(?:mande|puse|escribi|marque|apreté|apriete|aprete|conteste|respondi) (?:mal|sin querer|por error)\b",
    r"\bme equivoque (?:de|al|en la|con (?:el numero|la respuesta)) ?(?:numero|respuesta|boton|tecla|mandar|enviar|poner|escribir|responder|contestar|mensaje|marcar)?",
    r"\blo (?:mando|escribio|apreto|hizo) mi (?:hij[oa]|niet[oa]|nen[ea]|bebe|gato)",
)
STATUS_ALONE = (
    rf"(?:(?:check|show|see|view|get|send|tell|give|whats|what is|what are|how is|hows|ver|dame|dime|muestrame|quiero ver|cual es|mostrar|"
    rf"consultar|cuanto es)(?: me)? )?(?:(?:my|the|mi|el|la|mis|current|daily|weekly) )*{_STATS}(?: (?:so far|please|report|update|"
    r"check|today|this week|asi|hasta ahora|actual))*",
    r"how (?:am|are) (?:i|we|ya) (?:doing|going|getting on|tracking|progressing|faring)(?: (?:so far|this week|lately|overall|with (?:this|these|it|the "
    r"\w+)|today|this month))*",
    r"(?:y )?como (?:voy|vamos|ando|llevo (?:esto|la semana|el mes)|va mi (?:progreso|avance|racha))(?: (?:hasta ahora|esta semana|este mes|con esto|"
    r"en esto|con los \w+|yo|por ahora))*",
    r"(?:where am i(?: at)?|how far (?:am i|have i (?:come|got|gotten))|how have i (?:been doing|done)|how did i do)(?: (?:so far|this week|last week|"
    r"this month|with (?:this|these)))*",
)
STATUS_ANYWHERE = (
    r"\bhow (?:many|much)(?: \w+){0,5} (?:have|did|do|has) i (?:\w+ )?(?:keep|kept|done?|did|complete|completed|finish|finished|missed|miss|got|have|had|"
    r"answered|replied|skipped|managed|left|made|gone|logged)\b",
    r"\bhow (?:many|much)(?: (?:days|weeks|times|of (?:these|them)|exercises|practices|ones|nudges|check ?ins|in a row))+ (?:is that|so far|am i)\b",
    r"\b(?:tell|show|know|see|wondering|curious)(?: me)? how (?:im|i am|ive been|i have been|i have|ive) (?:\w+ )?(?:doing|done|getting on|going|progressing)\b",
    r"\b(?:whats|what is|show me|see|check|tell me|send me|give me) (?:my|the|me) (?:current |weekly |daily |latest )?" + _STATS + r"\b",
    r"\bhow (?:long|big|good) is my (?:streak|run)\b|\bam i on (?:track|a streak)\b|\bhave i (?:missed|kept|done) any\b|\bdid i miss any\b",
    r"\bcuant[oa]s? (?:dias?|ejercicios?|veces|semanas?|practicas?|seguidos|seguidas|de racha| )*(?:llevo|he|hice|cumpli|van|voy|complete|tengo|me faltan|"
    r"faltan|falle)\b",
    r"\b(?:quiero (?:ver|saber)|muestrame|mostrame|dime|decime|me (?:dices|muestras|pasas|puedes decir)|cual es|ver|a ver|saber) (?:\w+ ){0,2}mi "
    r"(?:progreso|racha|avance|estado|puntaje|resumen|promedio)\b",
    r"\b(?:a ver|saber|dime|me dices) como voy\b",
)
WHY_ALONE = (
    r"(?:but |and )?why(?: (?:me|now|this|that|this one|this (?:text|message|question|exercise|practice)|today|tho|though|is that|did (?:you|u)))*",
    r"(?:y |pero )?(?:por que|porque|xq|pq|por q)(?: (?:a mi|yo|esto|este|esta|eso|ahora|este mensaje|esta pregunta|este ejercicio|hoy))*",
    r"(?:whens|when is|when will|whats|what is|what time is)(?: (?:the|my|it))* next(?: \w+)?(?: (?:one|text|message|nudge|exercise|due|coming))*",
    r"(?:and )?(?:next|siguiente|el siguiente|el proximo|cuando el siguiente)",
)
WHY_ANYWHERE = (
    r"\bwhy (?:did|do|am|are|have|was|were|would|r|is) (?:i|we|you|u|ya|yall) (?:\w+ ){0,2}(?:gett?ing|get|got|receiv\w+|sen[dt]|sending|being sent) "
    r"(?:\w+ )?(?:this|these|that|it|them|one|texts?|messages?|the (?:text|message|one|same))\b",
    r"\bwhy (?:did|do|are|have|would|r|were) (?:you|u|ya|yall|they) (?:\w+ ){0,2}(?:text|texting|texted|ask|asking|asked|message|messaging|messaged|send|"
    r"sending|sent|want to know|need to know|pick|picked|choose|chose|contact|contacting|write|writing|bother|bothering)\b",
    r"\bwhy (?:did|was|is|has|are) (?:this|these|that|it)(?: \w+)? (?:come|came|sent|arrive|here|for me|coming|today|now|so)\b",
    r"\bwhat(?: is|s) the (?:reason|point|purpose|idea|use) (?:of|for|behind) (?:this|these|that|sending|asking)(?: \w+)?$",
    r"\bwhat (?:made|makes) (?:you|u) (?:ask|send|text|pick|choose)|\bhow come (?:you|u|i) (?:\w+ )?(?:ask|send|sent|text|asked|got|get|texted|keep)",
    r"\bwhen (?:do|will|should|can|does|is|are|would) (?:i|you|u|the|my|we|it) (?:\w+ ){0,3}(?:next|hear from you|(?:get|receive|send|expect) (?:\w+ )?(?:"
    r"next|tomorrows|another|the|a|my|one))\b",
    r"\b(?:whens|when is|whats|what is) (?:the |my )?next (?:one|text|message|nudge|exercise|practice|question|prompt|time)\b",
    r"\bwhat time (?:will|do|does|is|are|should|shall) (?:i|you|u|the|my|tomorrows|todays|it|they|we) ?(?:\w+ ){0,3}(?:get|send|text|come|arrive|next|expect|tomorrows|"
    r"receive|message|messages|texts|due|be|coming)\b",
    r"\bwhat time (?:is|are) (?:tomorrows|todays|the next|my next)\b",
    r"\bpor que (?:me |nos |lo )+(?:lleg\w+|mand\w+|envi\w+|escrib\w+|pregunt\w+|toc\w+|sali\w+|pid\w+|pides|piden|haces|hacen|estan?\w* \w+ndo|dan|dieron)\b",
    r"\bpor que (?:recib\w+|estoy recibiendo|este (?:mensaje|ejercicio|texto|correo)|esta (?:pregunta|practica)|preguntan?|preguntas|quieren? saber)\b",
    r"\bcuando (?:\w+ )?(?:me )?(?:toca|llega|viene|es|sale|mandan|mandas|recibo|sera|envian|llegara|tengo)(?: \w+){0,2} (?:siguiente|proxim[oa]|otro|otra|que sigue)\b",
    r"\ba que hora (?:\w+ )?(?:me )?(?:toca|llega|llegan|mandan|mandas|envian|recibo|sera|es|viene)\b",
)
HELP_ALONE = (
    r"(?:help|info|ayuda|commands?|options?|menu|instructions?|opciones|comandos|instrucciones|informacion|support)",
    r"(?:i )?(?:need|want) (?:some )?(?:help|info|information)(?: (?:with|using|about) (?:this|these|the (?:program|texts?|service)))?",
    r"(?:and )?(?:who|whos|whose) ?(?:ever )?(?:is|are|r|s|am i)?(?: (?:this|you|u|it|these|that|there|ya|sending|texting|messaging|behind|from|speaking|"
    r"to|with|talking|me|the|number|texts?|messages?|anyway|please))+",
    r"(?:and )?(?:what|whats|wats|wat) ?(?:is|are|r|s)?(?: (?:this|these|it|that|all|number|for|thing|service|program|messages?|texts?|about|app|even|exactly|"
    r"the|again|supposed to be|anyway|please|u|you|who))+",
    r"(?:and )?how (?:does|do|is|to)(?: (?:this|it|i|these|the|use|thing|program|service|texts?|work|works|app|again|reply|answer|supposed to|exactly|respond))+",
    r"what (?:can|do|should|am i supposed to|are) (?:i|u|you|my|the|we)? ?(?:text|say|reply|send|type|write|answer|options|commands|respond|text you|send you|"
    r"say to you|supposed to do|reply with|do here|do with this|do with these)(?: (?:you|here|to you|with this|to this))*",
    r"(?:is (?:this|it)|are (?:you|u)|r u)(?: (?:a|an|some|kind|of|the|real|like))* ?(?:scam|spam|bot|robot|real|legit|automated|person|human|machine|ai|computer|"
    r"joke|prank|someone i know)(?: (?:or|a|an|what|bot|person|real|not|human))*",
    r"(?:is )?(?:any ?(?:one|body)|someone|somebody) (?:really )?(?:there|reading(?: (?:this|these))?|real)",
    r"(?:do i know (?:you|u)|where did (?:you|u) get (?:my|this) number|how did (?:you|u) get (?:my|this) number)",
    r"how (?:do|can) i (?:use (?:this|it)|reply|answer|respond|change (?:the|my) \w+|reach (?:you|someone|a (?:person|human))|talk to (?:someone|a (?:person|human)))",
    r"(?:y )?(?:quien|quienes|kien)(?: (?:es|eres|sos|son|soy|este|esta|esto|usted|ustedes|tu|vos|me|manda|escribe|habla|envia|mandan|escriben|de|numero|mensaje|"
    r"mensajes|los|el|estos))+",
    r"(?:y )?(?:esto |eso |este numero )?(?:que|k|q) (?:es|son)(?: (?:esto|este|estos|eso|numero|mensaje|mensajes|servicio|programa|de|los|el|esta|cosa))*(?: (?:y )?quien me escribe)?",
    r"(?:y )?(?:esto |este numero )?de (?:que|quien)(?: (?:se|trata|es|va|esto|este|numero|programa|son|estos|mensajes|servicio))+",
    r"como (?:funciona|se usa|uso|respondo|contesto|le hago)(?: (?:esto|este|servicio|programa|eso|el|a|los|mensajes))*",
    r"(?:no se )?(?:que|q) (?:puedo|hago|tengo que|debo|se puede)(?: (?:responder|contestar|hacer|escribir|mandar|poner|decir|aqui|con esto))*",
    r"(?:es )?(?:esto )?(?:es )?(?:una? )?(?:estafa|robot|broma|spam|maquina)|(?:eres|sos|es) (?:una? )?(?:robot|bot|persona(?: real)?|maquina)|con quien hablo|"
    r"de donde sacaron mi numero|como consiguieron mi numero",
)
HELP_ANYWHERE = (
    r"\bwho (?:is this|are you|r u|am i (?:talking|texting) (?:to|with))$|\bquien (?:me escribe|eres|es usted|sos)$|\bque es esto$|\besto que es\b",
    r"\bhow does (?:this|it)(?: \w+)? work\b(?=.*(?:text|$))|\bwhat can i (?:text|reply|say to|send) (?:you|u|here|back)\b",
)
START_ALONE = (
    r"(?:sign|opt|count|put|add|get) me (?:back |up |in |on )*(?:again|up|in|on|back|please)(?: (?:again|the list|your list|for (?:this|these|the \w+)))*",
    r"(?:re ?subscribe|rejoin|subscribe|start over|start again|begin|begin again|restart)(?: (?:me|please|the (?:texts|messages|program)|my subscription|again))*",
    r"(?:volver|vuelvo|quiero volver|quisiera volver|me gustaria volver|retomar|reactivar|reactivenme|reactivame|reactiva)(?: (?:a|empezar|recibir|con|los|las|mis|"
    r"el|la|mi|mensajes?|programa|ejercicios|inscribirme|apuntarme|suscripcion|cuenta|de nuevo|otra vez|entrar|estar|comenzar|iniciar))+",
    r"(?:inscribeme|inscribanme|apuntame|apuntenme|anotame|anotenme|suscribeme|suscribanme|metanme|quiero (?:empezar|comenzar|inscribirme|apuntarme|participar|suscribirme))"
    r"(?: (?:de nuevo|otra vez|a|los|mensajes|recibir|con|el|programa))*",
)
START_ANYWHERE = (
    rf"\b(?:start|begin) (?:sending|texting|messaging|emailing|getting|receiving)(?: (?:me|to|{_OURS}))* (?:again|back up|once more)",
    rf"\b(?:(?:can|could|may) i|i(?:d| would)? (?:want|like|wish)(?: to)?|i wanna|lets?|want to|id love to) (?:please )?(?:have|get|receive|start|restart|resume|sign up|join|"
    rf"rejoin|subscribe|resubscribe|come back|opt)(?: (?:to|up|in|back|getting|receiving|for|on|with|{_OURS}))* (?:again|back|once more)(?= please| now| thanks|$)",
    r"\b(?:sign|put|add|opt) me (?:back (?:up|on|in)|(?:up|on|in) again)\b|\bturn (?:(?:the|my) \w+|them|it|these) back on\b",
    rf"(?<!no )(?<!not )\bquiero (?:volver a )?(?:empezar|recibir|comenzar)(?: (?:a|de nuevo|otra vez|con|recibir|{_NUESTROS}))+(?: de nuevo| otra vez)?$",
    rf"\b(?:manden|mandenme|mandame|envienme|enviame|escribanme|escribeme)(?: {_NUESTROS})? (?:otra vez|de nuevo)$",
)
#: A yes to an invitation; the words of a plain yes come from the answers.
AGREED = (
    r"(?:(?:yes|y|yep|yeah|yup|yess|si|sii|sip|ok|okay|oki|okey|k|sure|sure thing|claro|claro que si|dale|va|vale|sale|simon|orale|quiero|yes i do|yes i am|perfecto|perfect|great|good|"
    r"alright|all right|absolutely|definitely|of course|certainly|please|por supuesto|de acuerdo|acepto|aceptado|agreed|i agree|i accept|accept|accepted|confirm|confirmed|"
    r"confirmo|i confirm|im in|i am in|count me in|sign me up|lets (?:do it|go|start|begin|try|try it)|ready|im ready|start|adelante|me apunto|me anoto|me sumo|me interesa|me encantaria|"
    r"quiero (?:participar|empezar|recibir\w*|entrar|comenzar)|id (?:like|love) (?:to|that)(?: (?:join|start|begin|try))?|i would (?:like|love) (?:to|that)(?: (?:join|start|begin|try))?|"
    r"i want to (?:join|start|begin|try)|go ahead|sounds good|why not|por que no|bueno|listo|lista|empecemos|empezamos|vamos|estoy de acuerdo|estoy list[oa]|"
    r"i do|thanks|thank you|gracias|muchas gracias|thx|ty|start (?:it|me|please)|it|this|here|and|y|the|of|them|me|to|for|now|just|ill (?:do it|try(?: it)?|join|start)|"
    r"por favor|porfa|hi|hello|hola|well|oh|please do|sir|maam|yes please|mensajes|los mensajes|messages|texts|programme|program|receive|get|send|con gusto|encantad[oa]))"
)
_BACK = r"(?:im|i am|we are|were|am) (?:back|home|ready)(?: (?:now|home|again|at it|from (?:my |the |our )?(?:vacation|holiday|holidays|trip|break|leave|hospital|travels)|@day|online|to it|yall))*"
RESUME_ALONE = (
    rf"(?:resume|unpause|un pause|continue|carry on|keep (?:going|them coming|it coming)|restart|unmute|unfreeze|go on|reanudar?|reanuden|continuar?|continuen|seguir|"
    rf"sigamos|retom\w+|despausar?|quitar? (?:la )?pausa|fin de la pausa|end (?:the )?(?:pause|break))(?: (?:{_OURS}|{_NUESTROS}|me|again|now|sending|texting|with|please|"
    r"con|the|pause|break|ya|enviando|mandando|where (?:i|we) left off))*",
    rf"(?:and )?{_BACK}(?: {_BACK})*(?: (?:you can|please|lets|so) .*)?",
    r"(?:(?:im|i am|we are|were) )?ready (?:to (?:continue|resume|start again|go(?: again)?|carry on|get back(?: to it| into it)?|begin again|restart)|again|for more)(?: (?:now|again))*",
    r"(?:(?:ok|yes|si) )?(?:lets|let us|i want to|want to|id like to|i would like to|quiero|quisiera|vamos a|listo para|lista para|listos para|podemos|puedo|ready to|happy to|time to) (?:\w+ )?(?:continue|resume|carry on|"
    r"keep going|start again|restart|seguir|continuar|reanudar|retomar|volver)(?: (?:again|now|please|con (?:esto|los \w+|el \w+)|los \w+|with (?:this|it|the \w+|these)|de nuevo|otra vez))*",
    r"(?:im |i am )?ready(?: now| again)?|send (?:them|it|these) again",
    r"back (?:now|again|at it|home|in action|from (?:my |the )?(?:vacation|holiday|holidays|trip|break|travels|leave))(?: now)?(?: (?:and )?ready .*)?",
    r"(?:ya )?(?:volvi|regrese|llegue|estoy de (?:vuelta|regreso)|de vuelta|ando de vuelta|estoy aqui de nuevo|estoy list[oa](?: (?:para|de) \w+)?)(?: (?:ya|de nuevo|otra vez|a casa|de vacaciones|"
    r"del viaje|de viaje|de las vacaciones|con ustedes|chicos|todos))*",
)
RESUME_ANYWHERE = (
    rf"\b(?:resume|unpause|restart|turn (?:back )?on|continue (?:with|sending)|keep sending|start sending|send)(?: (?:me|sending|back|{_OURS}))* (?:{_OURS})(?: (?:again|back on))?$",
    rf"\b(?:you can|please|can you|could you|ok to|u can|free to|go ahead and) (?:\w+ )?(?:resume|unpause|continue|carry on|start (?:texting |sending |messaging )?(?:me )?(?:{_OURS} )?again|restart)\b",
    rf"\b(?:sig(?:an|ue|uan)|contin(?:uen|ua|uad)|pueden (?:seguir|continuar|reanudar)|puedes (?:seguir|continuar|reanudar)|reanud(?:en|ame|enme|a)|retom(?:en|emos|amos))"
    rf"(?: (?:mand\w+|envi\w+|escrib\w+|con|{_NUESTROS}))+",
    r"\bend (?:my|the) (?:pause|break|vacation)\b|\bpause is over\b|\b(?:break|vacation|holiday)s? (?:is |are )?over\b",
)
_SPELL = r"(?:@until|@days|@day|@at|@later|@in|@hour)"
_REST = r"(?:break|breather|pause|rest|time out|timeout|vacation|holiday|few days|some time|bit of time|little time|time|hiatus)"
PAUSE_ALONE = (
    rf"(?:pause|paused|pausing|pausa|pausar|pausen|pausalo|pausenlo|pausame|pausenme|hold|hold off|suspend|freeze|mute|snooze|on hold|vacation|vacation mode|holiday|holiday mode|vacaciones|"
    rf"descanso|break|time out|timeout|stop|un descanso|una pausa)(?: (?:{_OURS}|{_NUESTROS}|me|for|on|off|sending|texting|messaging|por|unos|un|mode|please|a|now|it all))*(?: {_SPELL})+",
    rf"(?:pause|pausing|pausa|pausar|pausen|pausalo|pausenlo|pausame|hold off|suspend|suspender|suspendan|freeze|mute|put (?:\w+ ){{1,3}}on hold|on hold|vacation|vacation mode|holiday mode|vacaciones|"
    rf"modo vacaciones|time out|timeout|un descanso|una pausa|descanso|hacer pausa|haz una pausa|(?:haga|hagan|haganme|hagamos|ponme en|pongan en|una?) (?:una )?paus\w+)(?: (?:{_OURS}|{_NUESTROS}|me|for|"
    r"por|un|unos|a|now|on|off|sending|texting|tiempo|rato|while|bit|please|todo))*",
    rf"(?:no|not) (?:more )?{_OURS}(?: (?:for|from me))*(?: (?:@until|@days|@day))+",
    rf"no (?:mas )?{_NUESTROS} (?:@until|@days|@day)",
    rf"(?:ill be |be |i am |im |were |we are |going |gone )*(?:on (?:vacation|holiday|holidays|leave|a trip|retreat|my honeymoon)|away|out of (?:town|office|the country)|offline|unavailable|travell?ing|camping|"
    rf"in (?:the )?hospital)(?: \w+){{0,3}} (?:@until|@days|@day)(?: .*)?",
    r"(?:@days) off(?: please)?",
    r"(?:quiet|silence|silencio|off|rest|nothing|no contact|skip me|days off|time off)(?: please)? (?:for )?(?:@until|@days)",
    r"(?:i )?(?:just |really )*(?:need|want|could use|taking|gonna take|going to take|ill take|would like|id like|lets take|have|having) (?:a|an|some|my) (?:\w+ )?(?:break|breather|time out|timeout|rest|"
    r"pause|time off|few days)(?: (?:please|for a bit|from (?:this|these|it|you|the \w+)|off|@days|@until))*",
    r"(?:dame|denme|deme|quiero|necesito|quisiera|me tomo|tomare) (?:un|una|unos|unas) (?:\w+ )?(?:descans\w+|pausa|pausita|respiro|break)(?: .*)?",
    rf"(?:estoy|estare|me voy|salgo|ando)? ?(?:de|en) (?:vacaciones|viaje|el hospital|retiro)(?: \w+){{0,3}} (?:@until|@days)(?: .*)?",
)
PAUSE_ANYWHERE = (
    rf"\b(?:pause|suspend|hold|freeze|mute|halt|stop) (?:off )?(?:on )?(?:sending |texting |messaging |me |with )*(?:{_OURS} )?(?:me )?(?:for )?(?:@until|@days)",
    rf"\b(?:pause|suspend|freeze|mute|put) (?:{_OURS})(?: on hold| on pause)?(?: (?:for|please|a|while|now)|$)",
    rf"\b(?:can|could|may|would|please|let|lets|need to|want to|like to|have to|gonna) (?:you |we |i |me )?(?:please |kindly |just )*(?:pause|put (?:\w+ ){{1,3}}on (?:hold|pause)|hold off|suspend)\b",
    rf"\b(?:can|could|may|need|want|like|id like|lets|let me|have|gonna|going to|must)(?: (?:we|i|you|to|us|just|please))* (?:take|have|get)? ?(?:a |an |my |some |the )?(?:\w+ )?{_REST}"
    rf"(?: (?:off|away))?(?: (?:from (?:this|these|it|you|the (?:{_MSG}|program|programme))|for|@days|@until|a|bit|while|please|thanks|now|off))+$",
    rf"\b(?:need|want|taking|take|having|give me|gimme)(?: (?:a|an|my|some|the|little|short|quick))* (?:@days|{_REST}) (?:off|away|out|break)\b",
    rf"\b(?:give|gimme|grant|get)(?: me)? (?:a |some |my )?(?:little |short )?(?:@days|{_REST})(?: off| of rest| break| away)?",
    rf"\b(?:need|want|taking|take|having) (?:a |an |some |my )?(?:little |short |quick )?{_REST} (?:from (?:this|these|it|you|the (?:{_MSG}|program))|@until|@days)",
    rf"\b(?:dont|do not|no need to|please dont|never|not) (?:text|txt|message|msg|send|contact|bother|email|nudge|remind|write|ping|bug)(?: (?:me|us|to|anything|{_OURS}))*(?: (?:from|for|again))* (?:@until|@days)",
    r"\b(?:leave|give|drop|park|skip) (?:me|it|this|them|things|the \w+)(?: (?:alone|be|a rest|a break|out))? (?:for )?(?:@until|@days)",
    r"\b(?:ill be |im |i am |be )?back @(?:day|until)$",
    rf"\b(?:no|sin) (?:me |nos )?(?:escrib\w+|mand\w+|envi\w+|molest\w+|contact\w+|{_NUESTROS})(?: (?:nada|mas|me|{_NUESTROS}))* (?:@until|@days)",
    rf"\b(?:paus\w+|suspend\w+|deten\w+|par(?:a|en|ar))(?: (?:me|{_NUESTROS}|por|un|tiempo))* (?:@until|@days)",
    rf"\b(?:quiero|quisiera|necesito|puedo|podemos|pueden|puedes|podrian|podrias|me gustaria|me (?:pueden|das|dan)|hagan?|hacer|haganme|haceme|hazme|haga|ponganme|ponme|pongan|dame|denme|deme|dadme|tomar|tomarme|me tomo|voy a tomar\w*)"
    rf"(?: (?:hacer|tomar|tomarme|poner|en|una|un|dar|darme|pausar|de|me|lo|{_NUESTROS}))* (?:paus\w+|descans\w+|respiro|@days(?: (?:de|libres?|sin|para)(?: descanso| pausa| respiro| {_NUESTROS}| mi| mensajes)*)|"
    rf"vacaciones|tiempo (?:libre|fuera|para mi))",
    rf"\b(?:pausar|suspender|pausen|suspendan|pausame|pausenme) {_NUESTROS}",
)
_NOW_GOOD = rf"(?:{_GOOD.replace(chr(92) + ' ', ' ')})"
_BETTER = r"(?:better|best|easier|more convenient|good|ideal|great|nicer|preferable)"
RETIME_ANYWHERE = (
    rf"\b(?:change|update|set|switch|move|adjust|shift|edit|reset|reschedule) (?:(?:my|the|this|these|all|daily|of|day) )*(?:time|hour|schedule|timing|daily \w+|{_MSG})\b(?!.*\b(?:zone|subject))(?:.*?{_TIME})?",
    rf"\b(?:cambi\w+|mov\w+|muev\w+|ajust\w+|pon\w+|pas\w+)(?: (?:me|la|el|mi|los|las|{_NUESTROS}|de|por favor|porfa))* (?:hora|horario)(?:.*?{_TIME})?",
    rf"{_TIME}(?: \w+){{0,3}} {_NOW_GOOD}\b",
    rf"\b{_NOW_GOOD}(?: \w+){{0,4}} {_TIME}",
    rf"\b{_RECEIVE}\b(?: \w+){{0,6}} {_TIME}(?: \w+){{0,6}} {_NOW_GOOD}\b",
    rf"\b(?:can|could|would|will|please|want|like|need|id|prefer|rather)\b(?: \w+){{0,4}} (?:these|them|my (?:\w+ )?{_MSG}|the (?:\w+ )?{_MSG}|your (?:\w+ )?{_MSG})(?: \w+){{0,4}} @(?:at|usual)",
    rf"(?:^| )@(?:usual|at|hour)(?: (?:@hour|@at))?(?: (?:time|ish|onwards|texts|messages))? (?:is|are|r|would be|wd be|works?|suits?|might be|will be|fits?|seems?)(?: me)?(?: (?:much|way|a lot|usually|probably|so much|far|more))*"
    rf" (?:{_BETTER}(?: (?:for|with) (?:me|us|my \w+))?|(?:for|with) (?:me|us))(?:$| (?:please|thanks|than|because|as|since|when|bc|cause|i|so))",
    rf"\b(?:better|best|easier|more convenient|works better|suits me better)(?: (?:for|with) me)? (?:at|in|if|to|is|would be|time is)?(?: \w+){{0,4}} ?@(?:usual|at|hour)",
    r"^(?:\w+ ){0,3}?better @(?:usual|at)",
    rf"\b(?:i |id |i would |we |wed |would )(?:\w+ )?(?:prefer|rather|like|love)(?: \w+){{0,7}} @(?:usual|at|hour)(?! (?:he|she|they|when he|when she))",
    rf"\b(?:id|i would|i) (?:rather|prefer|like)(?: \w+){{0,5}} (?:get|have|receive)(?: \w+){{0,5}} {_NOW_GOOD}",
    rf"\b(?:send|text|message|move|make|push|get|have)(?: \w+){{0,4}} (?:earlier|@later|later)(?: \w+){{0,4}} {_NOW_GOOD}",
    rf"\b(?:send|text|message|move|make|push|get|have|do)(?: (?:me|these|them|it|this|my|the|{_MSG}|texts))* (?:earlier|@later|later)(?: in the day)? {_NOW_GOOD}?$(?<=day)",
    rf"\b(?:can|could) (?:you|u|we|i|these|they|it)(?: \w+){{0,4}} (?:earlier|@later in the day|a different time|another time of day|different time)\b",
    rf"\b(?:too|way too) (?:early|late)(?: for me)?(?: \w+){{0,3}} (?:{_RECEIVE})(?: \w+){{0,3}} {_TIME}",
    rf"^(?:make|move|push|change|switch|set) (?:it|this|that|these|them)(?: \w+){{0,2}} (?:{_TIME}) {_NOW_GOOD}",
    rf"\bmejor(?: (?:por|en|si|me|lo|los|que|mand\w+|envi\w+|es|para|mi|{_NUESTROS}))* (?:@at|@usual)",
    rf"(?:@at|@usual|@hour)(?: \w+){{0,2}} (?:es|seria|me (?:queda|viene|va|sirve|conviene|resulta)n?) (?:mucho )?(?:mejor|mas (?:facil|comodo)|bien)",
    rf"\bme (?:queda|viene|va|sirve|conviene|resulta|acomoda)n?(?: (?:mejor|mas|comodo|facil|bien|por|en|mucho|los|las|el))*(?: \w+){{0,3}} ?@(?:at|usual|hour)",
    rf"\b(?:prefiero|preferiria|prefiriria|me gustaria|quisiera|quiero|querria)(?: \w+){{0,6}} @(?:at|usual|hour)",
    rf"\b{_RECIBIR}(?: \w+){{0,5}} {_TIME}(?: \w+){{0,5}} {_NOW_GOOD}",
    rf"\b{_RECIBIR}(?: \w+){{0,3}} {_NOW_GOOD}(?: \w+){{0,3}} {_TIME}",
    rf"\b(?:me |nos )?(?:pued\w+|pod\w+) (?:mandar\w*|enviar\w*|escribir\w*|cambiar\w*|pasar\w*)(?: (?:los|las|el|la|mis|estos|{_NUESTROS}|me|lo))* (?:mas (?:temprano|tarde)|(?:por|en) las? \w+|@usual)",
)
RETIME_ALONE = (
    rf"(?:retime|change (?:the |my )?time|new time|different time|another time of day|cambiar? (?:de |la |mi )?(?:hora|horario)|otra hora|otro horario)(?: (?:to|please|for|a|{_TIME}|@day))*",
    rf"{_NOW_GOOD} {_TIME}|{_TIME} {_NOW_GOOD}(?: .*)?",
    rf"(?:mejor|better|rather|prefer|prefiero|prefer to) (?:in |por |en )?(?:@at|@usual|@hour)",
    r"@usual(?: instead| please| only)?",
    rf"(?:move|change|set|switch|make|push) (?:it|this|that|them|these|mine|my \w+|the \w+)? ?(?:to |for )?(?:@usual)(?: please)?",
)
SNOOZE_ALONE = (
    r"(?:@in|@at|@day|@later)(?: @\w+)?",
    r"snooze(?: (?:it|this|that|me|for|please|to|until|till|@in|@at|@day|@later|@hour|@until|@days|\d+|1h|a bit))*",
    r"(?:posponer?|posponlo|pospon|aplazar?|postpone|delay|defer)(?: (?:it|this|that|lo|esto|eso|para|to|by|until|un|poco|@\w+))*",
    rf"{_ASK}(?: (?:a|bit|little|until|for|at|in|around|by))* @(?:in|at|day|hour|later|until|days)",
    rf"{_PIDE}(?: (?:un|poco|para|a|en|como|por))* @(?:in|at|day|hour|later|until|days)",
    r"(?:remind|ask|try) (?:me|us)(?: (?:again|please|one more time))*",
    r"(?:after|before|despues de|luego de|antes de|when|once|cuando) (?:(?:the|my|our|la|el|mi|i|im|get|got|off|home|from) )*(?!(?:he|she|they|it|that|this|all|we|a|dark|more|upon) |(?:all|that|more|again)$)(?:\w+)(?: (?:run|practice|meeting|class|shift|game|party|trip|home|off|up|asleep|down|done|finished|work|school|bed|time|de trabajar|del trabajo))?",
    r"(?:move|push|shift|change) (?:it|this|that|todays)(?: (?:one|back|to|until|till))* @(?:in|at|day|hour|later|until)",
    r"@until",
    r"(?:i )?(?:need|want|give me|gimme|dame|deme|denme|give it) (?:about |like |another |more |unos |otros )*@in(?: more)?",
    r"(?:at|in|around) @(?:in|at|day)",
    rf"{_ASK} (?:after|before|once|when) .+",
    r"(?:cant|not|no) (?:till|until|hasta|before|antes de) @\w+|not @until|no @until|cant @until|busy @until|im busy @until|en reunion @until",
)
SNOOZE_ANYWHERE = (
    rf"\b{_ASK_VERB} (?:me|us)(?: \w+){{0,4}} @(?:in|at|day|hour|later)",
    r"\b(?:send|resend|ask|try|repeat|bring) (?:it|this|that|again|back|me|this up|it up|it again|this again|that again|again please)(?: (?:again|to me|me|please|up|back))* @(?:in|at|day|hour|later)",
    rf"\b(?:can|could|would|will) (?:you|u|ya|we) (?:please |pls |maybe |just )*(?:{_ASK_VERB}|do|move)\b(?: \w+){{0,5}} @(?:in|at|day|hour|later)",
    r"\b(?:ask|remind|text|ping|try|nudge|buzz|poke) (?:me |again |us )?(?:again )?@(?:in|at|day|hour|later)",
    r"\b(?:i can|ill|i will|gonna|going to) (?:do|answer|reply to|get to|finish|try) (?:it|this|that)? ?(?:@later|@day|@at|@in)$",
    r"\b(?:recuerd|record|pregunt|mand|envi|escrib|avis)(?:a|e|en|an|ar|i|ad)?(?:me|nme|melo|lo|nmelo)(?: \w+){0,4} @(?:in|at|day|hour|later)",
    r"\b(?:me |nos )?(?:lo |la )?(?:puedes?|pueden|podrias?|podrian|podes|podeis) (?:recordar|mandar|preguntar|escribir|enviar|avisar|volver a \w+)\w*(?: \w+){0,4} @(?:in|at|day|hour|later)",
    r"\bvuelv(?:e|an|a) a (?:mandar|preguntar|escribir|recordar|enviar)\w*(?: \w+){0,3} @(?:in|at|day|hour|later)",
    r"\b(?:lo|la) (?:hago|hare|voy a hacer|respondo|contesto) @(?:later|day|at|in)$",
)
#: Somebody else's words before what looks like a request: it is told, not asked.
TOLD = (
    r"\b(?:said|says|saying|told|tells|asked|asks|asking him|asking her|texted|yelled|shouted|whispered|wrote|dijo|dice|dije|pidio|pedi|pregunto|grito|"
    r"le digo|me dice|decia|contesto|respondio)\b"
)
OTHERS = r"\b(?:he|she|they|him|her|his|hers|them|their|we|our|my (?:mom|mum|dad|ex|wife|husband|partner|son|daughter|boss|sister|brother)|el|ella|ellos|nosotros|mi (?:ex|mama|papa|marido|esposo|esposa|pareja|hijo|hija|jefe|hermana|hermano))\b"
#: One of these makes an agreement a yes.
YES = (
    "yes|y|yep|yeah|yup|yess|si|sii|sip|ok|okay|oki|okey|k|sure|claro|dale|va|vale|sale|simon|orale|alright|absolutely|definitely|of course|"
    "certainly|por supuesto|de acuerdo|acepto|agreed|i agree|i accept|accept|confirm|confirmo|in|sign me up|lets|ready|start|adelante|me "
    "apunto|me anoto|me sumo|participar|empezar|empecemos|go ahead|sounds good|why not|id like|id love|would like|would love|want to|con gusto|estoy de acuerdo|me encantaria|me interesa|i do|perfecto|perfect"
)
#: Of the words that end a pause these also ask for messages that were stopped.
AGAIN = r"\b(?:resume|continue|restart|start|send|reanud\w*|continu\w*|seguir|sigan|sigue|retom\w*|turn)\b"
