"""One line of the doctor's report, and the words of what was found (flow/maintenance/health.py)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.health import Finding
from nudges.flow.maintenance.operator_notices import advice


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `ok` is None where it does not apply."""

    name: str
    ok: bool | None
    said: str
    fix: str = ""


def tried(name: str, look: Callable[[], str]) -> Check:
    """What `look` says, or the mistake it found."""
    try:
        return Check(name, True, look())
    except NudgesError as error:
        return failed(name, error)


def failed(name: str, error: NudgesError) -> Check:
    """A mistake as a line of the report."""
    return Check(name, False, f"{error.what} {error.why}", error.fix)


#: By code: what is said when all is well, when it is not, and the next step. Braces name values.
_WORDS = {
    "tables": (
        "migrated, {there}",
        "the database is at {there}, and this version of the program knows {newest}",
        "Run the same version everywhere, and restart: each start brings the tables up to date.",
    ),
    "restored": (
        "",
        "restored from a backup; nothing is sent before a worker has looked up what went out since",
        "Start a worker. If one runs, its log says what it cannot list.",
    ),
    "due": (
        "nothing waits longer than it should",
        "what is due by {medium} has waited for {ago}, and nothing is being sent",
        "See the workers' log (`not sending` says why); restart the workers.",
    ),
    "unplanned": (
        "",
        "slots that came due {ago} ago have not been planned",
        "See the workers' log: their plans or their version may differ from those in use.",
    ),
    "results": (
        "written as they come in",
        "sends have been without their result for {ago}: their worker died or cannot write",
        "A running worker takes them up and asks the provider. If one runs, see its log.",
    ),
    "plans": (
        "the schedule was made from these plans and this zone data",
        "the schedule of {plans} was made from other files or zone data than these",
        "Give every process the same plans and version, and restart the workers.",
    ),
    "apart": (
        "",
        "worker {worker} has other files for {plans} than this folder; of these it sends nothing of: {waits}",
        "Give it the same files, and start it again.",
    ),
    "events": (
        "go to the other system as they come",
        "the oldest event has waited for {ago}, or the other system wants no more (410)",
        "`nudges events list` says what it answers; then `nudges events unpark`. See docs/events.md.",
    ),
    "parked": (
        "",
        "events were not taken for three days, and are parked",
        "`nudges events list` names them; mend the receiver, then `nudges events unpark`.",
    ),
    "owner": (
        "the office has an owner",
        "the office has no owner, so nobody manages accounts",
        "Print the link that makes the first one: nudges staff link.",
    ),
    "duty": (
        "somebody on the staff is told of cases",
        "nobody on the staff is on duty, so nobody is told of cases",
        "Set it under Staff in the office, or: nudges staff duty ADDRESS --on.",
    ),
    "calls": (
        "",
        "staff on duty cannot be mailed, so cases are told by text at most",
        "Set MAIL_FROM, and SENDGRID_API_KEY or SMTP_URL, in .env.",
    ),
    "clock": (
        "this machine's clock and the database's agree to {apart} s",
        "this machine's clock is {ahead} s ahead of the database's (behind, if below 0)",
        "Set both by NTP: slots go by this machine's clock, leases by the database's.",
    ),
    "disk": (
        "{free} free",
        "{free} are free, and a database that cannot write stops everything",
        "Make room, or move the database; KEEP_WORDS_DAYS and KEEP_MONTHS keep it small.",
    ),
    "sender": (
        "",
        "TWILIO_FROM is a name or another kind of channel, so nobody can answer, not even STOP",
        "Set TWILIO_FROM to a number (+…) or a messaging service (MG…).",
    ),
    "key": (
        "",
        "{setting} is no public key, so every call of that webhook is refused",
        "Copy the verification key from SendGrid's Mail Settings: one line that begins with MF.",
    ),
    "programme": (
        "",
        "the {character} in PROGRAMME is not in the SMS alphabet: every text costs about twice as much",
        "Write PROGRAMME without it.",
    ),
}


#: What no running worker leads to, each of which would say to start or restart one.
_CONSEQUENCES = ("due", "unplanned", "results")


def without_consequences(found: Sequence[Finding]) -> list[Finding]:
    """The same; if no worker runs, what comes of that is told with it: how long something has waited."""
    if all(one.ok for one in found if one.code == "worker"):
        return list(found)
    late = [one for one in found if one.code in _CONSEQUENCES and one.ok is False]
    waits = max(
        (float(one.values.get("seconds") or one.values.get("late") or 0) for one in late), default=0.0
    )
    return [
        replace(one, values={**one.values, "waits": waits}) if one.code == "worker" and waits else one
        for one in found
        if one not in late
    ]


def told(found: Finding) -> Check:
    """A finding in words."""
    match found.code:
        case "worker":
            return _worker(found)
        case "refused":
            return _refused(found)
    values = dict(found.values)
    if "seconds" in values or "late" in values:
        values["ago"] = span(float(values.get("seconds") or values.get("late") or 0))
    if "ahead" in values:
        values["apart"] = max(0.1, abs(float(values["ahead"])))
    if "free" in values:
        values["free"] = f"{float(values['free']) / 1e9:.1f} GB"
    well, ill, fix = _WORDS[found.code]
    said = (well if found.ok else ill).format_map(values)
    return Check(found.code, found.ok, said, "" if found.ok else fix)


def span(seconds: float) -> str:
    """A length of time for a reader in a hurry."""
    for longer, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * longer:
            return f"{seconds / longer:.0f} {name}"
    return f"{seconds:.0f} s"


def _worker(found: Finding) -> Check:
    silent = found.values.get("silent")
    if found.ok:
        said = f"{found.values['alive']} alive, last heard {max(0, int(silent or 0))} s ago"
        return Check("worker", True, said)
    said = f"none has been heard for {span(float(silent))}" if silent is not None else "none is running"
    waits = float(found.values.get("waits", 0))
    since = f", and something has waited for {span(waits)}" if waits else ""
    return Check(
        "worker", False, f"{said}, so nothing is sent{since}", "Start one: nudges up, or nudges worker."
    )


def _refused(found: Finding) -> Check:
    """What the providers told the workers: this is what sends come to, whatever they say when asked."""
    medium, code = Medium(str(found.values["medium"])), str(found.values["code"])
    means, step = advice(medium, code)
    seconds = float(found.values["seconds"])
    when = f"in {seconds / 60:.0f} min" if seconds > 0 else "with the next message"
    return Check(f"{medium} sends", False, f"refused with {code}: {means}; tried again {when}", step)
