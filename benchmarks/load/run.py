"""One load: consoles join, units report, figures come out."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.load import processes
from benchmarks.load.listening import Consoles
from benchmarks.load.sending import Fleet, send

SETTLING_S = 3.0
MEMORY_SAMPLES = 10


@dataclass(frozen=True)
class Load:
    """``cookies``: the ``Cookie`` header of each console's session. ``pids``: processes here whose CPU counts, by name.

    ``databases``: names of local databases whose PostgreSQL processes count, too.
    """

    hosts: list[str]
    token: str
    cookies: list[str]
    units: int
    every_s: float = 5.0
    seconds: float = 60.0
    batch: int = 100
    lon: float = 7.42
    lat: float = 43.73
    lines: int = 8
    pids: dict[str, list[int]] = field(default_factory=dict)
    databases: tuple[str, ...] = ()
    doors: list[str] = field(default_factory=list)  # where fixes are posted, when not at ``hosts``


@dataclass
class Figures:
    """``cpu``: seconds for each 1,000 fixes; ``share``: of a core; ``memory``: MB, from begin to end.

    ``gaps``: seconds each time that a console's line was broken. ``tool``: this program's own share of a core.
    """

    units: int
    consoles: int
    fixes: int
    per_second: float
    p50: float
    p95: float
    worst: float
    lost: int
    refused: int
    repeated: int
    differing: int
    mb_per_second: float
    gaps: list[float]
    tool: float
    cpu: dict[str, float]
    share: dict[str, float]
    memory: dict[str, list[float]]


async def run(load: Load, meanwhile: Callable | None = None) -> tuple[Figures, Fleet, Consoles]:
    """``meanwhile``: a coroutine function that runs beside the load (faults); it is given the consoles."""
    fleet = Fleet([], load.lon, load.lat)
    consoles = Consoles(fleet.sent)
    sockets = [host.replace("http", "ws", 1) + "/ws/console/" for host in load.hosts]
    await consoles.join(sockets, load.cookies, load.hosts[0])
    units = [(row["id"], row["call_sign"]) for row in consoles.snapshot["units"]][: load.units]
    if len(units) < load.units:
        raise SystemExit(f"The first console sees {len(units)} units only, not {load.units}.")
    fleet.__init__(units, load.lon, load.lat)
    consoles.sent = fleet.sent
    rate, doors = load.units / load.every_s, load.doors or load.hosts
    watched = {name: [one for pid in pids for one in processes.tree(pid)] for name, pids in load.pids.items()}
    shared = {"rate": rate, "batch": load.batch, "lines": load.lines}
    await send(fleet, doors, load.token, seconds=min(5.0, load.every_s), **shared)  # warm: every unit has a place
    if load.databases:
        watched["database"] = [pid for one in load.databases for pid in processes.backends(one)]
    watched["tool"] = [os.getpid()]
    await asyncio.sleep(1)
    begun, cpu = time.time(), {name: processes.cpu_s(pids) for name, pids in watched.items()}
    memory: dict[str, list[float]] = {name: [] for name in watched}
    weighing = asyncio.create_task(_weigh(watched, memory, load.seconds / MEMORY_SAMPLES))
    octets, sent = consoles.bytes, len(fleet.sent.at)
    other = asyncio.create_task(meanwhile(consoles)) if meanwhile else None
    await send(fleet, doors, load.token, seconds=load.seconds, **shared)
    took = time.time() - begun
    octets = consoles.bytes - octets
    if other:
        await other
    await asyncio.sleep(SETTLING_S)
    weighing.cancel()
    spent = {name: processes.cpu_s(pids) - cpu[name] for name, pids in watched.items()}
    tool = spent.pop("tool") / (took + SETTLING_S)
    fixes = len(fleet.sent.at) - sent
    delays = consoles.delays(begun)
    await consoles.leave()
    figures = Figures(
        *(load.units, len(load.cookies), fixes, round(fixes / took, 1)),
        *(round(float(value), 3) for value in (*np.percentile(delays, (50, 95)), delays.max())),
        *(consoles.lost(begun), fleet.sent.refused, fleet.sent.repeated, consoles.differing),
        *(round(octets / took / 2**20, 1), [round(gap, 2) for _when, gap in consoles.gaps], round(tool, 3)),
        cpu={name: round(seconds / fixes * 1000, 4) for name, seconds in spent.items()},
        share={name: round(seconds / (took + SETTLING_S), 3) for name, seconds in spent.items()},
        memory=memory,
    )
    return figures, fleet, consoles


async def _weigh(watched: dict[str, list[int]], memory: dict[str, list[float]], every_s: float) -> None:
    while True:
        for name, pids in watched.items():
            memory[name].append(round(processes.memory_mb(pids), 1))
        await asyncio.sleep(every_s)
