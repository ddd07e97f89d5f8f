"""The parts that requests are made of, and what may stand around one. See `reply_ask_words`."""

MSG = (
    "notifications|notification|reminders|exercises|practices|questions|messages|reminder|exercise|"
    "practice|question|check-in|message|prompts|lessons|nudges|emails|prompt|lesson|texts|nudge|email|text|"
    "msgs|tips|msg|sms|tip"
)
OURS = (
    rf"(?>(?:(?:the|these|those|this|my|your|all|any|more|daily|weekly|of) )*(?:{MSG}|these|them|this|it|"
    r"things?|everything|"
    r"program|programme|service|plan|subscription))"
)
MENSAJE = (
    "notificaciones|recordatorios|recordatorio|notificacion|mensajitos|ejercicios|mensajito|ejercicio|"
    "practicas|preguntas|mensajes|practica|pregunta|mensaje|correos|textos|correo|avisos|texto|aviso|sms"
)
NUESTROS = (
    rf"(?>(?:(?:los|las|el|la|mis|mi|estos|estas|este|esta|sus|tus|todos|todo) )*(?:{MENSAJE}|esto|todo|"
    r"programa|plan))"
)
SENT = rf"(?>(?:{OURS}|{NUESTROS})(?![^ ]))"
LAST = (
    r"(?:(?:that|the|my|this) (?:last|previous|latest|other)(?: (?:one|answer|reply|message|text|rating|"
    r"response|score|entry|"
    r"thing|number))?|(?:that|my|this) (?:answer|reply|rating|response|score|entry|one)|last (?:one|answer|"
    r"reply|message|text))"
)
ANSWER_ES = (
    r"(?:lo|la|el|mi|esa|ese|eso)? ?(?:ultimo|ultima|anterior|respuesta|calificacion|numero|que (?:dije|"
    r"puse|mande|escribi))"
)
ASK_VERB = (
    r"(?:remind|ask|text|txt|send|resend|message|msg|ping|nudge|buzz|poke|try|hit|tell|write|email|check|"
    r"prompt|bug|pester|"
    r"come back|get back|circle back)"
)
ASK = (
    rf"(?:(?:can|could|would|will) (?:you|u|ya|we|i) )?(?:please |pls |maybe |just )*{ASK_VERB}"
    r"(?: (?:me|us|it|this|that|them|one|to|again|back|up|in|with|about|please|pls|over))*"
)
PIDE = (
    r"(?:(?:me |nos )?(?:lo |la )?(?:puedes?|pueden|podes|podeis|podrias?|podrian) )?(?:"
    r"(?:record(?:ar|amelo|ame|adme|adlo)|recuerd(?:a|an|en|eme|enme|amelo|ame|enmelo)|pregunt(?:ar|ame|"
    r"enme|amelo|eme|adme)|"
    r"mand(?:ar|a|alo|ame|amelo|enme|enmelo|eme|emelo|admelo)|envi(?:ar|a|alo|ame|amelo|enme|enmelo|eme|"
    r"adme|admelo)|"
    r"escrib(?:ir|eme|ime|anme|ame|idme)|avis(?:ar|ame|enme|eme|adme)|intent(?:a|alo|en|enlo)|repit(?:e|"
    r"emelo|anmelo)|"
    r"vuelv(?:e|an|e a|an a))(?:me|melo|lo)?)(?: (?:preguntar|preguntarme|mandar|mandarme|mandarmelo|"
    r"escribir|escribirme|"
    r"me|lo|otra vez|de nuevo|esto|por favor|porfa))*"
)
TIME = r"@(?:at|hour|usual)"
GOOD = (
    r"(?:instead|every ?day|each day|every time|each time|from now on|from here on|always|going forward|in "
    r"future|in "
    r"the future|permanently|for good|daily|every|nightly|todos los dias|cada dia|a diario|diario|siempre|"
    r"de ahora en "
    r"(?:adelante|mas)|a partir de (?:ahora|manana|hoy)|en adelante|desde ahora|en vez de)"
)
RECEIVE = (
    r"(?:text|txt|send|sent|message|msg|ping|remind|ask|email|nudge|write|get|receive|have|come|arrive|do|"
    r"deliver|push|move|make|"
    r"change|shift|switch|schedule|reschedule|set|want)"
)
RECIBIR = (
    r"(?:mand\w+|envi\w+|escrib\w+|recib\w+|lleg\w+|record\w+|recuerd\w+|pregunt\w+|pas\w+|cambi\w+|pon\w+|"
    r"muev\w+|"
    r"avis\w+|program\w+)"
)
STATS = (
    r"(?:status|stats?|streak|score|scores|progress|results|numbers|tally|count|record|summary|ratings|"
    r"history|estado|progreso|"
    r"racha|avance|avances|puntaje|resultados|resumen|historial|promedio|average)"
)

