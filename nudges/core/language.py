"""One language: our own words in it, and dates, numbers and lists as it writes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale, UnknownLocaleError

from nudges.core.errors import NudgesError


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is BCP 47 ("es", "pt-BR"), `locale` how the CLDR formats in it, `catalogue` our words.

    Babel's parts are imported where they are used: only a summary needs them, not every start.
    """

    code: str
    locale: Locale
    catalogue: NullTranslations = field(default_factory=NullTranslations, repr=False, compare=False)

    def gettext(self, words: str, **values: object) -> str:
        """`words`, which are English, in this language; English stays where there is no translation.

        `%(name)s` stands for a value, and `%%` for a percent sign, as in the templates.
        """
        return self.catalogue.gettext(words) % values

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The same for words that change with a number, which `%(n)s` stands for."""
        return self.catalogue.ngettext(one, many, n) % {"n": n, **values}

    def and_(self, words: Sequence[str]) -> str:
        """A list as it is said: "a, b and c"."""
        from babel.lists import format_list

        return format_list(words, locale=self.locale)

    def number(self, value: float) -> str:
        """4, or 3.5, or 3,5."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)

    def day(self, day: date) -> str:
        """The day of the month, then its name: "16 November"."""
        return self._date(day, "MMMMd")

    def day_short(self, day: date) -> str:
        """The same where there is little room: "16 Nov"."""
        return self._date(day, "MMMd")

    def day_and_year(self, day: date) -> str:
        """ "16 November 2026"."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.locale)

    def clock(self, moment: time | datetime) -> str:
        """ "7:00 PM" in English, "19:00" where that is the custom."""
        from babel.dates import format_time

        if self.locale.language == "en":
            return format_time(moment, "h:mm a", locale="en_US")
        return format_time(moment, "short", locale=self.locale).replace("\u202f", " ")

    def moment(self, moment: datetime) -> str:
        """A day and a time of it, as their clock shows them: "Tue 24 Nov, 7:00 PM".

        Without the accent of "sáb", which GSM-7 lacks: it goes by SMS.
        """
        from babel.dates import format_date

        day = format_date(moment, "EEE d MMM", locale=self.locale).replace(".", "").replace("á", "a")
        return f"{day}, {self.clock(moment)}"

    def _date(self, day: date, skeleton: str) -> str:
        from babel.dates import format_skeleton

        return format_skeleton(skeleton, day, locale=self.locale)

    @property
    def weekdays(self) -> tuple[str, ...]:
        """ "Monday" to "Sunday", as they stand in a sentence."""
        return tuple(self.locale.days["format"]["wide"][n] for n in range(7))

    @property
    def weekdays_short(self) -> tuple[str, ...]:
        """ "Mo" to "Su", for the head of a table."""
        return tuple(self.locale.days["format"]["short"][n].capitalize() for n in range(7))


#: What the code and the templates are written in, and so what needs no catalogue. The day comes before
#: the month, as most of the world has it.
ENGLISH = Language("en", Locale("en", "GB"))


def to_say(words: str) -> str:
    """Marks words of a table, so that they are found for the catalogue; they are translated when said."""
    return words


@lru_cache(1_000)
def parse_locale(text: str) -> str:
    """A language as BCP 47 writes it: "es", "es-MX". Raises NudgesError for one the CLDR does not know."""
    try:
        return _code(Locale.parse(text.strip().replace("_", "-"), sep="-"))
    except (ValueError, UnknownLocaleError):
        raise NudgesError(
            f"The language {text.strip()[:20]!r} is not known.",
            "A language is two or three letters, perhaps with a country.",
            "Write it like es, es-MX or en.",
        ) from None


def _code(locale: Locale) -> str:
    return str(locale).replace("_", "-")
