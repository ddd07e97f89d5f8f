"""What a plan will send to somebody new, day by day: the same choosing and the same words, nothing stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jinja2 import Environment

from nudges.core.guide.library import Guides
from nudges.core.person.person import Person
from nudges.core.plan.choose import History, Nothing, practice_for
from nudges.core.plan.plan import Plan
from nudges.core.plan.slots import Defer, Window, slots, window_verdict
from nudges.core.render.sms_segments import count
from nudges.core.render.templates import render_sms
from nudges.core.vocabulary import Medium, Sends
from nudges.core.zones import zone_named


@dataclass(frozen=True, slots=True)
class Previewed:
    """One message that a plan would send."""

    plan: str
    step: str
    practice: str | None
    local: datetime
    utc: datetime
    channel: str
    status: str
    why: str
    text: str
    segments: int | None


def preview(
    plans: Mapping[str, Plan],
    guides: Guides,
    templates: Environment,
    programme: str,
    plan_id: str,
    zone: str,
    start: date,
    days: int,
) -> Iterator[Previewed]:
    """The messages of `days` local days from `start` for somebody in `zone` (IANA) who answers everything.

    Raises NudgesError for an unknown zone.
    """
    plan, person = plans[plan_id], Person(id="preview", zone=zone, partner=True, care=True)
    window, local = Window(person.opens, person.closes), zone_named(zone)
    since = datetime.combine(start, time(), local) - timedelta(microseconds=1)
    until = datetime.combine(start + timedelta(days=days), time(), local) - timedelta(microseconds=1)
    planned = sorted(
        (slot.due_at, name, slot.local_date)
        for name, step in plan.steps.items()
        for slot in slots(step, step.at, zone, start, since, until)
    )
    history = History(start)
    for due_at, name, day in planned:
        step = plan.steps[name]
        if plan.over(start, day):
            return
        verdict = window_verdict(due_at, due_at, zone, window, step.max_late)
        at, why = (verdict.until, verdict.why) if isinstance(verdict, Defer) else (due_at, "")
        practice, text = None, "The weekly summary"
        if step.sends is Sends.PRACTICE:
            seed = person.id + plan_id
            choice = practice_for(guides, plan, step, person, step.channel, history, day, seed)
            if isinstance(choice, Nothing):
                why, text = str(choice), ""
            else:
                practice, history = choice.practice, history.after(choice).answered()
                text = f"{practice.title}\n\n{practice.email}"
                if step.channel is Medium.SMS:
                    text = render_sms(templates, programme, practice, practice.expects)
        yield Previewed(
            plan=plan_id,
            step=name,
            practice=practice.id if practice else None,
            local=person.local(at),
            utc=at,
            channel=step.channel,
            status="held" if why else "planned",
            why=why,
            text=text,
            segments=count(text).segments if step.channel is Medium.SMS else None,
        )
