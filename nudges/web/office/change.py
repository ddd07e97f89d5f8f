"""What staff correct and change of one person: several forms on one page.

Each form carries what it was opened with, and changes only what was changed in it. If somebody else has
changed the same meanwhile, nothing is saved and the page shows both.
"""

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.edited import ChangedMeanwhileError
from nudges.core.language import parse_locale, to_say
from nudges.core.office.roles import Action
from nudges.core.vocabulary import WEEK, Who
from nudges.core.zones import places
from nudges.flow.office import joining
from nudges.flow.office import person as office
from nudges.flow.office.act import allow
from nudges.flow.office.amend import Changes, amend
from nudges.flow.office.view import View, coaches_among, view
from nudges.flow.portal.settings import my_sides
from nudges.store.people.preferences import Wished
from nudges.web.chosen import chosen
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Edit, carried, opened_with, time_in
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, back_to
from nudges.web.office.people import day_in
from nudges.web.office.person import person_page
from nudges.web.office.plans_of import fields_of, plan_steps, plans_to_begin, times_in

router = APIRouter(prefix=f"{OFFICE}/people/{{person_id}}")

_BOXES = ("discreet", "partner", "partner_safe", "care", "notes", "quiet_acks")

#: The fields of each form, by its address. The times of a plan have a form each, by the plan.
_FORMS = {
    "correct": ("name", "phone", "email"),
    "change": ("language", "who", *_BOXES),
    "move": ("zone",),
    "hours": ("opens", "closes"),
    "coach": ("coach",),
}

_SIDES = {Who.HURT: to_say("was hurt"), Who.REPAIRING: to_say("repairs"), Who.BOTH: to_say("both")}


