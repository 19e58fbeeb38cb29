"""Automatic calls: from a due row to the INVITE at the telephone, calls per second, and what 60 at once cost.

Beside it: the calling program alone, one call after the other, from its start to the INVITE.
``python -m benchmarks.autocalls`` prints the row; ``autocalls()`` gives it for ``make bench``.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django must be set up first

from benchmarks.figures import Row, row, table  # noqa: E402
from benchmarks.scratch import scratch_database  # noqa: E402

CALLS, LINES, ALONE = 100, 60, 20
TICKS = os.sysconf("SC_CLK_TCK")


def autocalls(environment: dict[str, str]) -> Row:
    """100 due rows at once over 60 lines; calls last about ten seconds."""
    from dispatch.autocalls.actions import start_campaign
    from dispatch.autocalls.models import Attempt
    from incidents.telephony.models import Trunk
    from tests.dispatch.autocall_world import make_campaign, make_rules, make_short, wait_until, workers

    settings.MUSTER["SIMULATION"] = True
    with tempfile.TemporaryDirectory() as name, _telephones(environment, Path(name)) as log:
        folder = Path(name)
        Trunk.objects.filter(simulated=True).update(lines=LINES, ring_s=20, talk_s=60)
        make_rules()
        alone = _alone(log, folder)
        campaign = make_campaign([f"80{number:03}" for number in _who_press_1()])
        make_short(campaign, 20.0)
        with workers(folder, threads=LINES, MUSTER_SIMULATION="1") as team:
            time.sleep(15)  # Celery starts
            before = _cpu(team.running[0].pid)
            start_campaign(campaign, by=campaign.by)
            wait_until(lambda: not campaign.attempts.exclude(state="ended").exists(), 150, "all calls")
            own, calls = (after - was for after, was in zip(_cpu(team.running[0].pid), before, strict=True))
        claimed = dict(Attempt.objects.filter(campaign=campaign).values_list("number", "dialing_at"))
        rang = {line["number"]: line["at"] for line in _told(log) if line["number"] in claimed}
    waits = sorted((rang[number] - at.timestamp()) * 1000 for number, at in claimed.items())
    first = sorted(rang.values())[:LINES]
    note = (
        f"{(LINES - 1) / (first[-1] - first[0]):.0f} calls/s until all {LINES} lines were busy; CPU per call "
        f"{(own + calls) / CALLS * 1000:.0f} ms, the calling program alone {calls / CALLS * 1000:.0f} ms "
        f"(ratio {(own + calls) / calls:.2f})"
    )
    return row(f"claimed → INVITE, {CALLS} due rows", "baresip alone", waits, alone, note)


def _who_press_1() -> list[int]:
    return [number for number in range(1000) if number % 20 < 5 or 10 <= number % 20 < 15][:CALLS]


def _alone(log: Path, folder: Path) -> list[float]:
    from incidents.telephony import calling, speech
    from incidents.telephony.models import Trunk
    from incidents.telephony.port import Order

    trunk, sound = Trunk.objects.get(simulated=True), folder / "sound.wav"
    speech.tone(2.0, sound)
    times = []
    for number in range(ALONE):
        began = time.time()
        for event in calling.place(Order("bench", f"7{number:02}08", trunk, sound, rehearsal=True)):
            if event.kind == "ended":
                times.append((_told(log)[-1]["at"] - began) * 1000)
    return times


@contextmanager
def _telephones(environment: dict[str, str], folder: Path) -> Iterator[Path]:
    log = folder / "telephones.log"
    command = [sys.executable, "manage.py", "play_phones", "--listen", "127.0.0.1:0", "--log", str(log)]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE
    )
    try:
        if not process.stdout.readline():  # it says where it listens
            raise SystemExit("✗ The simulated telephones did not start; see the message above.")
        yield log
    finally:
        process.terminate()
        process.wait()


def _told(log: Path) -> list[dict]:
    lines = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line["what"] == "invited"]


def _cpu(pid: int) -> tuple[float, float]:
    """CPU seconds of a process and of its children that have ended."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    user, system, of_children, of_children_in_system = map(int, words[11:15])
    return (user + system) / TICKS, (of_children + of_children_in_system) / TICKS


if __name__ == "__main__":
    with scratch_database() as made:
        print(table([autocalls(made)]))
