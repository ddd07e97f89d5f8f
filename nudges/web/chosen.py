"""What somebody chose in a form, in words: said beside what is kept now, if it was changed meanwhile."""

from collections.abc import Mapping
from datetime import date

from nudges.core.language import Language, to_say
from nudges.core.vocabulary import WEEK, Medium, Who
from nudges.web.forms import time_in

_CHOSEN = to_say("This was changed meanwhile. You had chosen: %(chosen)s.")

#: What the values of the lists are called that every form has.
_WORDS: dict[str, str] = {
    Who.HURT: to_say("I was hurt"),
    Who.REPAIRING: to_say("I hurt somebody and want to repair it"),
    Who.BOTH: to_say("Both: I was hurt, and I hurt somebody"),
    Medium.SMS: to_say("By text message"),
    Medium.EMAIL: to_say("By email"),
}
_TICKED, _NOT_TICKED, _EMPTY = to_say("ticked"), to_say("not ticked"), to_say("left empty")


def chosen(language: Language, name: str, said: str, names: Mapping[str, str], *, box: bool = False) -> str:
    """The line at a field. `names`: what the values of a list are called; `box`: it can only be ticked."""
    if box:
        return language.gettext(_CHOSEN, chosen=language.gettext(_TICKED if said else _NOT_TICKED))
    return language.gettext(_CHOSEN, chosen=_words(language, name, said, names))


def _words(language: Language, name: str, said: str, names: Mapping[str, str]) -> str:
    if not said:
        return language.gettext(_EMPTY)
    if said in names:
        return names[said]
    if said in _WORDS:
        return language.gettext(_WORDS[said])
    if name.startswith("day") and said in WEEK:
        return language.weekdays[WEEK.index(said)]
    if at := time_in(said):
        return language.clock(at)
    try:
        return language.day_and_year(date.fromisoformat(said)) if name.startswith("pause") else said
    except ValueError:
        return said
