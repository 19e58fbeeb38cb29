"""`make run`: everything, from the database to the simulated city, until Ctrl-C; then nothing is left running.

Environment: AREA=path/to.osm.pbf (another area), DEMO=0 (an empty bureau; remembered), WEB_PORT (8110, or the next).
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from types import FrameType

from area import chosen_area
from instance import (
    ROOT,
    VAR,
    Claim,
    claim,
    fail,
    free_port,
    free_udp_port,
    is_free,
    move_port,
    port_of,
    read_env,
    say,
    write_env,
)
from processes import Process, dies_with_us, python, start, stop, sweep
from services import services

ALWAYS = ["web", "worker", "slow", "calls", "beat", "router", "writer", "jt808"]


class Stop(Exception):
    """Ctrl-C, a closed terminal, or a polite kill: all mean the same."""


def stop_on_signals() -> None:
    """Every way of being asked to stop raises Stop once; a second Ctrl-C while stopping is ignored."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def wants_demo() -> bool:
    """DEMO as asked now or at the first start; a bureau does not change from one to the other by mistake."""
    asked, before = os.environ.get("DEMO"), read_env().get("MUSTER_DEMO")
    wanted = before or asked or "1"
    if before and asked and (asked == "0") != (before == "0"):
        kind = "an empty bureau" if before == "0" else "the demo bureau"
        raise fail(f"This clone holds {kind}. `make reset` throws it away; or use another clone.")
    return wanted != "0"


def surroundings(web_port: int, demo: bool, mark: str) -> dict[str, str]:
    """The environment of every process of the Procfile."""
    address = f"http://127.0.0.1:{web_port}"
    return {
        **os.environ,
        **read_env(),
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "MUSTER_LOG_LEVEL": os.environ.get("MUSTER_LOG_LEVEL", "WARNING"),  # so that the address stays in sight
        "MUSTER_VAR_DIR": str(VAR),
        "MUSTER_WEB_PORT": str(web_port),
        "MUSTER_SITE_URL": os.environ.get("MUSTER_SITE_URL", address),
        "MUSTER_JT808_LISTEN": os.environ.get("MUSTER_JT808_LISTEN") or f"127.0.0.1:{free_port(8208)}",
        "MUSTER_PHONES_LISTEN": os.environ.get("MUSTER_PHONES_LISTEN") or f"127.0.0.1:{free_udp_port(5070)}",
        "MUSTER_SIMULATION": "1" if demo else "0",
        "MUSTER_RUN": mark,
    }


def healthy(address: str) -> bool:
    """Whether the web answers /healthz/ well."""
    try:
        with urllib.request.urlopen(f"{address}/healthz/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def announce(address: str, demo: bool, since: float) -> None:
    """Print the address, and who can sign in, once the first page is there."""
    end = time.monotonic() + 120
    while not healthy(address):
        if time.monotonic() > end:
            print(f"✗ No answer from {address}/healthz/ yet; see the messages above.", flush=True)
            return
        time.sleep(0.5)
    lines = [f"Muster is ready after {time.time() - since:.0f} s:  {address}/"]
    accounts = VAR / "accounts.txt"
    if demo and accounts.exists():
        lines += ["", *accounts.read_text(encoding="utf-8").rstrip().splitlines()]
    lines += ["", "Ctrl-C stops all of it."]
    width = max(len(line) for line in lines) + 4
    print("\n" + "\n".join(["═" * width, *(f"  {line}" for line in lines), "═" * width]) + "\n", flush=True)


def start_processes(environment: dict[str, str], demo: bool) -> Process:
    """Honcho over the Procfile. Its words come through us, for it would fall over when the terminal is gone."""
    names = [*ALWAYS, *(["phones", "city"] if demo else [])]
    honcho = python("-m", "honcho", "start", "-f", "Procfile", *names)
    processes = start(honcho, subprocess.PIPE, env=environment, cwd=ROOT)
    threading.Thread(target=relay, args=(processes,), daemon=True).start()
    return processes


def relay(processes: Process) -> None:
    """Hand on every line; drop it when there is nobody to read."""
    for line in processes.stdout or ():
        with contextlib.suppress(OSError):
            sys.stdout.buffer.write(line)
            sys.stdout.flush()


def wait(processes: Process, terminal: bool) -> None:
    """Until the processes end by themselves, or the terminal we were started in is no more."""
    while processes.poll() is None:
        time.sleep(0.5)
        if terminal and terminal_is_gone():
            raise Stop


def terminal_is_gone() -> bool:
    try:
        os.tcgetpgrp(1)
    except OSError:
        return True
    return False


def prepare(environment: dict[str, str], demo: bool) -> None:
    """Database, map, router, texts, static files; then who can sign in."""
    area = chosen_area(os.environ.get("AREA"))
    command = python("scripts/prepare.py", area, *(["--demo"] if demo else []))
    if subprocess.run(command, cwd=ROOT, env=environment).returncode:
        raise fail("Could not get ready; see the message above. What was done is kept: `make run` goes on from there.")


def run(held: Claim) -> None:
    """Start, announce, wait, and stop in the opposite order."""
    since = float(os.environ.get("MUSTER_STARTED") or time.time())
    mark = f"MUSTER_RUN={ROOT}:{os.getpid()}"
    with services():
        demo = wants_demo()
        wanted = int(os.environ.get("WEB_PORT") or 8110)
        web_port = free_port(wanted)
        if web_port != wanted:
            say(f"Port {wanted} is taken; using {web_port}")
        if not is_free(port_of(read_env()["MUSTER_ROUTER_URL"])):
            move_port("MUSTER_ROUTER_URL")
        environment = surroundings(web_port, demo, mark.split("=", 1)[1])
        address = environment["MUSTER_SITE_URL"]
        held.tell(f"Muster is already running from this folder: {address}/ (process {os.getpid()})")
        prepare(environment, demo)
        write_env({"MUSTER_DEMO": "1" if demo else "0"})
        processes = start_processes(environment, demo)
        try:
            threading.Thread(target=announce, args=(address, demo, since), daemon=True).start()
            wait(processes, sys.stdout.isatty())
        finally:
            say("Stopping")
            stop(processes)
            sweep(mark)
    if processes.returncode > 0:
        raise fail("A process ended by itself, so the others were stopped too; see the messages above.")


if __name__ == "__main__":
    stop_on_signals()
    dies_with_us(signal.SIGTERM)()  # even when `make` is killed outright
    try:
        with claim(f"Muster is being started or tested in this folder already (process {os.getpid()}).") as held:
            if held.holder:
                print(f"{held.holder}\nNothing was started. Stop that one first (Ctrl-C there), or use another clone.")
                sys.exit(0)
            run(held)
    except Stop:
        say("Stopped. Nothing is left running.")
