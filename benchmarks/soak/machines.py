"""A PostgreSQL and a Redis of the soak's own, that may be killed, and sipp as two hundred telephones."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import redis

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from instance import free_port  # noqa: E402  scripts/ is no package
from postgres import programs, runs_as  # noqa: E402
from processes import dies_with_us  # noqa: E402

LINE = re.compile(r"(\d{10}\.\d+) INVITE (\d+) (\S+)")


class Machine:
    """A process that is killed and started again."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = (folder / f"{self.name}.log").open("ab")
        self.process: subprocess.Popen | None = None

    def spawn(self, command: list, **options) -> subprocess.Popen:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=dies_with_us(signal.SIGKILL),
            **options,
        )

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Postgres(Machine):
    name = "postgres"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port, self.password = free_port(), secrets.token_hex(12)
        self.home, self.bin, self.user = folder / "postgres", programs(), runs_as()
        self.home.mkdir(mode=0o700)
        secret = folder / "secret"
        secret.write_text(self.password)
        if self.user:
            for path in (self.home, secret):
                os.chown(path, self.user["user"], self.user["group"])
        command = [self.bin / "initdb", "-D", self.home, "-U", "muster", f"--pwfile={secret}", "--no-sync"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(list(map(str, command)), check=True, cwd="/", stdout=self.log, stderr=self.log, **self.user)
        secret.unlink()

    def start(self) -> None:
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"]
        end = time.monotonic() + 60
        while time.monotonic() < end:  # after a kill the old server's children need a moment to notice
            command = [self.bin / "postgres", "-D", self.home, "-p", self.port, *options]
            self.process = self.spawn(command, cwd="/", **self.user)
            while self.process.poll() is None:
                if self.answers():
                    return
                time.sleep(0.1)
            time.sleep(0.3)
        raise SystemExit("PostgreSQL did not come back")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres"), connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True

    def dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=muster password={self.password} dbname={database}"

    def url(self, database: str) -> str:
        return f"postgis://muster:{self.password}@127.0.0.1:{self.port}/{database}"


class Redis(Machine):
    name = "redis"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port, self.password = free_port(), secrets.token_hex(12)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """It forgets everything when it is killed: what matters are rows."""
        conf = self.folder / "redis.conf"
        words = f'bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave ""\nappendonly no\n'
        conf.write_text(words + f'dir "{self.folder}"\n')
        self.process = self.spawn(["redis-server", conf])
        for _try in range(100):
            try:
                redis.Redis.from_url(self.url, socket_connect_timeout=1).ping()
                return
            except redis.RedisError:
                time.sleep(0.05)
        raise SystemExit("Redis did not come back")


class Phones(Machine):
    """sipp plays all persons. Keys by RFC 4733 need the right to open raw sockets (root)."""

    name = "sipp"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        if shutil.which("sipp") is None:
            raise SystemExit("✗ sipp is not installed (Debian: sip-tester).")
        self.port = free_port()
        self.invites = folder / "invites.log"

    def start(self) -> None:
        scenario = Path(__file__).with_name("phones.xml")
        if os.getuid() != 0:
            raise SystemExit("✗ Telephones that press keys by RFC 4733 need raw sockets: run it as root.")
        command = ["sipp", "-sf", scenario, "-i", "127.0.0.1", "-p", self.port, "-mi", "127.0.0.1"]
        command += ["-mp", 33000, "-nostdin"]
        command += ["-trace_logs", "-log_file", self.invites, "-trace_err", "-error_file", self.folder / "sipp.errors"]
        self.process = self.spawn(command, cwd=self.folder)
        time.sleep(1)
        if self.process.poll() is not None:
            raise SystemExit(f"✗ sipp did not start: {(self.folder / 'sipp.log').read_text(errors='replace')[-800:]}")

    def heard(self) -> list[tuple[str, str, float]]:
        """(number, Call-ID, Unix time) of every call that reached a telephone; a repeated packet is no second call."""
        calls: dict[str, tuple[str, str, float]] = {}
        for line in self.invites.read_text(errors="replace").splitlines():
            found = LINE.search(line)
            if found:
                calls.setdefault(found[3], (found[2], found[3], float(found[1])))
        return list(calls.values())
