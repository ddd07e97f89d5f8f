"""Time zones from a single source: the `tzdata` package, which is pinned like every dependency.

The zone files of an operating system differ between machines and may be years old, and both `zoneinfo` and
`whenever` would read them first. With an empty search path only the package is used, so all workers on
all machines agree on when 09:15 in Cairo is. The caches are cleared too, since a zone loaded before this
import may have come from the system's files.
"""

import re
import zoneinfo
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.resources import files
from zoneinfo import ZoneInfo

import whenever

from nudges.core.errors import NudgesError

zoneinfo.reset_tzpath(to=[])
ZoneInfo.clear_cache()
whenever.reset_tzpath([])
whenever.clear_tzcache()


def tzdata_version() -> str:
    """The IANA release in use, such as "2026f". When it changes, planned slots must be recomputed."""
    return str(import_module("tzdata").IANA_VERSION)


@cache
def all_zones() -> tuple[str, ...]:
    """Every zone name that a person may have, sorted; without "Factory", which is IANA's name for unset."""
    return tuple(sorted(zoneinfo.available_timezones() - {"Factory"}))


#: Zones whose sign is that of POSIX, the opposite of what people write.
_POSIX = re.compile(r"Etc/GMT[+-][1-9]\d*")


@cache
def _known() -> frozenset[str]:
    return frozenset(all_zones())


@cache
def _places() -> tuple[str, ...]:
    """The zones of zone.tab, the IANA's list for people to choose from: a region and a city. And UTC."""
    table = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return (*sorted(row[2] for row in rows), "UTC")


def places(current: str = "") -> tuple[str, ...]:
    """The zones to choose from, and the `current` one even if it is an older name of one of them."""
    others = (current,) if is_zone(current) and current not in _places() else ()
    return (*_places(), *others)


def places_by_region(current: str = "") -> dict[str, list[tuple[str, str]]]:
    """The zones to choose from, by region, each with its place: {"Europe": [("Europe/Paris", "Paris"), ...]}.

    Zones without a region ("UTC") come last, under "". `current` as in `places`.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in places(current):
        region, _, place = zone.partition("/")
        found.setdefault(region if place else "", []).append((zone, (place or zone).replace("_", " ")))
    return dict(sorted(found.items(), key=lambda one: (one[0] == "", one[0])))


def is_home(name: str) -> bool:
    """True if `name` is a zone that somebody can be said to live in; see `zone_to_live_in`."""
    return is_zone(name) and not _POSIX.fullmatch(name)


def is_zone(name: str) -> bool:
    """True if the zone data in use has a zone of this name."""
    return name in _known()


@cache
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone called `name`, such as "Europe/Paris".

    All zones are cached here, since `zoneinfo` keeps only eight unused ones. Raises NudgesError, with the
    nearest names, if there is no such zone. Names are case-sensitive, as in the IANA database.
    """
    if name in _known():
        return ZoneInfo(name)
    near = _near(name)
    raise NudgesError(
        f"There is no time zone called {name!r}.",
        "A zone is an IANA name: a region and a city, such as Europe/Paris.",
        f"Write {' or '.join(near)}." if near else "Write one such as Europe/Paris or America/New_York.",
    )


def zone_to_live_in(name: str) -> ZoneInfo:
    """The zone that somebody is said to live in.

    Raises NudgesError as `zone_named` does, and for the zones whose sign is that of POSIX: whoever writes
    Etc/GMT+9 for Tokyo, which is nine hours before UTC, would have messages sent at night.
    """
    zone = zone_named(name)
    if not is_home(name):
        raise NudgesError(
            f"The zone {name} is nobody's home.",
            f"Its sign is the other way round: {name} is {'behind' if '+' in name else 'ahead of'} UTC.",
            "Write a region and a city, such as Asia/Tokyo or America/New_York.",
        )
    return zone


def _near(name: str) -> list[str]:
    """Up to three zones that `name` may be a misspelling of, by full name or by city."""
    wanted = name.strip().lower().replace(" ", "_")
    whole = {zone.lower(): zone for zone in all_zones()}
    # If several zones share a last part (US/Central, Canada/Central), the first one is used.
    city = {zone.lower().rpartition("/")[2]: zone for zone in reversed(all_zones())}
    found = [whole[hit] for hit in get_close_matches(wanted, whole, cutoff=0.75)]
    found += [city[hit] for hit in get_close_matches(wanted.rpartition("/")[2], city, cutoff=0.8)]
    return list(dict.fromkeys(found))[:3]
