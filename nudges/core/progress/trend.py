"""The trend of the weekly question: the newest week's rating compared with an earlier week's."""

from collections.abc import Sequence
from dataclasses import dataclass

from nudges.core.language import Language, to_say
from nudges.core.progress.ratings import RatedWeek

#: A smaller change than this, on the scale of 1 to 5, counts as no change.
STEADY = 0.5

_AGO = {1: to_say("last week"), 2: to_say("two weeks ago"), 3: to_say("three weeks ago")}


@dataclass(frozen=True, slots=True)
class Trend:
    """The newest week's median rating, and the difference from an earlier week's (None if there is none)."""

    median: float | None
    by: float | None = None
    weeks_ago: int = 0

    @property
    def steady(self) -> bool:
        """True if it changed by less than half a point on the scale of 1 to 5."""
        return self.by is not None and abs(self.by) < STEADY

    def words(self, language: Language) -> str:
        """The comparison in words: "a little higher than last week". Empty if there is no earlier week."""
        if self.by is None:
            return ""
        if self.steady:
            return language.gettext("about the same")
        little = abs(self.by) < 1.5
        if self.by > 0:
            said = to_say("a little higher than %(then)s") if little else to_say("higher than %(then)s")
        else:
            said = to_say("a little lower than %(then)s") if little else to_say("lower than %(then)s")
        return language.gettext(said, then=self._then(language))

    def _then(self, language: Language) -> str:
        if self.weeks_ago in _AGO:
            return language.gettext(_AGO[self.weeks_ago])
        return language.ngettext("%(n)s week ago", "%(n)s weeks ago", self.weeks_ago)


def trend(weeks: Sequence[RatedWeek]) -> Trend:
    """The rating of the last of `weeks` (oldest first), compared with the oldest week that has ratings."""
    if not weeks or weeks[-1].median is None:
        return Trend(None)
    last = weeks[-1]
    now = last.median or 0.0
    for earlier in weeks[:-1]:
        if earlier.median is not None:
            return Trend(now, now - earlier.median, (last.monday - earlier.monday).days // 7)
    return Trend(now)
