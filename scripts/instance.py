"""This clone's own installation: where it lives under ``var/``, its ports, its secrets, and who is using it.

``var/muster.env`` (mode 600) is written once and read by the settings; lines that somebody added stay.
Several clones may run side by side: every one has ports of its own, remembered in that file.
"""

import fcntl
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
ENV_FILE = VAR / "muster.env"
PORTS = range(20000, 32000)  # below the ephemeral ports, so that no outgoing connection sits on ours


def say(text: str) -> None:
    """Print one line of progress; a closed terminal is no reason to fail."""
    with suppress(OSError):
        print(f"\033[1m▸ {text}\033[0m" if sys.stdout.isatty() else f"▸ {text}", flush=True)


def fail(text: str) -> "SystemExit":
    """An error to raise whose text the user reads, without a traceback."""
    return SystemExit(f"✗ {text}")


def is_listening(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def is_free(port: int) -> bool:
    """Whether we could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_udp_port(start: int) -> int:
    """The next port from `start` where nobody listens for datagrams; a port taken by UDP looks free to TCP."""
    for port in range(start, start + 200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise fail(f"No free UDP port from {start} on")


def free_port(start: int | None = None) -> int:
    """A free port: the next one from `start`, or one chosen at random from our range."""
    candidates: Iterator[int] = iter(range(start, start + 200)) if start else iter(lambda: secrets.choice(PORTS), None)
    for port in candidates:
        if is_free(port):
            return port
    raise fail(f"No free port from {start} on")


def read_env() -> dict[str, str]:
    """The settings of var/muster.env; empty when it was never written."""
    if not ENV_FILE.exists():
        return {}
    lines = (line.strip() for line in ENV_FILE.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_env(values: dict[str, str]) -> None:
    """Replace or append these settings in var/muster.env, readable by the owner only."""
    left = dict(values)
    kept = ENV_FILE.read_text(encoding="utf-8").splitlines() if ENV_FILE.exists() else [HEADER]
    lines = [f"{key}={left.pop(key)}" if (key := line.split("=", 1)[0]) in left else line for line in kept]
    lines += [f"{key}={value}" for key, value in left.items()]
    VAR.mkdir(exist_ok=True)
    fresh = ENV_FILE.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(ENV_FILE)


HEADER = "# Written by scripts/instance.py: the ports and secrets of this clone. `make reset` removes it with the data."


def database_url(port: int, password: str) -> str:
    return f"postgis://muster:{password}@127.0.0.1:{port}/muster"


def redis_url(port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def ensure_env(postgres_dir: Callable[[], Path]) -> dict[str, str]:
    """Read var/muster.env, written first in a new clone. Without MUSTER_POSTGRES_DIR it names services of others."""
    found = read_env()
    if found:
        return found
    made = {
        "MUSTER_SECRET_KEY": secrets.token_urlsafe(48),
        "MUSTER_POSTGRES_DIR": str(postgres_dir()),
        "MUSTER_POSTGRES_PASSWORD": secrets.token_urlsafe(24),
        "MUSTER_DATABASE_URL": database_url(free_port(), secrets.token_urlsafe(24)),
        "MUSTER_REDIS_URL": redis_url(free_port(), secrets.token_urlsafe(24)),
        "MUSTER_ROUTER_URL": f"http://127.0.0.1:{free_port()}",
    }
    write_env(made)
    return made


def port_of(url: str) -> int:
    """The port in a URL of var/muster.env."""
    port = urlsplit(url).port
    if port is None:
        raise fail(f"No port in {url.split('@')[-1]} (var/muster.env)")
    return port


def move_port(name: str) -> str:
    """Give the service of this URL setting another free port and remember it: ours was taken while we were stopped."""
    parts = urlsplit(read_env()[name])
    credentials = parts.netloc.rpartition("@")[0]
    netloc = f"{credentials}@127.0.0.1:{free_port()}" if credentials else f"127.0.0.1:{free_port()}"
    url = parts._replace(netloc=netloc).geturl()
    write_env({name: url})
    return url


@dataclass
class Claim:
    """Who holds this clone's services: we, when `holder` is None, else a sentence of the one who does."""

    file: IO[str]
    holder: str | None = None

    def tell(self, sentence: str) -> None:
        """Leave what a second command in this clone should read."""
        os.ftruncate(self.file.fileno(), 0)
        os.pwrite(self.file.fileno(), sentence.encode(), 0)


@contextmanager
def claim(sentence: str) -> Iterator[Claim]:
    """Try to become the one who starts and stops this clone's services."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "running").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            yield Claim(file, holder=file.read().strip() or "Another command is using this clone.")
            return
        held = Claim(file)
        held.tell(sentence)
        yield held
