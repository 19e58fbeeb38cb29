"""A bureau for loads: a filled database, a Redis with an append-only file, web processes, a writer.

All of it is its own: what is killed here is nobody else's.
"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings

from benchmarks.live import _free_port, _wait_for, sessions_of

STREAM = "load:fixes"  # our channel prefix's
PEOPLE = 20
WEB = ["--log-level", "warning", "--ws-per-message-deflate", "false", "--no-access-log"]
LINES = "muster-bureau"


@dataclass
class Bureau:
    """``start``, ``kill`` processes by name: ``redis``, ``writer``, ``web 0`` …"""

    home: Path
    environment: dict[str, str]
    webs: int = 1
    applications: dict[str, str] = field(default_factory=dict)  # other than ours, by process
    redis_port: int = field(default_factory=_free_port)
    ports: list[int] = field(default_factory=list)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = [_free_port() for _ in range(self.webs)]
        url = f"redis://127.0.0.1:{self.redis_port}/0"
        own = {"MUSTER_REDIS_URL": url, "MUSTER_CHANNEL_PREFIX": "load", "MUSTER_LOG_LEVEL": "ERROR"}
        own["PGAPPNAME"] = LINES  # so that their lines to the database can be told from those of who looks on
        self.environment = {**self.environment, **own}

    @property
    def hosts(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def pids(self) -> dict[str, list[int]]:
        return {name: [process.pid] for name, process in self.processes.items()}

    def start(self, name: str) -> None:
        application = self.applications.get(name, "dispatch.asgi:application")
        command = [sys.executable, "-m", "uvicorn", application, *WEB, "--timeout-graceful-shutdown", "2"]
        if name == "redis":
            conf = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--bind", "127.0.0.1"]
            command = ["redis-server", "--port", str(self.redis_port), "--dir", str(self.home), *conf]
        elif name == "writer":
            command = [sys.executable, "manage.py", "write_positions"]
        else:
            command += ["--port", str(self.ports[int(name.split()[1])])]
        log = (self.home / f"{name.split()[0]}.log").open("ab")
        started = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log)
        self.processes[name] = started
        if name == "redis":
            self._wait_for_redis()
        elif name != "writer":
            _wait_for(self.ports[int(name.split()[1])])

    def _wait_for_redis(self) -> None:
        client = redis.Redis(port=self.redis_port)
        for _try in range(200):
            with suppress(redis.RedisError):
                if client.ping():
                    return
            time.sleep(0.05)
        raise TimeoutError("Redis did not start.")

    def kill(self, name: str) -> None:
        """As a power cut does it to one process."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def stop(self) -> None:
        for name in sorted(self.processes, key=lambda name: name == "redis"):
            self.processes[name].terminate()
            try:
                self.processes[name].wait(10)
            except subprocess.TimeoutExpired:
                self.kill(name)


@contextmanager
def bureau(
    environment: dict[str, str], *, webs: int = 1, applications: dict[str, str] | None = None
) -> Iterator[Bureau]:
    """``environment``: of ``scratch_database``, or of a test's."""
    with tempfile.TemporaryDirectory() as home:
        made = Bureau(Path(home), environment, webs, applications or {})
        try:
            for name in ("redis", "writer", *(f"web {number}" for number in range(webs))):
                made.start(name)
            yield made
        except BaseException:
            for log in Path(home).glob("*.log"):
                print(f"--- {log.name}\n{log.read_text()[-2000:]}", file=sys.stderr)
            raise
        finally:
            made.stop()


def fill(units: int, *, organisations: int = 10, consoles: int = 1, own: bool = False) -> tuple[str, list[str]]:
    """Stations with units, a gateway's token, and sessions of as many dispatchers who see them all.

    ``own``: all but the first one are of the stations, in turn, and see those units only.
    """
    from tests import factories as make
    from units.crews.models import Unit
    from units.terminals.models import Terminal

    stations = [make.make_station(f"ST{number}") for number in range(organisations)]
    Unit.objects.bulk_create(
        Unit(call_sign=f"U{number:05}", organisation=stations[number % organisations], state="free")
        for number in range(units)
    )
    top = stations[0]
    while top.parent_id:
        top = top.parent
    terminal = Terminal(label="load", organisation=top, gateway=True)
    token = terminal.issue_token()
    terminal.save()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):  # nobody signs in
        if own:
            people = [make.make_user("dispatcher", organisation=one) for one in stations]
        else:
            people = [make.make_user("dispatcher") for _ in range(min(consoles, PEOPLE))]
        first = make.make_user("dispatcher")
    return token, sessions_of([first, *(people[number % len(people)] for number in range(consoles - 1))])


def stored_once(fixes: int, since: datetime) -> dict[str, int]:
    """What the tracks hold of a load: rows, different fixes (unit and place), for ``fixes`` that were acknowledged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT (unit_id, lon)) FROM units_track WHERE received_at >= %s", [since]
        )
        rows, different = cursor.fetchone()
    return {"acknowledged": fixes, "rows": rows, "different": different}


def wait_until_stored(bureau: Bureau, seconds: float = 60) -> None:
    """Until the writer has reached the end of the stream."""
    client, until = redis.Redis(port=bureau.redis_port), time.monotonic() + seconds
    while time.monotonic() < until:
        newest = client.xrevrange(STREAM, count=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_id FROM units_stored WHERE stream = %s", [STREAM])
            row = cursor.fetchone()
        if not newest or (row and row[0] == newest[0][0].decode()):
            return
        time.sleep(0.1)
    raise TimeoutError("The writer did not catch up.")
