"""Figures by week are made again every hour, and yesterday's bills are read; the workers take turns."""

import asyncio
from datetime import date, datetime, timedelta

from nudges.channels.base import Bill, SendError
from nudges.core.progress.weeks import week_of
from nudges.core.vocabulary import Medium
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.maintenance import leases
from nudges.store.results import bills, figures

#: How often figures are made again, and how often bills are asked for until a day's are there.
EVERY = timedelta(hours=1)

#: Answers and reports change the figures of this week and the two before; older ones stay as they are.
_BACK = timedelta(weeks=2)

#: Bills are read from so many days ago at most, and a day's when it has been over for some hours.
_DAYS, _SETTLED = 7, timedelta(hours=6)


def renew_figures(service: Service, now: datetime, *, at_once: bool = False) -> bool:
    """Count the last weeks anew, if that was not done within the hour or `at_once`; False if not.

    What was missed while no worker ran is counted too.
    """
    with service.db.write() as tx:
        if not leases.take(tx, "figures", now, EVERY) and not at_once:
            return False
    tomorrow = now.date() + timedelta(days=1)  # it is tomorrow already somewhere
    until = week_of(tomorrow) + figures.WEEK
    with service.db.read() as tx:
        newest = figures.newest_week(tx)
        since = min(newest, week_of(now.date()) - _BACK) if newest else date(2000, 1, 3)
        counted, cohorts = figures.renew(tx, since, until)
    with service.db.write() as tx:
        figures.write(tx, since, counted, cohorts)
    return True


async def read_bills(service: Service, now: datetime) -> date | None:
    """Keep what the provider billed on the next day that was not read yet; returns the day, or None."""
    channel = service.channels.get(Medium.SMS)
    records = channel.records if channel else None
    day = await asyncio.to_thread(_next_day, service, now) if records else None
    if records is None or day is None:
        return None
    try:
        async for some in records.bills(day):
            await asyncio.to_thread(_keep, service, some)
    except SendError as error:
        log().warning("bills not read", day=str(day), code=error.code)
        return None
    await asyncio.to_thread(_have_read, service, day)
    return day


def _next_day(service: Service, now: datetime) -> date | None:
    last = (now - _SETTLED).date() - timedelta(days=1)
    with service.db.read() as tx:
        read = bills.read_until(tx)
    if read is not None and read >= last:
        return None
    with service.db.write() as tx:
        if not leases.take(tx, "bills", now, EVERY):
            return None
    first = last - timedelta(days=_DAYS - 1)
    return max(first, read + timedelta(days=1)) if read else last


def _keep(service: Service, some: list[Bill]) -> None:
    with service.db.write() as tx:
        bills.keep(tx, [(one.provider_id, one.segments, one.price, one.currency) for one in some])


def _have_read(service: Service, day: date) -> None:
    with service.db.write() as tx:
        bills.have_read(tx, day)
