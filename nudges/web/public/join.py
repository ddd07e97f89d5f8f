"""Where somebody joins by themselves, if the operator lets them: a form, then a yes from their own phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from nudges.core.errors import NudgesError
from nudges.core.guide.parse import version_of
from nudges.core.language import Language, to_say
from nudges.core.person.addresses import parse_email, parse_recipient
from nudges.core.person.names import parse_name
from nudges.core.person.person import Person
from nudges.core.plan.describe import how_often
from nudges.core.plan.describe_step import step_days
from nudges.core.plan.fit import fitting, own_side, sides, suits
from nudges.core.plan.plan import Plan, Step
from nudges.core.reasons import Reason
from nudges.core.render.templates import render_sms, render_text
from nudges.core.vocabulary import Expects, Medium, Sends, Who
from nudges.core.zones import is_home, places_by_region
from nudges.flow.consent.request_invitation import may_join
from nudges.flow.consent.requests import ask_invitation
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.portal.settings import languages
from nudges.flow.summary.compose import step_title
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Posted, time_in
from nudges.web.pages import page
from nudges.web.visitor import StaleLinkError, wanted_locale

router = APIRouter(prefix="/join")

#: Between these times anybody may be written to; other hours are for the person's own settings, later.
_EARLIEST, _LATEST = time(9), time(20)

#: Nobody's name is longer, and it goes into every message.
_LONGEST_NAME = 40

#: A field that people do not see, and programs that fill in everything do.
_TRAP = "website"

_NO_PHONE = to_say("Write the number with + and its country code, such as +14155550123.")
_NO_EMAIL = to_say("Write the address like ana@example.org.")
_NO_WAY = to_say("Give a number or an address, so that your invitation can reach you.")
_NO_COUNTRY = to_say("Numbers of this country cannot join here.")
_ASK = to_say("Please write to %(contact)s.")
_BOTH = to_say("Give one of the two for now: each has to be confirmed by itself.")
_NO_NAME = to_say("Write a shorter name, of 40 characters at the most.")
_NO_SIGNS = to_say("Type your name by hand: there are signs in it that cannot be seen.")
_NO_WHO = to_say("Choose what is true of you.")
_NO_ZONE = to_say("Choose the place whose time your watch shows.")
_NO_TIME = to_say("Choose a time from %(earliest)s to %(latest)s.")
_TWICE = to_say("Choose a different time for each.")
#: What is ticked below the words that are agreed to.
_AGREE = to_say("I am 16 or older, and I agree to this.")

_NO_YES = to_say("Tick this to go on; without it nothing can be sent.")
_TOO_MANY = to_say("That was a lot at once. Try again in a minute; what you wrote is still here.")


@dataclass(frozen=True, slots=True)
class _Form:
    """One plan's form in one language: what it asks, and the words that are agreed to.

    `browser`: the locale that the visitor's browser asks for, which may tell their country.
    """

    edge: Edge
    name: str
    plan: Plan
    language: Language
    consent: str = field(repr=False)
    browser: str = ""

    @property
    def steps(self) -> dict[str, Step]:
        return {name: step for name, step in self.plan.steps.items() if step.sends is Sends.PRACTICE}

    @property
    def sides(self) -> list[Who]:
        """What somebody may say they are: whatever the plan has something for."""
        return [who for who in Who if suits(self.plan, who)]

    @property
    def for_others(self) -> dict[str, str]:
        """The plans that one can join for whoever this one is not for: their ids and titles."""
        plans = self.edge.service.plans
        parts = {name for plan in plans.values() for name in plan.includes}
        return {
            name: plan.title.said_in(self.language.code)
            for name, plan in plans.items()
            if name not in parts and any(not suits(self.plan, who) for who in sides(plan.who))
            if any(step.practices for step in plan.steps.values())
        }

    def times(self, name: str) -> list[str]:
        """The names of a step's fields, one for each of its times."""
        return [f"time-{name}" + (f"-{n}" if n > 1 else "") for n in range(1, len(self.steps[name].at) + 1)]

    def say(self, words: str, **values: object) -> str:
        return self.language.gettext(words, **values)


@router.get("/{plan}")
def show(plan: str, request: Request, edge: HasEdge, lang: str = "") -> HTMLResponse:
    """The form, with the plan's times. Raises StaleLinkError if there is nothing to join here."""
    form = _form(edge, plan, request, lang)
    times = {
        name: f"{at:%H:%M}"
        for step in form.steps
        for name, at in zip(form.times(step), form.steps[step].at, strict=True)
    }
    return _shown(form, times | {"discreet": "on", "who": own_side(form.plan.who)}, {})


@router.post("/{plan}")
def ask(plan: str, request: Request, edge: HasEdge, posted: Posted, lang: str = "") -> HTMLResponse:
    """Send the invitation; the answer is the same whoever the number is. Else the form again."""
    form = _form(edge, plan, request, lang)
    newcomer, wrong = _read(form, posted)
    if wrong or newcomer is None:
        return _shown(form, posted, wrong, status=422)
    if edge.joins.another(edge.client(request), edge.clock()):
        return _shown(form, posted, {"": form.say(_TOO_MANY)}, wait=edge.joins.within)
    version = version_of(form.consent + form.say(_AGREE))
    if not posted.get(_TRAP) and not ask_invitation(edge.service, newcomer, version, edge.clock()):
        return _shown(form, posted, {"": form.say(_TOO_MANY)}, wait=edge.joins.within)
    medium = Medium.SMS if newcomer.phone else Medium.EMAIL
    numbers = edge.service.care.answer(newcomer.phone, newcomer.zone, form.language.code)
    return page(edge, "join_asked", locale=form.language.code, private=True, medium=medium, numbers=numbers)


