"""All content that can be used, and the mistakes that hold the rest: one bad file must not stop a STOP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TypeVar

from nudges.content.danger import read_care
from nudges.content.guides import usable_guides, usable_languages
from nudges.content.plans import usable_plans
from nudges.content.replies import keywords, read_replies
from nudges.content.state import State, state_of
from nudges.core.danger.detect import Care, Lists
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.language import Language
from nudges.core.plan.plan import Plan
from nudges.core.reply.phrases import Phrases

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """What an operator's folders hold. `held`: the mistake in each plan that cannot be used, by its id;
    `mistakes`: those of all files, guides before the plans that need them."""

    guides: Guides
    languages: Sequence[tuple[Language, Guides]]
    plans: Mapping[str, Plan]
    held: Mapping[str, NudgesError]
    mistakes: tuple[NudgesError, ...]


def read_content(schedules: Path, guides: Path, templates: Path) -> Content:
    """Read the plans, the guides and the languages of these folders. Raises nothing for a mistake in them.

    Files are read once for each state of theirs, not for each service.
    """
    files = [*schedules.glob("*"), *guides.glob("*"), *templates.glob("*/*.po"), *templates.glob("*/*/*.md")]
    return _content(schedules, guides, templates, state_of(path for path in files if path.is_file()))


@lru_cache(4)
def _content(schedules: Path, guides: Path, templates: Path, _state: State) -> Content:
    known, in_guides = usable_guides(guides)
    languages, in_languages = usable_languages(templates, known)
    plans, held = usable_plans(schedules, known)
    mistakes = (*in_guides, *in_languages, *held.values())
    return Content(known, languages, plans, held, mistakes)


def usable_care(folders: Sequence[Path]) -> Care:
    """What is listened for: by the lists of the first folder that has no mistake in them, read when needed.

    Listens for nothing if there is none: whoever is in danger is not heard then, but a STOP still is.
    """
    reads = [read_care(folder).lists for folder in folders]
    return Care(cache(lambda: first_usable(reads, Lists())))


def usable_replies(folders: Sequence[Path]) -> Phrases:
    """What people say, by the files of the first folder without a mistake, else the carriers' keywords."""
    reads = [partial(read_replies, folder) for folder in folders]
    return first_usable([*reads, keywords], Phrases())


def first_usable(reads: Sequence[Callable[[], T]], otherwise: T) -> T:
    """What the first of these gives that raises no NudgesError."""
    for read in reads:
        try:
            return read()
        except NudgesError:
            continue
    return otherwise
