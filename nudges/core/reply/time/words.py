"""The words times are said with, English and Spanish, as `reply_read.spoken` spells them."""

import re
from collections.abc import Iterable


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


def longest_first(pattern: str) -> str:
    """The same alternatives, the longest first: for loops that give nothing back."""
    parts, depth = [""], 0
    for char in pattern:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return either(parts)


def whole(pattern: str) -> re.Pattern[str]:
    """A pattern that ends where a word ends."""
    return re.compile(rf"(?:{pattern})(?![^ ])")


def numbered(*lines: str, first: int = 0) -> dict[str, int]:
    """The words of each line by their place; words joined by "/" share one."""
    return {
        word: n for line in lines for n, words in enumerate(line.split(), first) for word in words.split("/")
    }


_TO_TWENTY = numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
    "cero uno/una/un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis "
    "diecisiete dieciocho diecinueve veinte",
)
_TENS = {
    "twenty five": 25, "veinticinco": 25, "thirty": 30, "treinta": 30, "forty": 40, "cuarenta": 40,
    "forty five": 45, "cuarenta y cinco": 45, "sixty": 60, "sesenta": 60, "ninety": 90, "noventa": 90,
}  # fmt: skip
COUNTS = (
    _TO_TWENTY | _TENS | dict.fromkeys(("a", "an"), 1) | dict.fromkeys(("couple", "couple of", "par de"), 2)
)
HOURS = {word: n for word, n in _TO_TWENTY.items() if 1 <= n <= 12 and word != "un"}
MINUTES = {word: n for word, n in (_TO_TWENTY | _TENS).items() if n in {5, 10, 15, 20, 25, 30, 40, 45}} | {
    "half": 30, "media": 30, "quarter": 15, "cuarto": 15,
}  # fmt: skip
NOON = ("noon", "midday", "mediodia", "medio dia", "lunchtime", "lunch time")
MIDNIGHT = ("midnight", "medianoche", "media noche")
PARTS = {
    "morning": "morning", "manana": "morning", "mananita": "morning", "madrugada": "morning",
    "afternoon": "afternoon", "arvo": "afternoon", "tarde": "afternoon", "tardecita": "afternoon",
    "evening": "evening", "eve": "evening", "night": "night", "noche": "night", "nochecita": "night",
}  # fmt: skip
DAY = 24 * 60
UNITS = {
    **dict.fromkeys(
        ["m", "min", "mins", "minute", "minutes", "minuto", "minutos", "minutito", "minutitos"], 1
    ),
    **dict.fromkeys(["h", "hs", "hr", "hrs", "hour", "hours", "hora", "horas", "horita"], 60),
    **dict.fromkeys(["day", "days", "dia", "dias", "night", "nights", "noche", "noches"], DAY),
    **dict.fromkeys(["week", "weeks", "wk", "wks", "semana", "semanas"], 7 * DAY),
    **dict.fromkeys(["fortnight", "fortnights", "quincena", "quincenas"], 14 * DAY),
    **dict.fromkeys(["month", "months", "mes", "meses"], 30 * DAY),
}
MONTHLY = frozenset(["month", "months", "mes", "meses"])
WEEKDAYS = numbered(
    "monday/mon tuesday/tues/tue wednesday/weds/wed thursday/thurs/thur/thu friday/fri saturday/sat "
    "sunday/sun",
    "lunes martes miercoles jueves viernes sabado domingo",
)
MONTHS = numbered(
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep "
    "october/oct november/nov december/dec",
    "enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre "
    "diciembre/dic",
    first=1,
)
#: A day of the year that has a name: (month, day).
FEASTS = {
    **dict.fromkeys(
        ("new year", "new years", "new years day", "the new year", "ano nuevo", "el ano nuevo"), (1, 1)
    ),
    **dict.fromkeys(("new years eve", "fin de ano", "nochevieja"), (12, 31)),
    **dict.fromkeys(("christmas", "christmas day", "xmas", "navidad", "la navidad"), (12, 25)),
    **dict.fromkeys(("christmas eve", "nochebuena"), (12, 24)),
    **dict.fromkeys(("reyes", "el dia de reyes", "dia de reyes"), (1, 6)),
}
TONIGHT = frozenset({"tonight", "tonite", "2nite", "esta noche", "this night"})
TODAY = TONIGHT | {
    "today",
    "hoy",
    "this morning",
    "this afternoon",
    "this evening",
    "esta tarde",
    "esta manana",
}
TOMORROW = frozenset(
    [
        "tomorrow",
        "tomorow",
        "tomorro",
        "tommorow",
        "tommorrow",
        "tmrw",
        "tmr",
        "tmrow",
        "tmw",
        "2moro",
        "2morrow",
        "tomoz",
        "manana",
        "mnana",
    ]
)
OVERMORROW = frozenset({"day after tomorrow", "the day after tomorrow", "pasado manana"})
#: Stretches that have begun: what comes after them begins on the Monday, or on the first of the month.
THIS_WEEK = frozenset(
    [
        "this week",
        "all week",
        "the rest of the week",
        "rest of the week",
        "rest of this week",
        "the week",
        "esta semana",
        "toda la semana",
        "toda esta semana",
        "el resto de la semana",
        "resto de la semana",
        "lo que queda de semana",
    ]
)
THIS_MONTH = frozenset(
    [
        "this month",
        "the rest of the month",
        "rest of the month",
        "este mes",
        "el resto del mes",
        "resto del mes",
        "fin de mes",
        "finales de mes",
        "the end of the month",
        "end of the month",
        "end of month",
    ]
)
THIS_DAY = frozenset(
    [
        "the rest of the day",
        "rest of the day",
        "rest of today",
        "all day",
        "the day",
        "todo el dia",
        "por hoy",
        "for today",
        "just today",
        "just for today",
        "solo hoy",
        "solo por hoy",
    ]
)
NEXT_WEEK = frozenset(
    [
        "next week",
        "la proxima semana",
        "proxima semana",
        "la semana que viene",
        "la semana que entra",
        "la otra semana",
    ]
)
NEXT_MONTH = frozenset(["next month", "el proximo mes", "el mes que viene", "el mes que entra"])
WEEKEND = frozenset(
    [
        "weekend",
        "the weekend",
        "this weekend",
        "wkend",
        "fin de semana",
        "el fin de semana",
        "este fin de semana",
        "finde",
        "el finde",
        "este finde",
    ]
)

