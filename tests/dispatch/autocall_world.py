"""Real processes for the tests of automatic calls: simulated telephones, and workers that make the calls."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from dispatch.autocalls.actions import add_callees, create_campaign
from dispatch.autocalls.models import CallRules, Campaign
from dispatch.autocalls.speaking import digest
from incidents.telephony import speech
from incidents.telephony.exchange.serve import open_exchange
from incidents.telephony.models import Trunk
from tests.factories import make_user
from tests.processes import on_this_database

TEXT = "紧急集合，请立即到{place}。"
LINES = "muster-workers"  # what the workers' lines to the database are called there


@contextmanager
def telephones(**options) -> Iterator[tuple[str, int]]:
    """Simulated telephones in a thread of their own; the address they listen on."""
    ready, ended, found = threading.Event(), threading.Event(), []

    async def run() -> None:
        phones = await open_exchange("127.0.0.1", 0, **options)
        found.append(phones.address)
        ready.set()
        while not ended.is_set():
            await asyncio.sleep(0.05)
        phones.transport.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield found[0]
    finally:
        ended.set()
        thread.join(10)


def make_line(address: tuple[str, int], **more) -> Trunk:
    defaults = {"name": "telephones", "simulated": True, "user": "desk", "extension_digits": 5}
    limits = {"lines": 40, "ring_s": 4, "talk_s": 60}
    return Trunk.objects.create(server=f"{address[0]}:{address[1]}", **{**defaults, **limits, **more})


def make_rules(**more) -> CallRules:
    quick = {"second_after_s": 1, "third_after_s": 1, "manual_after_s": 600}
    return CallRules.objects.update_or_create(organisation=None, defaults={**quick, **more})[0]


def make_campaign(numbers: list[str], *, by=None, drill: bool = True, **more) -> Campaign:
    """A draft that calls these numbers; the persons are called like their numbers."""
    by = by or make_user("duty_chief")
    wanted = {"title": "集合", "text": TEXT, "fields": {"place": "县公安局"}, "lines": 100, **more}
    campaign = create_campaign(by=by, is_drill=drill, **wanted)
    added = add_callees(campaign, by=by, numbers=[("", number) for number in numbers])
    assert added.problems == []
    return campaign


def make_short(campaign: Campaign, message_s: float = 4.0) -> None:
    """Its sound files, much shorter than real ones: as if they had been made already."""
    folder = settings.MEDIA_ROOT / "autocalls" / "spoken"
    folder.mkdir(parents=True, exist_ok=True)
    for part, seconds in {"message": message_s, "thanks": 0.3, "obstacle": 3.0}.items():
        speech.tone(seconds, folder / f"{digest(campaign)}-{part}.wav")


class Workers:
    """Celery and its clock, as ``make run`` starts them, on the test's database, with a queue of their own."""

    def __init__(self, folder: Path, *, threads: int = 40, **environment: str) -> None:
        self.folder, self.threads, self.count = folder, threads, 0
        self.queue = f"calls-{os.getpid()}"
        self.environment = {**on_this_database(), "MUSTER_QUEUE": self.queue, **environment}
        self.environment |= {"MUSTER_LOG_LEVEL": "WARNING", "MUSTER_VAR_DIR": str(settings.VAR_DIR)}
        self.environment |= {"PGAPPNAME": LINES, "CELERY_SKIP_CHECKS": "1"}  # Django's checks take as long as all else
        self.running: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        """A worker for both queues. It takes some seconds until it works, see ``ready``."""
        queues = f"{self.queue},{self.queue}-calls"
        command = ["worker", "-Q", queues, "--pool", "threads", "--concurrency", str(self.threads)]
        command += ["--without-gossip", "--without-mingle", "-n", f"w{self.count}@test"]
        return self._celery(*command)

    def start_clock(self) -> subprocess.Popen:
        return self._celery("beat", "--pidfile=", "--schedule", str(self.folder / f"beat{self.count}"))

    def _celery(self, *arguments: str) -> subprocess.Popen:
        self.count += 1
        command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "dispatch", *arguments]
        with (self.folder / "workers.log").open("ab") as log:
            process = subprocess.Popen(
                [*command, "--loglevel", "warning"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen, *, with_its_calls: bool = False) -> None:
        """Outright, nobody is told; ``with_its_calls``: as a power cut would, so that not even a BYE is sent."""
        if with_its_calls:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        self.running.remove(process)

    def stop(self) -> None:
        for process in list(self.running):
            self.kill(process, with_its_calls=True)

    @property
    def words(self) -> str:
        return (self.folder / "workers.log").read_text(errors="replace")


@contextmanager
def workers(folder: Path, **options) -> Iterator[Workers]:
    team = Workers(folder, **options)
    team.start()
    team.start_clock()
    try:
        yield team
    finally:
        team.stop()


def wait_until(done: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def told(log: Path, what: str = "") -> list[dict]:
    """What the telephones remember, the oldest first."""
    if not log.exists():
        return []
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if what in ("", line["what"])]
