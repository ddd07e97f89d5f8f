"""People: found by number, address, id or name, and filtered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Action
from nudges.core.person.person import State
from nudges.flow.office import people
from nudges.flow.office.view import coaches_among, colleagues
from nudges.flow.portal.settings import languages
from nudges.store.office.find import Filter, LastAnswer
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Signed, office_page
from nudges.web.office.titles import Titles

router = APIRouter(prefix=f"{OFFICE}/people")

_STATES = (State.INVITED, State.ACTIVE, State.PAUSED, State.STOPPED)

#: The ids of a search that finds nobody.
NOBODY = ("nobody",)

#: The last week of a plan that can be asked for.
_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: words, and the fields of the form by name."""

    query: str
    fields: Mapping[str, str]
    wanted: Filter

    @property
    def address(self) -> str:
        """The same search as the query of an address."""
        return urlencode({"q": self.query, **self.fields})


def searched(
    q: str = "",
    plan: str = "",
    week: str = "",
    state: str = "",
    coach: str = "",
    language: str = "",
    answered: str = "",
) -> Search:
    """The search that an address asks for. It is in no log: our log has no addresses.

    A field that cannot be used finds nobody: without it the search would find everybody, to be acted on.
    """
    fields = {
        "plan": plan[:100],
        "week": week[:20],
        "state": state[:20],
        "coach": coach[:64],
        "language": language[:20],
        "answered": answered[:20],
    }
    usable = (
        week in ("", *map(str, range(1, _WEEKS + 1))),
        state in ("", *_STATES),
        answered in ("", *LastAnswer),
    )
    wanted = Filter(
        plan=fields["plan"],
        state=State(state) if state and all(usable) else None,
        coach=fields["coach"],
        locale=fields["language"],
        week=int(week) if week and all(usable) else 0,
        answered=LastAnswer(answered) if answered and all(usable) else None,
        ids=() if all(usable) else NOBODY,
    )
    return Search(q.strip()[:254], fields, wanted)


#: How a route asks for it.
Searched = Annotated[Search, Depends(searched)]


@router.get("")
def show(edge: HasEdge, signed: Signed, search: Searched, after: str = "", done: str = "") -> HTMLResponse:
    """A page of them."""
    now = edge.clock()
    found = people.listed(edge.service, signed.acting, search.wanted, search.query, after[:64], now)
    staff = colleagues(edge.service)
    return office_page(
        edge,
        "people",
        signed,
        found=found,
        chosen={"q": search.query, **search.fields},
        more=f"{search.address}&{urlencode({'after': found.after})}" if found.after else "",
        plans=Titles(edge, signed.locale).plans,
        states=_STATES,
        weeks=_WEEKS,
        answers=list(LastAnswer),
        languages=languages(edge.service),
        coaches=coaches_among(staff),
        staff=staff,
        now=now,
        done=done,
        bulk=signed.may(Action.PAUSE),
    )


def ids_in(form: Mapping[str, str]) -> list[str]:
    """Those who were chosen, as a form carries them."""
    return form.get("who", "").split()


def day_in(text: str) -> date:
    """A date of a form. Raises NudgesError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NudgesError("That is not a date.", "A date is year, month and day.", "Choose one.") from None