@router.get("/change")
def change_form(person_id: str, edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """Everything as it is."""
    return _show(edge, signed, person_id, done=done)


@router.post("/correct")
def correct(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Name, number and address as they are now."""

    def read(said: Mapping[str, str]) -> Changes:
        return Changes(name=said.get("name"), phone=said.get("phone"), email=said.get("email"))

    return _amend(edge, signed, person_id, "correct", form, read)


@router.post("/move")
def move(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """They live elsewhere now."""
    return _amend(edge, signed, person_id, "move", form, lambda said: Changes(zone=said.get("zone", "")))


@router.post("/change")
def change(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """What they want, every box as it is ticked."""

    def read(said: Mapping[str, str]) -> Changes:
        who, language = said.get("who"), said.get("language")
        wished = Wished(
            who=Who(who) if who in set(Who) else None,
            locale=parse_locale(language) if language else None,
            discreet="discreet" in said,
            partner="partner" in said,
            partner_safe="partner_safe" in said,
            care="care" in said,
            notes_in_summary="notes" in said,
            quiet_acks="quiet_acks" in said,
        )
        return Changes(wished=wished)

    return _amend(edge, signed, person_id, "change", form, read)


@router.post("/hours")
def hours(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """When they may be written to."""

    def read(said: Mapping[str, str]) -> Changes:
        opens, closes = (time_in(said.get(name, "")) for name in ("opens", "closes"))
        if opens is None or closes is None:
            raise office.NOT_HOURS
        return Changes(opens=opens, closes=closes)

    return _amend(edge, signed, person_id, "hours", form, read)


@router.post("/times")
def times(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """At which times the steps of one plan come."""
    plan, opened = form.get("plan", ""), opened_with(form)
    before = None if opened is None else times_in(opened)
    try:
        joining.set_times(edge.service, signed.acting, person_id, plan, times_in(form), edge.clock(), before)
    except ChangedMeanwhileError as error:
        return _show(edge, signed, person_id, plan, form, error)
    return _changed(edge, person_id)


@router.post("/coach")
def coach(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Who looks after them."""
    opened = opened_with(form)
    before = None if opened is None else {"coach": opened.get("coach") or None}
    try:
        office.give_coach(
            edge.service, signed.acting, person_id, form.get("coach") or None, edge.clock(), before
        )
    except ChangedMeanwhileError as error:
        return _show(edge, signed, person_id, "coach", form, error)
    return _changed(edge, person_id)


@router.post("/enrol")
def enrol(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """They begin another plan."""
    plan, start = form.get("plan", ""), day_in(form.get("start", ""))
    fresh = joining.enrol(edge.service, signed.acting, person_id, plan, edge.clock(), start)
    return back_to(edge, f"/people/{person_id}/change", "begun" if fresh else "there")


@router.post("/leave")
def leave(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Nothing of one plan comes any more, if the tick is there."""
    if "sure" not in form:
        raise office.NOT_SURE
    office.leave(edge.service, signed.acting, person_id, form.get("plan", ""), edge.clock())
    return _changed(edge, person_id)


def _amend(
    edge: Edge,
    signed: Visit,
    person_id: str,
    name: str,
    form: Mapping[str, str],
    read: Callable[[Mapping[str, str]], Changes],
) -> Response:
    """Change what a form changes, or show it beside what somebody else has changed meanwhile."""
    opened = opened_with(form)
    before = None if opened is None else read(opened)
    try:
        amend(edge.service, signed.acting, person_id, read(form), edge.clock(), before)
    except ChangedMeanwhileError as error:
        return _show(edge, signed, person_id, name, form, error)
    return _changed(edge, person_id)


def _changed(edge: Edge, person_id: str) -> Response:
    return back_to(edge, f"/people/{person_id}/change", "saved")


def _show(
    edge: Edge,
    signed: Visit,
    person_id: str,
    form: str = "",
    sent: Mapping[str, str] | None = None,
    error: ChangedMeanwhileError | None = None,
    done: str = "",
) -> HTMLResponse:
    """The page. With an error: `form` keeps what was sent in it, but for what was changed meanwhile."""
    allow(signed.acting, Action.CHANGE)
    found = view(edge.service, signed.acting, person_id, edge.clock())
    steps, current = plan_steps(edge, found.person, signed.locale), _as_they_are(found)
    kept = {name: {one: current[one] for one in fields if one in current} for name, fields in _FORMS.items()}
    kept |= {plan: fields_of(rows) for plan, rows in steps.items()}
    values, said = dict(kept), {}
    if sent is not None and error is not None and form in kept:
        edit = Edit.of(sent, kept[form]).sent
        names = _names(error, kept[form])
        values[form] = {n: v for n, v in edit.items() if n not in names}
        values[form] |= {n: kept[form][n] for n in names if n in kept[form]}
        language = edge.service.voices.of(signed.locale).language
        called = {**found.languages, **{one.id: one.name for one in found.staff.values()}}
        called |= {side: language.gettext(words) for side, words in _SIDES.items()}
        said = {
            (form, n): chosen(language, n, edit.get(n, ""), called, box=n in _BOXES) for n in sorted(names)
        }
    return person_page(
        edge,
        signed,
        "change",
        found,
        status=409 if said else 200,
        done=done,
        values=values,
        opened={name: carried(fields) for name, fields in kept.items()},
        said=said,
        zones=places(found.person.zone),
        coaches=coaches_among(found.staff),
        sides=my_sides(edge.service, found.person),
        steps=steps,
        weekdays=list(zip(WEEK, edge.service.voices.of(signed.locale).language.weekdays, strict=True)),
        more=plans_to_begin(edge, found, signed.locale),
    )


def _names(error: ChangedMeanwhileError, fields: Mapping[str, str]) -> set[str]:
    """The fields of the form that were changed meanwhile: a step's are those that end with its name."""
    ours = {"locale": "language", "notes_in_summary": "notes"}
    changed = {ours.get(str(field), str(field)) for field in error.fields}
    steps = {name for name in fields if name.split("-", 2)[2:] and name.split("-", 2)[2] in changed}
    return (changed - {name.split("-", 2)[2] for name in steps}) | steps


def _as_they_are(found: View) -> dict[str, str]:
    """The value of each field; a box without a tick has none."""
    person = found.person
    ticked = {name: getattr(person, "notes_in_summary" if name == "notes" else name) for name in _BOXES}
    return {
        "name": person.name,
        "phone": person.phone or "",
        "email": person.email or "",
        "language": person.locale,
        "who": person.who,
        "zone": person.zone,
        "opens": f"{person.opens:%H:%M}",
        "closes": f"{person.closes:%H:%M}",
        "coach": found.coach or "",
        **{name: "on" for name, on in ticked.items() if on},
    }
