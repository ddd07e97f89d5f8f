"""Simulates many people on all cores: each process simulates a share of them independently."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from itertools import groupby
from multiprocessing.connection import Connection, wait
from pathlib import Path

from nudges.app.service import imagined
from nudges.cli import log
from nudges.cli.simulate.summary_files import keep
from nudges.core.errors import NudgesError
from nudges.flow.simulation.run import simulate
from nudges.flow.simulation.scenario import Scenario
from nudges.flow.simulation.transcript import Line
from nudges.settings import Settings

#: With fewer people a second process costs more than it saves.
_WORTH_IT = 40


def played(
    settings: Settings, scenario: Scenario, out: Path | None, briefly: bool, seen: Callable[[float], None]
) -> list[Line]:
    """Everything that happens in a scenario, in order. Weekly summaries are written into the folder `out`.

    `seen` is called with the fraction done (0 to 1). Raises NudgesError.
    """
    shares = _shares(scenario, len(os.sched_getaffinity(0)))
    if len(shares) == 1:
        return _play(settings, scenario, shares[0], out, briefly, seen)
    spawn = multiprocessing.get_context("spawn")
    ends, players = [], []
    try:
        for share in shares:
            ours, theirs = spawn.Pipe(duplex=False)
            given = (theirs, settings, scenario, share, out, briefly)
            player = spawn.Process(target=_player, args=given, daemon=True)
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited, so that only we get Ctrl-C
            player.start()
            signal.signal(signal.SIGINT, before)
            theirs.close()
            ends.append(ours)
            players.append(player)
        lines = _gathered(ends, seen)
    finally:  # also on Ctrl-C, which the other processes ignore
        for player in players:
            player.terminate()
            player.join()
    return sorted(lines, key=lambda line: (line.utc, line.person))


def _shares(scenario: Scenario, cores: int) -> list[list[int]]:
    """Numbers of people for each process. Zones stay together: their people are due at the same time."""
    numbers = range(1, scenario.people + 1)
    if scenario.people < _WORTH_IT:
        return [list(numbers)]
    by_zone = sorted(numbers, key=lambda number: (scenario.zone(number), number))
    zones = [list(group) for _, group in groupby(by_zone, key=scenario.zone)]
    if len(zones) < cores:
        return [by_zone[core::cores] for core in range(cores)]
    shares: list[list[int]] = [[] for _ in range(cores)]
    for zone in zones:
        min(shares, key=len).extend(zone)
    return shares


def _gathered(ends: Sequence[Connection], seen: Callable[[float], None]) -> list[Line]:
    lines: list[Line] = []
    parts = dict.fromkeys(ends, 0.0)
    left = list(ends)
    while left:
        for end in wait(left):
            assert isinstance(end, Connection)
            try:
                news = end.recv()
            except EOFError:
                raise NudgesError(
                    "A process of the simulation ended before its time.",
                    "The machine may have run out of memory.",
                    "Simulate fewer people or days.",
                ) from None
            if isinstance(news, tuple):
                raise NudgesError(*news)
            if isinstance(news, float):
                parts[end] = news
            else:
                lines += news
                parts[end] = 1.0
                left.remove(end)
            seen(sum(parts.values()) / len(parts))
    return lines


def _player(
    end: Connection, settings: Settings, scenario: Scenario, share: list[int], out: Path | None, briefly: bool
) -> None:
    gc.disable()  # the process is short-lived, and garbage collection would take a tenth of its time
    log.only_errors()
    told = 0

    def seen(part: float) -> None:
        nonlocal told
        if int(part * 200) > told:
            told = int(part * 200)
            end.send(part)

    try:
        end.send(_play(settings, scenario, share, out, briefly, seen))
    except NudgesError as error:
        end.send((error.what, error.why, error.fix))


def _play(
    settings: Settings,
    scenario: Scenario,
    share: Sequence[int],
    out: Path | None,
    briefly: bool,
    seen: Callable[[float], None],
) -> list[Line]:
    letters = None if out is None else (lambda letter: keep(out, letter, scenario.people))
    with imagined(settings) as service:
        return simulate(service, scenario, share, letters=letters, briefly=briefly, seen=seen)