#: Before and after what is asked, saying nothing of it.
BEFORE = (
    r"(?:venga|dale|listo|orale|hang on|hold on|love|bit busy|"
    r"please|pls|plz|sorry|oops|ups|uy|whoops|hi|hey|hello|hola|ok|okay|k|vale|bueno|well|um|uh|hmm|so|"
    r"and|but|pero|y|no|yes|yeah|"
    r"si|actually|maybe|better|mejor|oh|ah|ay|dear (?:\w+ ){1,3}|just|good morning|good evening|good "
    r"afternoon|buenos dias|buenas "
    r"(?:tardes|noches)|buenas|disculpe|disculpa|disculpen|perdon|perdone|oye|oiga|(?:not|no) (?:right )"
    r"?now|not rn|now|ahorita no|"
    r"ahorita|ahora no|(?:i )?cant(?: do (?:it|this))?(?: talk)?(?: right)?(?: now| rn| atm)?|(?:im |i am )"
    r"?(?:(?:so|too|a bit|very|"
    r"super|really|kinda) )?(?:busy|tired|driving|at work|working|in a meeting|in class|swamped|cooking|"
    r"out|on a call)"
    r"(?: right now| rn| now| atm| at the moment)?|rn|no puedo(?: ahora| ahorita)?|estoy (?:ocupad[oa]|"
    r"manejando|trabajando|"
    r"en (?:el trabajo|clase|una reunion|junta|la calle))|how about|what about|que tal|can we do(?: it| "
    r"this)?|lets do(?: it)?|"
    r"(?:i can|ill|i will|will|gonna|i might|let me|can i)(?: try(?: to)?)? do (?:it|this)|(?:i can|ill|i "
    r"will|will) do|(?:yo )?lo (?:hago|hare)|"
    r"(?:i )?need|(?:i )?want|give me|gimme|dame|deme|denme|regalame|esperame|espera|wait|thanks|thank you|"
    r"gracias|por favor|porfa|"
    r"en|for|like|more like|again|lol|jaja|haha|dude|man|bro|mate|guey|wey|che|then|entonces|pues|kindly)"
)
AFTER = (
    r"(?:yes|love|hon|dear|mija|nomas|tbh|"
    r"please|pls|plz|plss|thanks|thank you(?: so much| very much)?|thx|ty|cheers|ok|okay|k|porfa|porfis|"
    r"por favor|gracias|muchas gracias|"
    r"sorry|perdon|again|instead|then|mejor|now|today|today please|if (?:you can|possible|thats ok|thats "
    r"okay|thats alright)|si (?:se puede|"
    r"puede[ns]?)|is (?:better|fine|good|ok|best)|works|would be (?:better|good|great)|xx?|lol|jaja|haha|"
    r"for me|with me|maam|mam|sir|jefa|guys|"
    r"mate|bro|man|already|sarcasm|ya|un saludo|saludos|regards|kind regards|(?:te|les|le|os) (?:agradezco|"
    r"pido)|i think|do it|lo (?:hago|hare|respondo)|te (?:digo|cuento|aviso|respondo|contesto|escribo)|les "
    r"(?:digo|cuento|aviso|escribo)|or so)"
)
#: An excuse after what is asked: "later, I'm driving", "más tarde que estoy en el curro".
BECAUSE = (
    r"(?:when|once|because|cause|cuz|bc|since|as|im|i am|ive|i have|i need|i cant|ill|we have|were|so|"
    r"until|after|if|or|my|the kids|que|porque|"
    r"cuando|pues|ya que|estoy|tengo|voy|ando|para|ahora|no puedo|in meetings|at work|driving|busy|too|"
    r"need)\b.*"
)

#: Somebody else's words before what looks like a request: it is told, not asked.
TOLD = (
    r"\b(?:said|says|saying|told|tells|asked|asks|asking him|asking her|texted|yelled|shouted|whispered|"
    r"wrote|dijo|dice|dije|pidio|pedi|pregunto|grito|"
    r"le digo|me dice|decia|contesto|respondio)\b"
)
OTHERS = (
    r"\b(?:he|she|they|him|her|his|hers|them|their|we|our|my (?:mom|mum|dad|ex|wife|husband|partner|son|"
    r"daughter|boss|sister|brother)|el|ella|ellos|nosotros|mi (?:ex|mama|papa|marido|esposo|esposa|pareja|"
    r"hijo|hija|jefe|hermana|hermano))\b"
)
#: How a letter ends.
SIGNED = (
    r"(?:with )?(?:thanks|thank you|thx|gracias|muchas gracias|regards|kind regards|best|warm regards|"
    r"yours|sincerely|cheers|love|god bless|atentamente|atte|saludos|un saludo|cordialmente|un abrazo|"
    r"bendiciones)\b(?: [^ ]+){0,4}$"
)