def _form(edge: Edge, name: str, request: Request, lang: str) -> _Form:
    plan = edge.service.plans.get(name)
    if edge.settings.join == "off" or plan is None:
        raise StaleLinkError
    locale = lang if lang in languages(edge.service) else wanted_locale(request)
    voice = edge.service.voices.of(locale)
    consent = render_text(
        voice.templates,
        "web/join_consent.html",
        programme=edge.service.programme,
        contact=edge.service.contact,
        often=how_often(plan),
    )
    form = _Form(edge, name, plan, voice.language, consent, wanted_locale(request))
    if not form.steps:
        raise StaleLinkError
    return form


def _read(form: _Form, posted: Mapping[str, str]) -> tuple[Newcomer | None, dict[str, str]]:
    """Who asks, or what is wrong by the name of the field."""
    wrong: dict[str, str] = {}
    name, zone = posted.get("name", ""), posted.get("zone", "")
    try:
        name = parse_name(name)
    except NudgesError:
        wrong["name"] = form.say(_NO_SIGNS)
    if len(name) > _LONGEST_NAME:
        wrong["name"] = form.say(_NO_NAME)
    phone, email = _reached(form, posted, wrong)
    if not is_home(zone):
        wrong["zone"] = form.say(_NO_ZONE)
    times = {step: at for step in form.steps if (at := _times(form, step, posted, wrong)) is not None}
    who = posted.get("who") or own_side(form.plan.who)
    if who not in form.sides:
        wrong["who"] = form.say(_NO_WHO)
    if "agree" not in posted:
        wrong["agree"] = form.say(_NO_YES)
    if wrong:
        return None, wrong
    return Newcomer(
        plan=form.name,
        zone=zone,
        name=name,
        phone=phone,
        email=email,
        times=times,
        locale=form.language.code,
        who=Who(who),
        partner="partner" in posted,
        partner_safe="partner_safe" in posted,
        care="care" in posted,
        discreet="discreet" in posted,
    ), wrong


def _reached(form: _Form, posted: Mapping[str, str], wrong: dict[str, str]) -> tuple[str | None, str | None]:
    """Their number or their address, and not both: a yes by one is no yes by the other."""
    able = form.edge.service.channels
    ways = (
        ("phone", Medium.SMS, parse_recipient, _NO_PHONE),
        ("email", Medium.EMAIL, parse_email, _NO_EMAIL),
    )
    found: dict[str, str] = {}
    for name, medium, parse, words in ways:
        if medium in able and (given := posted.get(name)):
            try:
                found[name] = parse(given)
            except NudgesError:
                wrong[name] = form.say(words)
    if not found and not wrong.keys() & {"phone", "email"}:
        wrong["phone" if Medium.SMS in able else "email"] = form.say(_NO_WAY)
    if "phone" in found and not may_join(form.edge.service, found["phone"]):
        contact = form.edge.service.contact
        ask = f" {form.say(_ASK, contact=contact)}" if contact else ""
        wrong["phone"] = form.say(_NO_COUNTRY) + ask
    if len(found) == 2:
        wrong["email"] = form.say(_BOTH)
    return found.get("phone"), found.get("email")


def _times(form: _Form, step: str, posted: Mapping[str, str], wrong: dict[str, str]) -> str | None:
    """Their own times for a step, as an enrolment keeps them; None if they are the plan's."""
    usual, chosen = form.steps[step].at, list[time]()
    for field_name in form.times(step):
        at = time_in(posted.get(field_name, ""))
        if at is None or not (_EARLIEST <= at < _LATEST or at in usual):
            limits = {"earliest": form.language.clock(_EARLIEST), "latest": form.language.clock(_LATEST)}
            wrong[field_name] = form.say(_NO_TIME, **limits)
        elif at in chosen:
            wrong[field_name] = form.say(_TWICE)
        else:
            chosen.append(at)
    return None if tuple(sorted(chosen)) == usual else ", ".join(f"{at:%H:%M}" for at in sorted(chosen))


def _shown(
    form: _Form,
    values: Mapping[str, str],
    wrong: Mapping[str, str],
    status: int = 200,
    wait: timedelta | None = None,
) -> HTMLResponse:
    service, zone = form.edge.service, values.get("zone", "")
    return page(
        form.edge,
        "join",
        locale=form.language.code,
        status=429 if wait else status,
        private=True,
        wait=wait,
        title=form.plan.title.said_in(form.language.code),
        ways=list(service.channels),
        rows=[
            (step_title(name, step, form.language.code), step_days(step, form.language), form.times(name))
            for name, step in form.steps.items()
        ],
        about=form.plan.about.said_in(form.language.code),
        example=_example(form),
        numbers=service.care.answer(None, zone, form.browser),
        sides=form.sides,
        for_others=form.for_others,
        regions=places_by_region(zone if is_home(zone) else ""),
        languages=languages(service),
        contact=service.contact,
        often=how_often(form.plan),
        agree=form.say(_AGREE),
        values={"zone": "", **values},
        wrong=wrong,
        earliest=f"{_EARLIEST:%H:%M}",
        latest=f"{_LATEST:%H:%M}",
    )


def _example(form: _Form) -> str:
    """One message as somebody gets it who says nothing about themselves; empty if there is none by SMS."""
    service, person = form.edge.service, Person("", "UTC", who=own_side(form.plan.who))
    voice = service.voices.of(form.language.code)
    for step in form.steps.values():
        takes = fitting(voice.guides, form.plan, step, person, Medium.SMS, timedelta())
        if step.expects is Expects.DONE and not isinstance(takes, Reason) and takes:
            return render_sms(voice.templates, service.programme, takes[0], step.expects)
    return ""
