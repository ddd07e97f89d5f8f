"""One language: translations of our own texts, and the format of dates, numbers and lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale, UnknownLocaleError

from nudges.core.errors import NudgesError


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is BCP 47 ("es", "pt-BR"), `locale` is Babel's (CLDR), `catalogue` has the translations.

    Parts of Babel are imported where they are used, since only summaries need them.
    """

    code: str
    locale: Locale
    catalogue: NullTranslations = field(default_factory=NullTranslations, repr=False, compare=False)

    def gettext(self, words: str, **values: object) -> str:
        """Translate `words` from English; without a translation they stay English.

        `%(name)s` is replaced by a value and `%%` by a percent sign, as in the templates.
        """
        return self.catalogue.gettext(words) % values

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The same with plural forms. `%(n)s` is replaced by the number."""
        return self.catalogue.ngettext(one, many, n) % {"n": n, **values}

    def and_(self, words: Sequence[str]) -> str:
        """A list in words: "a, b and c"."""
        from babel.lists import format_list

        return format_list(words, locale=self.locale)

    def number(self, value: float) -> str:
        """A number as the language writes it: "4", "3.5" or "3,5"."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)

    def day(self, day: date) -> str:
        """Day and month: "16 November"."""
        return self._date(day, "MMMMd")

    def day_short(self, day: date) -> str:
        """Day and short month: "16 Nov"."""
        return self._date(day, "MMMd")

    def day_and_year(self, day: date) -> str:
        """ "16 November 2026"."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.locale)

    def clock(self, moment: time | datetime) -> str:
        """ "7:00 PM" in English, "19:00" in languages that use 24 hours."""
        from babel.dates import format_time

        if self.locale.language == "en":
            return format_time(moment, "h:mm a", locale="en_US")
        return format_time(moment, "short", locale=self.locale).replace("\u202f", " ")

    def moment(self, moment: datetime) -> str:
        """Day and time, as `moment` has them: "Tue 24 Nov, 7:00 PM".

        It goes by SMS, so "sáb" loses its accent, which GSM-7 lacks.
        """
        return f"{self.weekday_day(moment)}, {self.clock(moment)}"

    def weekday_day(self, day: date) -> str:
        """The day as `moment` has it: "Tue 24 Nov"."""
        from babel.dates import format_date

        return format_date(day, "EEE d MMM", locale=self.locale).replace(".", "").replace("á", "a")

    def _date(self, day: date, skeleton: str) -> str:
        return _date(str(self.locale), skeleton, day)

    @property
    def weekdays(self) -> tuple[str, ...]:
        """ "Monday" to "Sunday", as written within a sentence."""
        return _weekdays(str(self.locale), "wide")

    @property
    def weekdays_short(self) -> tuple[str, ...]:
        """ "Mo" to "Su", for table headings."""
        return tuple(day.capitalize() for day in _weekdays(str(self.locale), "short"))


@lru_cache(1_000)  # everybody's weekly mail names the same few days
def _date(locale: str, skeleton: str, day: date) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, day, locale=locale)


@lru_cache(100)
def _weekdays(locale: str, width: str) -> tuple[str, ...]:
    return tuple(Locale.parse(locale).days["format"][width][n] for n in range(7))


#: The language of the code and the templates, which needs no catalogue. British, so that the day comes before
#: the month, as in most of the world.
ENGLISH = Language("en", Locale("en", "GB"))


def to_say(words: str) -> str:
    """Mark a text in a table for extraction into the catalogue. It is translated when it is used."""
    return words


@lru_cache(1_000)
def parse_locale(text: str) -> str:
    """A language tag (BCP 47): "es", "es-MX". Raises NudgesError if the CLDR does not know it."""
    try:
        return _code(Locale.parse(text.strip().replace("_", "-"), sep="-"))
    except (ValueError, UnknownLocaleError):
        raise NudgesError(
            f"The language {text.strip()[:20]!r} is not known.",
            "A language is two or three letters, perhaps with a country.",
            "Write it like es, es-MX or en.",
        ) from None


def language_of(countries: Iterable[str], speaks: Callable[[str], bool]) -> str:
    """The language to write to somebody in who was not asked: the first official one of these countries
    (ISO 3166) that we have texts in, else English."""
    from babel.languages import get_official_languages

    official = (code for country in countries for code in get_official_languages(country, de_facto=True))
    return next((code for code in official if speaks(code)), ENGLISH.code)


def _code(locale: Locale) -> str:
    return str(locale).replace("_", "-")
