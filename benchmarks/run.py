"""``make bench``: every figure beside the bare thing on the same work, in one run, in a database made for it.

Speed depends on the machine and the hour; the ratios do not, much. Nothing here passes or fails.
"""

import argparse
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django must be set up first
from django.test import Client  # noqa: E402

from benchmarks.autocalls import autocalls  # noqa: E402
from benchmarks.board import board  # noqa: E402
from benchmarks.city import city, street_points  # noqa: E402
from benchmarks.drawing import drawing  # noqa: E402
from benchmarks.fences import fences  # noqa: E402
from benchmarks.figures import Row, table  # noqa: E402
from benchmarks.growth import growth  # noqa: E402
from benchmarks.importing import importing  # noqa: E402
from benchmarks.live import CONSOLES, measure, server, sessions_of  # noqa: E402
from benchmarks.nearby import nearby  # noqa: E402
from benchmarks.playback import playback  # noqa: E402
from benchmarks.requests import address_search, intake, queue, recommendation  # noqa: E402
from benchmarks.scan import scan  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402
from benchmarks.storing import storing  # noqa: E402


def shown(environment: dict[str, str]) -> Row:
    """Incident saved → shown on 50 other consoles, against a bare publish/subscribe socket server."""
    from tests.factories import make_kind, make_user

    users = [make_user("dispatcher") for _ in range(CONSOLES)]
    place = street_points(1)[0]
    with server(environment) as address:
        got = measure(address, sessions_of(users), kind=make_kind().code, lon=place.x, lat=place.y)
    note = f"limit p95 300 ms; {got.missed} missed, worst {got.worst} ms"
    return Row(f"saved → shown, {CONSOLES} consoles", got.p50, got.p95, "bare socket", got.bare_p50, got.bare_p95, note)


@dataclass(frozen=True)
class Surroundings:
    """``environment``: for processes on the database; ``in_town``: for those that also ask the demo city's router."""

    client: Client
    environment: dict[str, str]
    in_town: dict[str, str]


# Scenarios that share one database and the demo city, in their order.
TOGETHER: dict[str, Callable[[Surroundings], Row]] = {
    "recommendation": lambda here: recommendation(here.client),
    "search": lambda _here: address_search(),
    "intake": lambda here: intake(here.client),
    "live": lambda here: shown(here.in_town),
    "queue": lambda here: queue(here.client),
    "drawing": lambda here: drawing(here.in_town),
    "fences": lambda _here: fences(),
    "playback": lambda here: playback(here.client),
    "nearby": lambda here: nearby(here.client),
    "importing": lambda _here: importing(),
    "scan": lambda _here: scan(),
    "autocalls": lambda here: autocalls(here.environment),
    "board": lambda here: board(here.client),
}
ALONE = ("storing", "fanout")  # each with a database of its own, which it fills with tracks
ALL = ", ".join((*TOGETHER, *ALONE))


def together(wanted: Iterable[str]) -> list[Row]:
    """Those of ``TOGETHER`` that are wanted."""
    from tests.factories import make_user

    rows: list[Row] = []
    with scratch_database() as environment, city() as router:
        client = Client(headers={"accept-language": "en"}, SERVER_NAME="127.0.0.1")
        client.force_login(make_user("dispatcher"))
        surroundings = Surroundings(client, environment, {**environment, **router})
        for name in wanted:
            rows.append(TOGETHER[name](surroundings))
            print(table(rows[-1:]).splitlines()[-1], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[*TOGETHER, *ALONE], metavar="SCENARIO", help=ALL)
    wanted = parser.parse_args().scenarios or [*TOGETHER, *ALONE]
    rows = together(name for name in TOGETHER if name in wanted) if TOGETHER.keys() & set(wanted) else []
    if "storing" in wanted:
        rows += storing()
    more = ""
    if "fanout" in wanted:
        found, more = growth()
        rows += found
    result = f"{table(rows)}\n\n{more}".strip()
    print("\n" + result)
    kept = Path(settings.VAR_DIR) / "bench.md"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(result + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