_HOUR = rf"2[0-4]|1\d|0?\d|{either(HOURS)}"
_HALF = r"(?: ?(?P<half>am|pm|a m|p m|oclock|o clock|hs|hrs|h|horas))"
_MONTH = either(MONTHS)
_DAY_OF_MONTH = r"(?P<date>\d{1,2})(?:st|nd|rd|th)?"

#: What may stand before a time: whether it is an end, and whether a bare number after it is an hour.
PREFIX = re.compile(
    r"(?:(?:(?P<until>until after|till after|up until|until|untill|till|til|thru|through|hasta despues de|"
    r"hasta|"
    r"(?:be )?back on|(?:be )?back|vuelvo|regreso|after|despues del?)|on|by|for|in|within|en|dentro de|por|"
    r"durante|about|"
    r"around|another|unos|otra|otros|(?:the next|next|los proximos|las proximas)(?= (?:\d|few|two|three|"
    r"four|five|ten|dos|tres|cuatro|cinco|diez))|(?P<at>at|a eso de las|a las|a la|para las|para la|"
    r"hacia las|sobre las|tipo las|las|la|(?<=time )to|(?<=hora )a)|(?P<often>every|each|in the|por las?|"
    r"en las?|a la|de la|"
    r"del|early|temprano|early in the|during the)) )+"
)
LATER = whole(
    r"(?:a |un )?(?:bit|little|much|little bit) later(?: on)?|later(?: on)?(?: today| tonight)?(?! than)|"
    r"l8r|ltr|"
    r"in a (?:little |lil |wee )?(?:bit|while|sec|second|moment|min)|(?:un poco |un poquito )?mas (?:tarde|"
    r"tardecito|"
    r"tardecita|al rato|adelante|luego)|luego|lueguito|al rato|al ratito|(?:dentro de |en )?un (?:rato|"
    r"ratito|momento|"
    r"momentito|ratico)|despues(?! de)|despuesito|another time|some other time|ahorita mas tarde"
)
SPAN = whole(
    rf"(?:an? )?(?P<n>\d{{1,3}}(?:[.,]5)?|(?:half an|half a|half|media|medio|{either(COUNTS)})(?= ))"
    rf" ?(?P<unit>{either(UNITS)})(?P<plus> and a half| y media)?|(?P<longer>hora y media)"
)
SOME_DAYS = whole(
    r"(?:a |un |the next )?(?:few|some|several|unos|unas|algunos)(?: cuantos| pocos)? (?:days|weeks|dias|"
    r"semanas)|"
    r"(?:a )?(?:while(?! (?:i|im|we|he|she|they|you)\b)|little while|bit)|un (?:tiempo|tiempito)"
)
CLOCKS = (
    whole(rf"(?P<h>{_HOUR})[:.h](?P<m>[0-5]\d){_HALF}?"),
    whole(
        rf"(?P<past>(?:a )?quarter|half|five|ten|twenty|twenty five) (?P<side>past|to|til|till) "
        rf"(?P<h>{_HOUR}){_HALF}?"
    ),
    whole(rf"(?P<h>{_HOUR}) (?:y|con) (?P<past>{either(MINUTES)}){_HALF}?"),
    whole(rf"(?P<h>{_HOUR}) (?P<side>menos) (?P<past>{either(MINUTES)}){_HALF}?"),
    whole(rf"(?P<h>{_HOUR}) (?P<past>fifteen|thirty|forty five){_HALF}?"),
    whole(rf"half (?P<h>{_HOUR})(?P<past>)"),
    whole(rf"(?P<h>{_HOUR}){_HALF}"),
    whole(rf"(?P<noon>{either(NOON)})|(?P<midnight>{either(MIDNIGHT)})"),
)
BARE = whole(rf"(?P<h>{_HOUR})(?:ish)?")
#: After a bare number these make it an hour.
OF_THE_DAY = re.compile(
    rf" (?:{either(TONIGHT | TOMORROW - {'manana'})}|this (?:morning|afternoon|evening)|in the (?:morning|"
    r"afternoon|evening)|"
    r"at night|(?:de|por|en) la (?:manana|tarde|noche))"
)
WEEKDAY = whole(
    r"(?:this coming |coming |this |next |the |este |el proximo |proximo |el )"
    rf"?(?P<weekday>{either(WEEKDAYS)})s?"
    r"(?: que viene| proximo| next)?"
)
NUMERIC = whole(
    r"(?P<year>\d{4})-(?P<b>\d{1,2})-(?P<c>\d{1,2})|(?P<one>\d{1,2})(?:/(?P<two>\d{1,2})|[/.-](?P<three>\d{1,2})[/.-](?P<of>\d{2,4}))"
)
DATED = whole(
    rf"(?:the |el )?(?:dia )?{_DAY_OF_MONTH} (?:of |de )?(?P<month>{_MONTH})(?: (?:de |del )"
    rf"?(?P<of>\d{{4}}))?"
)
MONTH_FIRST = whole(rf"(?P<month>{_MONTH}) (?:the )?{_DAY_OF_MONTH}(?: (?P<of>\d{{4}}))?")
ORDINAL = whole(r"(?:the |el dia |el )(?P<date>\d{1,2})(?:st|nd|rd|th)?|(?P<date2>\d{1,2})(?:st|nd|rd|th)")
MONTH = whole(rf"(?P<month>{_MONTH})")
NAMED = whole(
    either(
        TODAY | TOMORROW | OVERMORROW | THIS_WEEK | THIS_MONTH | THIS_DAY | NEXT_WEEK | NEXT_MONTH | WEEKEND
        | FEASTS.keys()
    )
)  # fmt: skip
PART = whole(rf"(?:the )?(?:early |late |mid )?(?P<part>{either(PARTS)})(?P<many>s)?(?: temprano)?")
#: Before "3/5" these make it a date.
BEFORE_A_DATE = tuple(
    f"{word} "
    for word in [
        "until",
        "till",
        "til",
        "thru",
        "through",
        "on",
        "by",
        "before",
        "after",
        "from",
        "back",
        "el",
        "hasta",
        "del",
        "al",
        "para",
        "vuelvo",
    ]
)
HALVES_OF_A_DAY = {"am": "morning", "pm": "afternoon"}
HALF_A_DAY = whole(either(HALVES_OF_A_DAY))
#: What may stand between two pieces of one time.
JOINT = re.compile(r" (?:(?:at|on|in|the|a|of|de|por|en|about|around|maybe|like|or so|early) )*")


def count(word: str) -> float:
    """How many a word or a number says."""
    return float(word.replace(",", ".")) if word[0].isdigit() else COUNTS[word]
