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
from django.db import connection

from dispatch.autocalls.actions import add_callees, create_campaign
from dispatch.autocalls.models import CallRules, Campaign
from incidents.telephony.exchange.serve import open_exchange
from incidents.telephony.models import Trunk
from tests.factories import make_user

TEXT = "紧急集合，请立即到{place}。"


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
    return CallRules.objects.create(**{**quick, **more})


def make_campaign(numbers: list[str], *, by=None, drill: bool = True, **more) -> Campaign:
    """A draft that calls these numbers; the persons are called like their numbers."""
    by = by or make_user("duty_chief")
    wanted = {"title": "集合", "text": TEXT, "fields": {"place": "县公安局"}, "lines": 100, **more}
    campaign = create_campaign(by=by, is_drill=drill, **wanted)
    added = add_callees(campaign, by=by, numbers=[("", number) for number in numbers])
    assert added.problems == []
    return campaign


class Workers:
    """Celery with its own clock, as ``make run`` starts it, on the test's database."""

    def __init__(self, folder: Path, *, threads: int = 40, **environment: str) -> None:
        self.folder, self.threads, self.count = folder, threads, 0
        self.queue = f"calls-{os.getpid()}"
        self.environment = {**os.environ, **database(), "MUSTER_QUEUE": self.queue, **environment}
        self.environment |= {"MUSTER_LOG_LEVEL": "WARNING", "MUSTER_VAR_DIR": str(folder)}
        self.running: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        self.count += 1
        name = f"w{self.count}"
        queues = f"{self.queue},{self.queue}-calls"
        command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "dispatch", "worker", "-B"]
        command += ["-Q", queues, "--pool", "threads", "--concurrency", str(self.threads), "-n", f"{name}@test"]
        command += ["--without-gossip", "--without-mingle", "--loglevel", "warning"]
        command += ["--schedule", str(self.folder / f"beat-{name}")]
        log = (self.folder / "workers.log").open("ab")
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """As a power cut would: the worker and its clock at once, nobody is told."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def stop(self) -> None:
        for process in list(self.running):
            self.kill(process)


@contextmanager
def workers(folder: Path, **options) -> Iterator[Workers]:
    team = Workers(folder, **options)
    team.start()
    try:
        yield team
    finally:
        team.stop()


def database() -> dict[str, str]:
    """The environment that leads other processes to the database of this test."""
    its = connection.settings_dict
    where = f"{its['HOST']}:{its['PORT']}/{its['NAME']}"
    return {"MUSTER_DATABASE_URL": f"postgis://{its['USER']}:{its['PASSWORD']}@{where}"}


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
