"""Plans in words, the next weeks of one for a kind of person, and what an edited file would change."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.content.plans import source_of
from nudges.core.errors import NudgesError
from nudges.core.language import Language
from nudges.core.plan.describe import how_often
from nudges.core.plan.describe_step import step_days
from nudges.core.plan.plan import Plan, Step
from nudges.core.zones import places
from nudges.flow.office import plans
from nudges.flow.office.plans import Limit, Somebody
from nudges.flow.portal.settings import languages
from nudges.flow.simulation.transcript import Line
from nudges.web.edge import Edge, HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, office_page
from nudges.web.office.titles import Titles

router = APIRouter(prefix=f"{OFFICE}/plans")

#: How many weeks may be played, and how many of them the calendar shows.
WEEKS, _CALENDAR = (4, 12), 4

#: Seconds that somebody waits for their turn to play.
_PATIENCE = 2


@router.get("")
def show(edge: HasEdge, signed: Signed) -> HTMLResponse:
    """All of them, each in a sentence, and those that cannot be used."""
    found = plans.plans(edge.service, signed.acting)
    often = {name: how_often(plan) for name, plan in found.items()}
    return office_page(
        edge,
        "plans",
        signed,
        plans=found,
        often=often,
        held=edge.service.held,
        titles=Titles(edge, signed.locale),
    )


@router.get("/{name}")
def show_one(
    name: str,
    edge: HasEdge,
    signed: Signed,
    weeks: str = "",
    language: str = "en",
    zone: str = "UTC",
    partner: str = "",
    care: str = "",
) -> HTMLResponse:
    """One in words; with `weeks`, what somebody of this kind gets in them."""
    plan = plans.plan_named(edge.service, signed.acting, name)
    if weeks not in map(str, WEEKS):
        return _page(edge, signed, name, plan)
    who = Somebody(language[:35], zone[:64], bool(partner), bool(care))
    with _turn(edge):
        played = plans.play(edge.service, signed.acting, name, who, int(weeks), edge.clock(), Limit())
    return _page(edge, signed, name, plan, who=who, played=played)


@router.post("/{name}/diff")
def diff(name: str, edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """What the text, or else the file, would change for those enrolled; or what is wrong with it."""
    plan = plans.plan_named(edge.service, signed.acting, name)
    text = form.get("file") or form.get("text", "")
    wrong = found = None
    house = edge.settings.schedules
    try:
        with _turn(edge):
            found = plans.difference(edge.service, signed.acting, name, text, house, edge.clock(), Limit())
    except NudgesError as error:
        if type(error) is not NudgesError:  # they may not
            raise
        wrong = error
    status = 422 if wrong else 200
    return _page(edge, signed, name, plan, status=status, text=text, wrong=wrong, difference=found)


def _page(edge: Edge, signed: Visit, name: str, plan: Plan, status: int = 200, **values: Any) -> HTMLResponse:
    language = edge.service.voices.of(signed.locale).language
    usual = {
        "text": source_of(name, edge.settings.schedules),
        "who": Somebody(signed.locale.partition("-")[0], "UTC", partner=True, care=True),
    }
    values = {**dict.fromkeys(("played", "wrong", "difference")), **usual, **values}
    played = values["played"]
    return office_page(
        edge,
        "plan",
        signed,
        status=status,
        plan_id=name,
        plan=plan,
        steps=[(key, step, _comes(step, language)) for key, step in plan.steps.items()],
        titles=Titles(edge, signed.locale),
        languages=languages(edge.service),
        zones=places(values["who"].zone),
        spans=WEEKS,
        calendar=_calendar(played.start, played.lines) if played else (),
        told=_by_week(played.start, played.lines) if played else (),
        people=plans.PEOPLE,
        seconds=round(plans.SECONDS),
        days=plans.DAYS,
        **values,
    )


def _comes(step: Step, language: Language) -> tuple[str, str]:
    """The days on which a step comes, and the times of day."""
    return step_days(step, language), language.and_([language.clock(at) for at in step.at])


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar and what comes on it."""

    day: date
    lines: Sequence[Line]


def _calendar(start: date, lines: Sequence[Line]) -> list[list[Day]]:
    """The first weeks from the Monday before; days before `start` are empty."""
    monday = start - timedelta(days=start.weekday())
    by_day: dict[date, list[Line]] = {}
    for line in lines:
        by_day.setdefault(line.local.date(), []).append(line)
    days = [monday + timedelta(days=n) for n in range(_CALENDAR * 7)]
    whole = [Day(day, by_day.get(day, [])) for day in days]
    return [whole[n : n + 7] for n in range(0, len(whole), 7)]


def _by_week(start: date, lines: Sequence[Line]) -> list[tuple[int, list[Line]]]:
    """What comes in the first, second, … week from the day of the beginning."""
    weeks: dict[int, list[Line]] = {}
    for line in lines:
        weeks.setdefault((line.local.date() - start).days // 7 + 1, []).append(line)
    return sorted(weeks.items())


@contextmanager
def _turn(edge: Edge) -> Iterator[None]:
    """One plays at a time: webhooks and other pages are to notice nothing of it."""
    if not edge.plays.acquire(timeout=_PATIENCE):
        raise NudgesError(
            "Somebody else is playing a plan just now.",
            "One is played at a time, so that messages that come in are not kept waiting.",
            "Try again in some seconds.",
        )
    try:
        yield
    finally:
        edge.plays.release()
