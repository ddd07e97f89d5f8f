"""doctor: is everything fit to send, and does it move? One line a check, ✓ or ✗ with the fix."""

from collections.abc import Iterator

import typer

from nudges.app.clock import Clock
from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build, imagined
from nudges.cli.common import AsJson, clock_of, fitted, out, print_json
from nudges.cli.doctor.checks import Check, failed, told, tried, without_consequences
from nudges.cli.doctor.link import countries, followed
from nudges.cli.doctor.outside import only_here, providers, public_url
from nudges.core.errors import NudgesError
from nudges.core.zones import tzdata_version
from nudges.flow.maintenance.health import findings, set_up, unknown_zones
from nudges.flow.service import Service
from nudges.flow.staff.render_check import rehearse
from nudges.settings import Settings, read_settings, unknown_names
from nudges.store.db import Db
from nudges.store.engine import NoDatabaseError
from nudges.store.nudges import sandboxed
from nudges.store.people import people

#: Columns before what a line says: its sign and its name.
_INDENT = 15


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(doctor)


def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check everything: settings, content, providers, what waits.

    Each line is ✓ or ✗, with what to do about it; · is what does not matter yet.
    """
    checks = list(_all(clock_of(ctx)))
    for check in checks:
        if as_json:
            print_json({"check": check.name, "ok": check.ok, "said": check.said, "fix": check.fix})
            continue
        sign, colour = {True: ("✓", "green"), False: ("✗", "red"), None: ("·", "dim")}[check.ok]
        out.print(sign, style=colour, end="")
        out.print(fitted(f"{sign} {check.name:<12} {check.said}", _INDENT)[1:], markup=False)
        if check.fix:
            out.print(fitted(f"{'':<{_INDENT}}{check.fix}", _INDENT), markup=False)
    if any(check.ok is False for check in checks):
        raise typer.Exit(1)


def _all(clock: Clock) -> Iterator[Check]:
    try:
        settings = read_settings()
    except NudgesError as error:
        yield failed("settings", error)
        return
    sending = "live" if settings.live else "off (NUDGES_SEND=live turns it on)"
    yield Check("settings", True, f"read; sending is {sending}")
    for mistake in unknown_names():
        yield failed("settings", mistake)
    db = None
    try:
        db = open_store(settings, make=False)
        yield Check("database", True, f"{db.name}, its key opens it")
    except NoDatabaseError as error:
        yield _not_made_yet(settings, error)
        yield from _without_a_database(settings)
    except NudgesError as error:
        yield failed("database", error)
    if db is not None:
        yield from _inside(settings, db, clock)
    yield from providers(settings, db, clock())
    if db is not None:
        db.close()
    yield public_url(settings)


def _inside(settings: Settings, db: Db, clock: Clock) -> Iterator[Check]:
    try:
        ready = build(settings, db, channels(settings.model_copy(update={"nudges_send": "off"})))
    except NudgesError as error:
        yield failed("content", error)
        return
    yield from _content(ready)
    for found in without_consequences(findings(ready, settings, clock)):
        yield told(found)
    yield from _only_in_the_sandbox(settings, db)
    if not (settings.live and only_here(settings.public_url)):
        yield followed(settings, ready.links)
    if asked := countries(settings):
        yield asked
    lost = unknown_zones(ready)
    yield Check(
        "zones",
        not lost,
        f"nobody knows {', '.join(lost)}" if lost else f"tzdata {tzdata_version()}, from the package",
        "Whoever lives there gets nothing: `nudges person change … --zone`." if lost else "",
    )


def _not_made_yet(settings: Settings, error: NoDatabaseError) -> Check:
    """The state after `nudges init`: a mistake only once messages are to be sent."""
    said = f"{error.what} The first `nudges person add` or `nudges up` makes it."
    fix = "If people were added already, Nudges runs in another folder: go to that one."
    return Check("database", False if settings.live else None, said, fix)


def _without_a_database(settings: Settings) -> Iterator[Check]:
    """What can be looked at before the first start."""
    with imagined(settings) as ready:
        yield from _content(ready)
    for found in set_up(settings):
        yield told(found)


def _content(ready: Service) -> Iterator[Check]:
    """Each file that cannot be used, whom that holds, and what is rendered."""
    for mistake in ready.mistakes:
        yield failed("content", mistake)
    for read in ready.reads:
        try:
            read()
        except NudgesError as mistake:
            yield failed("content", mistake)
    with ready.db.read() as tx:
        on = people.enrolled(tx)
    for plan, n in on.items():
        who = f"{n} {'person is' if n == 1 else 'people are'} on it"
        if plan in ready.held:
            fix = "Mend its file, named above, and start Nudges again."
            yield Check("plan", False, f"{plan} cannot be used, and {who}: what is due of it waits", fix)
        elif plan not in ready.plans:
            said = f"The plan {plan} has no file, but {who}. They get nothing from it, and nobody is told."
            fix = f"Put schedules/{plan}.yaml back, or enrol them on another plan."
            yield Check("plan", False, said, fix)
    counted = f"{len(ready.plans)} plans, {len(ready.guides.practices)} practices"
    yield tried("content", lambda: f"{counted}, {rehearse(ready)} texts rendered")
    yield tried("care", lambda: f"listened for: {', '.join(ready.care.ready())}")


def _only_in_the_sandbox(settings: Settings, db: Db) -> Iterator[Check]:
    """Whoever was invited while sending was off has not been asked."""
    with db.read() as tx:
        waiting = sandboxed.how_many(tx)
    if waiting:
        who = "1 person was" if waiting == 1 else f"{waiting} people were"
        begins = "once a worker starts" if settings.live else "once NUDGES_SEND is live and a worker starts"
        said = f"{who} invited only in the sandbox; the invitation goes out {begins}"
        yield Check("invitations", None, said)
