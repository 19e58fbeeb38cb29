"""Child processes that never outlive us: started, waited for, stopped."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from instance import ROOT, VAR, fail

Process = subprocess.Popen[bytes]


def dies_with_us(with_signal: int) -> Callable[[], None]:
    """A preexec_fn: the child gets this signal when we die, however we die (Linux; elsewhere nothing)."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is not None:
            libc.prctl(1, with_signal)  # PR_SET_PDEATHSIG

    return prepare


def start(command: list[Any], log: str | int, stop_signal: int = signal.SIGTERM, **options: Any) -> Process:
    """Start a child in a session of its own: the terminal's Ctrl-C reaches only us, and we stop things in our order.

    Its output goes to var/log/`log`, or to subprocess.PIPE for us to read.
    """
    out = (VAR / "log" / log).open("ab") if isinstance(log, str) else log
    try:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_us(stop_signal),
            **options,
        )
    finally:
        if not isinstance(out, int):
            out.close()


def run_logged(command: list[Any], log: str, **options: Any) -> None:
    """Run a program to its end, its words in var/log/`log`; raises with them when it fails."""
    done = subprocess.run(list(map(str, command)), cwd="/", capture_output=True, text=True, **options)
    with (VAR / "log" / log).open("a", encoding="utf-8") as out:
        out.write(done.stdout + done.stderr)
    if done.returncode:
        raise fail(f"{Path(str(command[0])).name} failed:\n{done.stderr.strip()}")


def wait_for(name: str, child: Process, answers: Callable[[], bool], log: str, seconds: float = 60) -> None:
    """Wait until a service answers; raises with the end of var/log/`log` when it does not."""
    end = time.monotonic() + seconds
    while not answers():
        if child.poll() is not None or time.monotonic() > end:
            tail = (VAR / "log" / log).read_text(errors="replace").splitlines()[-8:]
            raise fail(f"{name} did not start (var/log/{log}):\n" + "\n".join(tail))
        time.sleep(0.1)


def stop(child: Process, with_signal: int = signal.SIGTERM, seconds: float = 15) -> None:
    """Ask a child to end, wait, and insist when it does not."""
    if child.poll() is not None:
        return
    child.send_signal(with_signal)
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def sweep(mark: str) -> None:
    """End whatever still carries this mark in its environment: grandchildren whose parent was killed (Linux)."""
    for with_signal in (signal.SIGTERM, signal.SIGKILL):
        left = list(marked(mark))
        for pid in left:
            try:
                os.kill(pid, with_signal)
            except ProcessLookupError:
                continue
        if not left:
            return
        time.sleep(1)


def marked(mark: str) -> list[int]:
    """The processes, other than ourselves, whose environment holds `mark`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            held = mark.encode() in entry.read_bytes()
        except OSError:
            continue
        if held and int(entry.parent.name) != os.getpid():
            found.append(int(entry.parent.name))
    return found


def python(*arguments: Any) -> list[str]:
    """The command line of this clone's Python."""
    return [str(ROOT / ".venv" / "bin" / "python"), *map(str, arguments)]
