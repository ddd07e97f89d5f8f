"""Time zones from a single source: the `tzdata` package, which is pinned like every dependency.

The zone files of an operating system differ between machines and may be years old, and both `zoneinfo` and
`whenever` would read them first. With an empty search path only the package is used, so all workers on
all machines agree on when 09:15 in Cairo is. The caches are cleared too, since a zone loaded before this
import may have come from the system's files.
"""

import zoneinfo
from difflib import get_close_matches
from functools import cache
from importlib import import_module
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


@cache
def _known() -> frozenset[str]:
    return frozenset(all_zones())


@cache
def places_by_region() -> dict[str, list[tuple[str, str]]]:
    """All zones by region, each with its place: {"Europe": [("Europe/Paris", "Paris"), ...]}.

    Zones without a region ("UTC") come last, under "".
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in all_zones():
        region, _, place = zone.partition("/")
        found.setdefault(region if place else "", []).append((zone, (place or zone).replace("_", " ")))
    return dict(sorted(found.items(), key=lambda one: (one[0] == "", one[0])))


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


def _near(name: str) -> list[str]:
    """Up to three zones that `name` may be a misspelling of, by full name or by city."""
    wanted = name.strip().lower().replace(" ", "_")
    whole = {zone.lower(): zone for zone in all_zones()}
    # If several zones share a last part (US/Central, Canada/Central), the first one is used.
    city = {zone.lower().rpartition("/")[2]: zone for zone in reversed(all_zones())}
    found = [whole[hit] for hit in get_close_matches(wanted, whole, cutoff=0.75)]
    found += [city[hit] for hit in get_close_matches(wanted.rpartition("/")[2], city, cutoff=0.8)]
    return list(dict.fromkeys(found))[:3]
