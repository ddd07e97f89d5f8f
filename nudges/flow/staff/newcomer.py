"""One line of a list of people, or the options of `nudges person add`: who they are, or all that is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from nudges.content.danger import zone_countries
from nudges.core.danger.detect import country_of
from nudges.core.errors import NudgesError
from nudges.core.language import language_of, parse_locale
from nudges.core.person.addresses import parse_email, parse_recipient
from nudges.core.person.names import parse_name
from nudges.core.plan.personal import check_personal, read_personal
from nudges.core.plan.plan import Plan
from nudges.core.vocabulary import Who
from nudges.core.zones import zone_to_live_in
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.planning.refusals import not_spoken
from nudges.flow.service import Service

T = TypeVar("T")

#: Characters of what another system calls somebody.
LONGEST_ID = 200

#: The earliest plausible date of consent; an earlier one is a typing error.
_EARLIEST = date(2000, 1, 1)


class FaultsError(NudgesError):
    """Several things are wrong with one line, in the order of its cells."""

    def __init__(self, each: Sequence[NudgesError]) -> None:
        super().__init__(*(" ".join(part) for part in zip(*(_parts(one) for one in each), strict=True)))
        self.each = tuple(each)


def _parts(error: NudgesError) -> tuple[str, str, str]:
    return error.what, error.why, error.fix


def newcomer_of(service: Service, cells: Mapping[str, str], now: datetime) -> Newcomer:
    """A person from cells by column name, for the plans and languages there are. Raises as `newcomer`."""
    return newcomer(cells, service.plans, service.held, partial(not_spoken, service), now)


def newcomer(
    cells: Mapping[str, str],
    plans: Mapping[str, Plan],
    held: Mapping[str, NudgesError],
    unspoken: Callable[[str], NudgesError | None],
    now: datetime,
) -> Newcomer:
    """A person from cells by column name. `held`: the mistake in each plan that cannot be used; `unspoken`:
    the mistake in a language without texts. Whoever has no language gets that of the country of their
    number, else of their zone.

    Raises NudgesError for what is wrong, and FaultsError for several things.
    """
    cell = {name: value.strip() for name, value in cells.items() if value and value.strip()}
    wrong: list[NudgesError] = []

    def read(what: Callable[[], T]) -> T | None:
        try:
            return what()
        except NudgesError as error:
            wrong.append(error)
            return None

    plan = read(lambda: plan_named(cell.get("plan", ""), plans, held))
    if not {"phone", "email"} & cell.keys():
        wrong.append(
            NudgesError(
                "There is no phone and no email.", "A person is reached by one or both.", "Give one of them."
            )
        )
    zone = read(lambda: _zone(cell.get("zone")))
    times = {name.removeprefix("at:"): value for name, value in cell.items() if name.startswith("at:")}
    for step, value in times.items():
        read(partial(_check_time, cell.get("plan", ""), plan, step, value))
    name = read(lambda: parse_name(cell.get("name", "")))
    phone = read(lambda: parse_recipient(cell["phone"]) if "phone" in cell else None)
    email = read(lambda: parse_email(cell["email"]) if "email" in cell else None)
    starts_on = read(lambda: _date(cell.get("start"), "start"))
    consent = read(lambda: _consent(cell.get("consent"), now.astimezone(zone or UTC).date()))
    locale = read(lambda: _locale(cell.get("language"), unspoken))
    who = read(lambda: _who(cell.get("who")))
    yes = {name: read(partial(_yes, cell.get(name), name)) for name in ("partner", "partner_safe", "care")}
    if yes["partner_safe"] and not yes["partner"]:
        wrong.append(
            NudgesError(
                "The partner_safe is yes, and the partner is not.",
                "It says that it is safe to be around somebody close who takes part.",
                "Write yes for partner too, or leave partner_safe empty.",
            )
        )
    discreet = read(lambda: _yes(cell.get("discreet", "yes"), "discreet"))
    external_id = read(lambda: parse_external_id(cell.get("external_id")))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else FaultsError(wrong)
    return Newcomer(
        plan=cell["plan"],
        zone=cell["zone"],
        name=name or "",
        phone=phone,
        email=email,
        starts_on=starts_on,
        consent=consent,
        times=times,
        locale=locale or language_of(_countries(phone, cell["zone"]), lambda code: unspoken(code) is None),
        asked_language=locale is not None,
        who=who,
        partner=bool(yes["partner"]),
        partner_safe=bool(yes["partner_safe"]),
        care=bool(yes["care"]),
        discreet=bool(discreet),
        external_id=external_id,
    )


def _locale(text: str | None, unspoken: Callable[[str], NudgesError | None]) -> str | None:
    locale = parse_locale(text) if text else None
    if locale and (error := unspoken(locale)):
        raise error
    return locale


def _countries(phone: str | None, zone: str) -> Iterator[str]:
    """Where somebody most likely is: the country of their number, then that of their zone."""
    zones = zone_countries()
    yield from filter(None, (country_of(phone, "", "", {}), country_of(None, zone, "", zones)))


def parse_external_id(text: str | None) -> str | None:
    """What another system calls somebody. Raises NudgesError for what is too long, or cannot be seen."""
    if text and (len(text) > LONGEST_ID or not text.isprintable()):
        raise NudgesError(
            "The external id cannot be kept.",
            f"It has at most {LONGEST_ID} characters, each of which can be seen.",
            "Give the id by which the other system knows this person.",
        )
    return text or None


def plan_named(name: str, plans: Mapping[str, Plan], held: Mapping[str, NudgesError]) -> Plan:
    """The plan of this name. Raises NudgesError for none, and for one that cannot be used."""
    if name in plans:
        return plans[name]
    if name in held:
        raise held[name]
    raise NudgesError(
        f"There is no plan {name!r}." if name else "There is no plan given.",
        "A person is enrolled on a plan, a file in schedules/.",
        f"Write one of: {', '.join(sorted(plans))}.",
    )


def _zone(name: str | None) -> ZoneInfo:
    if name is None:
        raise NudgesError(
            "There is no zone.", "Nobody is written to at a guessed hour.", "Write one like Europe/Madrid."
        )
    return zone_to_live_in(name)


def _check_time(name: str, plan: Plan | None, step: str, value: str) -> None:
    """A personal time is one for a step of the plan; without a plan only its form is looked at."""
    if plan is not None and step not in plan.steps:
        raise NudgesError(
            f"The plan {name} has no step {step}.",
            "A personal time is for a step of the person's own plan.",
            f"Leave the cell at:{step} empty, or correct the plan.",
        )
    if plan is None:
        read_personal(value)
    else:
        check_personal(step, plan.steps[step], value)


def _who(text: str | None) -> Who | None:
    try:
        return Who(text.lower()) if text else None
    except ValueError:
        raise NudgesError(
            f"The who {text!r} is not known.",
            "It says whose words they get: of who was hurt, of who repairs what they did, or both.",
            f"Write one of {', '.join(Who)}, or nothing for the plan's own.",
        ) from None


def _yes(text: str | None, column: str) -> bool:
    answers = {"yes": True, "no": False, None: False}
    try:
        return answers[text and text.lower()]
    except KeyError:
        raise NudgesError(
            f"The {column} is neither yes nor no.", "It says what may be sent.", "Write yes, no, or nothing."
        ) from None


def _consent(text: str | None, today: date) -> date | None:
    given = _date(text, "consent")
    if given is not None and not _EARLIEST <= given <= today:
        raise NudgesError(
            "The consent is in the future." if given > today else "The consent is too long ago.",
            f"It is the day on which they agreed, from {_EARLIEST} to today where they live.",
            "Correct the date, or leave it out: then one invitation asks them.",
        )
    return given


def _date(text: str | None, column: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NudgesError(
            f"The {column} is not a date.", "A date is year, month and day.", "Write it like 2026-11-30."
        ) from None
