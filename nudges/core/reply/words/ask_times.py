"""How people ask for a pause, its end, another time of day, or later; see `reply_ask_words`."""

from nudges.core.reply.words.ask_parts import (
    ASK,
    ASK_VERB,
    GOOD,
    MSG,
    NUESTROS,
    OURS,
    PIDE,
    RECEIVE,
    RECIBIR,
    SENT,
    TIME,
)

BACK = (
    r"(?:im|i am|we are|were|am) (?:back|home|ready)(?: (?:now|home|again|at it|from (?:my |the |our )"
    r"?(?:vacation|holiday|holidays|trip|break|leave|hospital|travels)|@day|online|to it|yall))*"
)
RESUME_ALONE = (
    r"(?:resume|unpause|un pause|continue|carry on|keep (?:going|them coming|it coming)|restart|unmute|"
    r"unfreeze|go on|reanudar?|reanuden|continuar?|continuen|seguir|"
    r"sigamos|retom\w+|despausar?|quitar? (?:la )?pausa|fin de la pausa|end (?:the )?(?:pause|break))(?: "
    rf"(?:{SENT}|me|again|now|sending|texting|with|please|"
    r"con|the|pause|break|ya|enviando|mandando|where (?:i|we) left off))*",
    rf"(?:and )?{BACK}(?: {BACK})*(?: (?:you can|please|lets|so) .*)?",
    r"(?:(?:im|i am|we are|were) )?ready (?:to (?:continue|resume|start again|go(?: again)?|carry on|get "
    r"back(?: to it| into it)?|begin again|restart)|again|for more)(?: (?:now|again))*",
    r"(?:(?:ok|yes|si) )?(?:lets|let us|i want to|want to|id like to|i would like to|quiero|quisiera|vamos "
    r"a|listo para|lista para|listos para|podemos|puedo|ready to|happy to|time to) (?:\w+ )?(?:continue|"
    r"resume|carry on|"
    r"keep going|start again|restart|seguir|continuar|reanudar|retomar|volver)(?: (?:again|now|please|con "
    r"(?:esto|los \w+|el \w+)|los \w+|with (?:this|it|the \w+|these)|de nuevo|otra vez))*",
    r"(?:im |i am )?ready(?: now| again)?|send (?:them|it|these) again",
    r"back (?:now|again|at it|home|in action|from (?:my |the )?(?:vacation|holiday|holidays|trip|break|"
    r"travels|leave))(?: now)?(?: (?:and )?ready .*)?",
    r"(?:ya )?(?:volvi|regrese|llegue|estoy de (?:vuelta|regreso)|de vuelta|ando de vuelta|estoy aqui de "
    r"nuevo|estoy list[oa](?: (?:para|de) \w+)?)(?: (?:ya|de nuevo|otra vez|a casa|de vacaciones|"
    r"del viaje|de viaje|de las vacaciones|con ustedes|chicos|todos))*",
)
RESUME_ANYWHERE = (
    r"\bstart (?:them|it|these|things|me) (?:back )?up again\b|"
    r"\b(?:pueden|puedes) volver a (?:mand|envi|escrib)\w+",
    r"\b(?:resume|unpause|restart|turn (?:back )?on|continue (?:with|sending)|keep sending|start sending|"
    rf"(?<!didnt )(?<!not )(?<!to )send)(?: (?:me|sending|back|{OURS}))* (?:{OURS})(?: (?:again|back on))?$",
    r"\b(?:you can|please|can you|could you|ok to|u can|free to|go ahead and) (?:\w+ )?(?:resume|unpause|"
    rf"continue|carry on|start (?:texting |sending |messaging )?(?:me )?(?:{OURS} )?again|restart)\b",
    r"\b(?:sig(?:an|ue|uan)|contin(?:uen|ua|uad)|pueden (?:seguir|continuar|reanudar)|puedes (?:seguir|"
    r"continuar|reanudar)|reanud(?:en|ame|enme|a)|retom(?:en|emos|amos))"
    rf"(?: (?:mand\w+|envi\w+|escrib\w+|con|{NUESTROS}))+",
    r"\bend (?:my|the) (?:pause|break|vacation)\b|\bpause is over\b|\b(?:break|vacation|holiday)s? (?:is |"
    r"are )?over\b",
)
SPELL = r"(?:@until|@days|@day|@at|@later|@in|@hour)"
REST = (
    r"(?:break|breather|pause|rest|time out|timeout|vacation|holiday|few days|some time|bit of time|little "
    r"time|time|hiatus)"
)
PAUSE_ALONE = (
    r"(?:pause|paused|pausing|pausa|pausar|pausen|pausalo|pausenlo|pausame|pausenme|hold|hold off|suspend|"
    r"freeze|mute|snooze|on hold|vacation|vacation mode|holiday|holiday mode|vacaciones|"
    rf"descanso|break|time out|timeout|stop|un descanso|una pausa)(?: (?:{SENT}|me|for|on|off|sending|"
    rf"texting|messaging|por|unos|un|mode|please|a|now|it all))*(?: {SPELL})+",
    r"(?:pause|pausing|pausa|pausar|pausen|pausalo|pausenlo|pausame|hold off|suspend|suspender|suspendan|"
    rf"freeze|mute|put (?:\w+ ){{1,3}}on hold|on hold|vacation|vacation mode|holiday mode|vacaciones|"
    r"modo vacaciones|time out|timeout|un descanso|una pausa|descanso|hacer pausa|haz una pausa|(?:haga|"
    rf"hagan|haganme|hagamos|ponme en|pongan en|una?) (?:una )?paus\w+)(?: (?:{SENT}|me|for|"
    r"por|un|unos|a|now|on|off|sending|texting|tiempo|rato|while|bit|please))*",
    rf"(?:no|not) (?:more )?{OURS}(?: (?:for|from me))*(?: (?:@until|@days|@day))+",
    rf"no (?:mas )?{NUESTROS} (?:@until|@days|@day)",
    rf"(?:@until|@days) (?:no|sin) (?:more |mas )?(?:{SENT})",
    r"(?:ill be |be |i am |im |were |we are |going |gone )*(?:on (?:vacation|holiday|holidays|leave|a "
    r"trip|retreat|my honeymoon)|away|out of (?:town|office|the country)|offline|unavailable|travell?ing|"
    r"camping|"
    r"in (?:the )?hospital)(?: \w+){0,3} (?:@until|@days|@day)(?: .*)?",
    r"(?:@days) off(?: please)?",
    r"(?:quiet|silence|silencio|off|rest|nothing|no contact|skip me|days off|time off)(?: please)? (?:for "
    r")?(?:@until|@days)",
    r"(?:i )?(?:just |really )*(?:need|want|could use|taking|gonna take|going to take|ill take|would like|"
    r"id like|lets take|have|having) (?:a|an|some|my) (?:\w+ )?(?:break|breather|time out|timeout|rest|"
    r"pause|time off|few days)(?: (?:please|for a bit|from (?:this|these|it|you|the \w+)|off|@days|@until))*",
    r"(?:dame|denme|deme|quiero|necesito|quisiera|me tomo|tomare) (?:un|una|unos|unas) (?:\w+ )"
    r"?(?:descans\w+|pausa|pausita|respiro|break)(?: .*)?",
    r"(?:estoy|estare|me voy|salgo|ando)? ?(?:de|en) (?:vacaciones|viaje|el hospital|retiro)(?: \w+){0,"
    r"3}} (?:@until|@days)(?: .*)?",
)
PAUSE_ANYWHERE = (
    rf"(?:@until|@days)(?: \w+){{0,6}} no (?:more )?{OURS}(?![^ ])",
    r"\b(?:pause|suspend|hold|freeze|mute|halt|stop) (?:off )?(?:on )?(?:sending |texting |messaging |me "
    rf"|with )*(?:{OURS} )?(?:me )?(?:for )?(?:@until|@days)",
    rf"\b(?:pause|suspend|freeze|mute|put) (?:{OURS})(?: on hold| on pause)?(?: (?:for|please|a|while|now)"
    r"|$)",
    r"\b(?:can|could|may|would|please|let|lets|need to|want to|like to|have to|gonna) (?:you |we |i |me )"
    r"?(?:please |kindly |just )*(?:pause|put (?:\w+ ){1,3}on (?:hold|pause)|hold off|suspend)\b",
    r"\b(?:can|could|may|need|want|like|id like|lets|let me|have|gonna|going to|must)(?: (?:we|i|you|to|"
    rf"us|just|please))* (?:take|have|get)? ?(?:a |an |my |some |the )?(?:\w+ )?{REST}"
    rf"(?: (?:off|away))?(?: (?:from (?:this|these|it|you|the (?:{MSG}|program|programme))|for|@days|"
    r"@until|a|bit|while|please|thanks|now|off))+$",
    r"\b(?:need|want|taking|take|having|give me|gimme)(?: (?:a|an|my|some|the|little|short|quick))* "
    rf"(?:@days|{REST}) (?:off|away|out|break)\b",
    rf"\b(?:give|gimme|grant|get)(?: me)? (?:a |some |my )?(?:little |short )?(?:@days|{REST})(?: off| of "
    r"rest| break| away)?",
    rf"\b(?:need|want|taking|take|having) (?:a |an |some |my )?(?:little |short |quick )?{REST} (?:from "
    rf"(?:this|these|it|you|the (?:{MSG}|program))|@until|@days)",
    r"\b(?:dont|do not|no need to|please dont|never|not) (?:text|txt|message|msg|send|contact|bother|"
    rf"email|nudge|remind|write|ping|bug)(?: (?:me|us|to|anything|{OURS}))*(?: (?:from|for|again))* "
    r"(?:@until|@days)",
    r"\b(?:leave|give|drop|park|skip) (?:me|it|this|them|things|the \w+)(?: (?:alone|be|a rest|a break|"
    r"out))? (?:for )?(?:@until|@days)",
    r"\b(?:ill be |im |i am |be )?back @(?:day|until)$",
    rf"\b(?:no|sin) (?:me |nos )?(?:escrib\w+|mand\w+|envi\w+|molest\w+|contact\w+|{NUESTROS})(?: (?:nada|"
    rf"mas|me|{NUESTROS}))* (?:@until|@days)",
    rf"\b(?:paus\w+|suspend\w+|deten\w+|par(?:a|en|ar))(?: (?:me|{NUESTROS}|por|un|tiempo))* (?:@until|"
    r"@days)",
    r"\b(?:quiero|quisiera|necesito|puedo|podemos|pueden|puedes|podrian|podrias|me gustaria|me (?:pueden|"
    r"das|dan)|hagan?|hacer|haganme|haceme|hazme|haga|ponganme|ponme|pongan|dame|denme|deme|dadme|tomar|"
    r"tomarme|me tomo|voy a tomar\w*)"
    rf"(?: (?:hacer|tomar|tomarme|poner|en|una|un|dar|darme|pausar|de|me|lo|{NUESTROS}))* (?:paus\w+|"
    rf"descans\w+|respiro|@days(?: (?:de|libres?|sin|para)(?: descanso| pausa| respiro| {NUESTROS}| mi| "
    r"mensajes)*)|"
    rf"vacaciones|tiempo (?:libre|fuera|para mi))",
    rf"\b(?:pausar|suspender|pausen|suspendan|pausame|pausenme) {NUESTROS}",
)
BETTER = r"(?:better|best|easier|more convenient|good|ideal|great|nicer|preferable)"
RETIME_ANYWHERE = (
    r"\b(?:switch|move|change|set) me (?:over )?to @(?:usual|at)",
    r"\b(?:change|update|set|switch|move|adjust|shift|edit|reset|reschedule) (?:(?:my|the|this|these|all|"
    rf"daily|of|day) )*(?:time|hour|schedule|timing|daily \w+|{MSG})\b(?!.*\b(?:zone|subject))"
    rf"(?:.*?{TIME})?",
    rf"\b(?:cambi\w+|mov\w+|muev\w+|ajust\w+|pon\w+|pas\w+)(?: (?:me|la|el|mi|los|las|{NUESTROS}|de|por "
    rf"favor|porfa))* (?:hora|horario)(?:.*?{TIME})?",
    rf"{TIME}(?: \w+){{0,3}} {GOOD}\b",
    rf"\b{GOOD}(?: \w+){{0,4}} {TIME}",
    rf"\b{RECEIVE}\b(?: \w+){{0,6}} {TIME}(?: \w+){{0,6}} {GOOD}\b",
    rf"\b(?:can|could|would|will|please|want|like|need|id|prefer|rather)\b(?: \w+){{0,4}} (?:these|them|"
    rf"my (?:\w+ )?{MSG}|the (?:\w+ )?{MSG}|your (?:\w+ )?{MSG})(?: \w+){{0,4}} @(?:at|usual)",
    r"(?:^| )@(?:usual|at|hour)(?: (?:@hour|@at))?(?: (?:time|ish|onwards|texts|messages))? (?:is|are|r|"
    r"would be|wd be|works?|suits?|might be|will be|fits?|seems?)(?: me)?(?: (?:much|way|a lot|usually|"
    r"probably|so much|far|more))*"
    rf" (?:{BETTER}(?: (?:for|with) (?:me|us|my \w+))?|(?:for|with) (?:me|us))(?:$| (?:please|thanks|than|"
    r"because|as|since|when|bc|cause|i|so))",
    r"\b(?:better|best|easier|more convenient|works better|suits me better)(?: (?:for|with) me)? (?:at|"
    r"in|if|to|is|would be|time is)?(?: \w+){0,4} ?@(?:usual|at|hour)",
    r"^(?:\w+ ){0,3}?better @(?:usual|at)",
    r"\b(?:i |id |i would |we |wed |would )(?:\w+ )?(?:prefer|rather|like|love)(?: \w+){0,7} @(?:usual|"
    r"at|hour)(?! (?:he|she|they|when he|when she))",
    rf"\b(?:id|i would|i) (?:rather|prefer|like)(?: \w+){{0,5}} (?:get|have|receive)(?: \w+){{0,5}} {GOOD}",
    rf"\b(?:send|text|message|move|make|push|get|have)(?: \w+){{0,4}} (?:earlier|@later|later)(?: \w+){{0,"
    rf"4}} {GOOD}",
    rf"\b(?:send|text|message|move|make|push|get|have|do)(?: (?:me|these|them|it|this|my|the|{MSG}))* "
    rf"(?:earlier|@later|later)(?: in the day)? {GOOD}?$(?<=day)",
    r"\b(?:can|could) (?:you|u|we|i|these|they|it)(?: \w+){0,4} (?:earlier|@later in the day|a "
    r"different time|another time of day|different time)\b",
    rf"\b(?:too|way too) (?:early|late)(?: for me)?(?: \w+){{0,3}} (?:{RECEIVE})(?: \w+){{0,3}} {TIME}",
    rf"^(?:make|move|push|change|switch|set) (?:it|this|that|these|them)(?: \w+){{0,2}} (?:{TIME}) {GOOD}",
    rf"\bmejor(?: (?:por|en|si|me|lo|que|mand\w+|envi\w+|es|para|{NUESTROS}))* (?:@at|@usual)",
    r"(?:@at|@usual|@hour)(?: \w+){0,2} (?:es|seria|me (?:queda|viene|va|sirve|conviene|resulta)n?) "
    r"(?:mucho )?(?:mejor|mas (?:facil|comodo)|bien)",
    r"\bme (?:queda|viene|va|sirve|conviene|resulta|acomoda)n?(?: (?:mejor|mas|comodo|facil|bien|por|en|"
    r"mucho|los|las|el))*(?: \w+){0,3} ?@(?:at|usual|hour)",
    r"\b(?:prefiero|preferiria|prefiriria|me gustaria|quisiera|quiero|querria)(?: \w+){0,6} @(?:at|"
    r"usual|hour)",
    rf"\b{RECIBIR}(?: \w+){{0,5}} {TIME}(?: \w+){{0,5}} {GOOD}",
    rf"\b{RECIBIR}(?: \w+){{0,3}} {GOOD}(?: \w+){{0,3}} {TIME}",
    r"\b(?:me |nos )?(?:pued\w+|pod\w+) (?:mandar\w*|enviar\w*|escribir\w*|cambiar\w*|pasar\w*)(?: "
    rf"(?:los|las|el|la|mis|estos|{NUESTROS}|me|lo))* (?:mas (?:temprano|tarde)|(?:por|en) las? \w+|"
    r"@usual)",
)
RETIME_ALONE = (
    r"(?:retime|change (?:the |my )?time|new time|different time|another time of day|cambiar? (?:de |la |"
    rf"mi )?(?:hora|horario)|otra hora|otro horario)(?: (?:to|please|for|a|{TIME}|@day))*",
    rf"{GOOD} {TIME}|{TIME} {GOOD}(?: .*)?",
    r"(?:mejor|better|rather|prefer|prefiero|prefer to) (?:in |por |en )?(?:@at|@usual|@hour)",
    r"@usual(?: instead| please| only)?",
    r"(?:move|change|set|switch|make|push) (?:it|this|that|them|these|mine|my \w+|the \w+)? ?(?:to |for )"
    r"?(?:@usual)(?: please)?",
)
SNOOZE_ALONE = (
    r"(?:@in|@at|@day|@later)(?: @\w+)?",
    r"snooze(?: (?:it|this|that|me|for|please|to|until|till|@in|@at|@day|@later|@hour|@until|@days|\d+|1h|"
    r"a bit))*",
    r"(?:posponer?|posponlo|pospon|aplazar?|postpone|delay|defer)(?: (?:it|this|that|lo|esto|eso|para|to|"
    r"by|until|un|poco|@\w+))*",
    rf"{ASK}(?: (?:a|bit|little|until|for|at|in|around|by))* @(?:in|at|day|hour|later|until|days)",
    rf"{PIDE}(?: (?:un|poco|para|a|en|como|por))* @(?:in|at|day|hour|later|until|days)",
    r"(?:remind|ask|try) (?:me|us)(?: (?:again|please|one more time))*",
    r"(?:after|before|despues de|luego de|antes de|when|once|cuando) (?:(?:the|my|our|la|el|mi|i|im|get|"
    r"got|off|home|from) )*(?!(?:he|she|they|it|that|this|all|we|a|dark|more|upon) |(?:all|that|more|"
    r"again)$)(?:\w+)(?: (?:run|practice|meeting|class|shift|game|party|trip|home|off|up|asleep|down|done|"
    r"finished|work|school|bed|time|de trabajar|del trabajo))?",
    r"(?:move|push|shift|change) (?:it|this|that|todays)(?: (?:one|back|to|until|till))* @(?:in|at|day|"
    r"hour|later|until)",
    r"@until",
    r"(?:i )?(?:need|want|give me|gimme|dame|deme|denme|give it) (?:about |like |another |more |unos |"
    r"otros )*@in(?: more)?",
    r"(?:at|in|around) @(?:in|at|day)",
    rf"{ASK} (?:after|before|once|when) .+",
    r"(?:cant|not|no) (?:till|until|hasta|before|antes de) @\w+|not @until|no @until|cant @until|busy "
    r"@until|im busy @until|en reunion @until",
)
SNOOZE_ANYWHERE = (
    rf"\b{ASK_VERB} (?:me|us)(?: \w+){{0,4}} @(?:in|at|day|hour|later)",
    r"\b(?:send|resend|ask|try|repeat|bring) (?:it|this|that|again|back|me|this up|it up|it again|this "
    r"again|that again|again please)(?: (?:again|to me|me|please|up|back))* @(?:in|at|day|hour|later)",
    rf"\b(?:can|could|would|will) (?:you|u|ya|we) (?:please |pls |maybe |just )*(?:{ASK_VERB}|do|move)"
    rf"\b(?: \w+){{0,5}} @(?:in|at|day|hour|later)",
    r"\b(?:ask|remind|text|ping|try|nudge|buzz|poke) (?:me |again |us )?(?:again )?@(?:in|at|day|hour|later)",
    r"\b(?:i can|ill|i will|gonna|going to) (?:do|answer|reply to|get to|finish|try) (?:it|this|that)? "
    r"?(?:@later|@day|@at|@in)$",
    r"\b(?:recuerd|record|pregunt|mand|envi|escrib|avis)(?:a|e|en|an|ar|i|ad)?(?:me|nme|melo|lo|nmelo)(?: "
    r"\w+){0,4} @(?:in|at|day|hour|later)",
    r"\b(?:me |nos )?(?:lo |la )?(?:puedes?|pueden|podrias?|podrian|podes|podeis) (?:recordar|mandar|"
    r"preguntar|escribir|enviar|avisar|volver a \w+)\w*(?: \w+){0,4} @(?:in|at|day|hour|later)",
    r"\bvuelv(?:e|an|a) a (?:mandar|preguntar|escribir|recordar|enviar)\w*(?: \w+){0,3} @(?:in|at|day|"
    r"hour|later)",
    r"\b(?:lo|la) (?:hago|hare|voy a hacer|respondo|contesto) @(?:later|day|at|in)$",
)
