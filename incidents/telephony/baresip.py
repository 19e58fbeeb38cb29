"""The driver for SIP trunks: one baresip process per call, in a folder of its own, gone with whoever watches it.

``setpriv --pdeathsig TERM``: even when the watcher is killed outright, the process gets a TERM and ends the call with
BYE or CANCEL; a killed baresip would send nothing and the telephone rang on. ``-t`` is its own last limit. Linux sends
that TERM once for each thread of the watcher that dies, and at a second one baresip drops everything and crashes: a
shell stands between and hands on the first.
"""

import contextlib
import errno
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from incidents.telephony.baresip_files import FOLDERS, clear_left_over, domain_of, write_folder
from incidents.telephony.causes import Ending, Meaning, meaning_of
from incidents.telephony.control import Control, connect, reserved_port
from incidents.telephony.faults import LineFault
from incidents.telephony.numbers import dialled
from incidents.telephony.ping import Answer, ping
from incidents.telephony.port import Event, Order
from incidents.telephony.speech import RATE, cut

START_S = 10.0
SLACK_S = 3  # by which the program's own limit is later than ours
TICK_S = 0.5
ONE_TERM = """\
setpriv --pdeathsig TERM "$@" & call=$!
trap 'trap "" TERM; kill -TERM $call' TERM
trap 'kill -KILL $call' HUP
wait $call
wait $call"""
HEADER = 44  # bytes of a WAV file before its sound
ROOM = 50 * 1024 * 1024  # bytes that must be free before a call is begun: a recording needs two


class Baresip:
    """``folder``: where the calls' own folders are made. Raises nothing after ``dial`` was sent: then it tells."""

    def __init__(self, folder: Path | None = None, program: str = "baresip") -> None:
        self.folder = folder or settings.VAR_DIR / "calls"
        self.program = program

    def check(self) -> None:
        for program in (self.program, "setpriv", "sox"):
            if shutil.which(program) is None:
                raise LineFault("no_program", program)
        self._modules()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_left_over(self.folder)
            free = shutil.disk_usage(self.folder).free
        except OSError as error:
            raise _of_the_disk(error) from None
        if free < ROOM:
            raise LineFault("no_space")

    def place(self, order: Order, *, hang_up: Callable[[], bool]) -> Iterator[Event]:
        self.check()
        try:
            with (
                tempfile.TemporaryDirectory(dir=self.folder, prefix=FOLDERS, ignore_cleanup_errors=True) as name,
                reserved_port() as port,
            ):
                write_folder(order, Path(name), self._modules(), control_port=port)
                yield from self._call(order, Path(name), port, hang_up)
        except OSError as error:
            raise _of_the_disk(error) from None

    def _call(self, order: Order, folder: Path, port: int, hang_up: Callable[[], bool]) -> Iterator[Event]:
        limit_s = order.trunk.limit_s + SLACK_S
        # What it knows of persons is not left on the disk when it crashes.
        command = ["prlimit", "--core=0", "setpriv", "--pdeathsig", "TERM", "sh", "-c", ONE_TERM, "sh"]
        command += [self.program, "-f", str(folder), "-t", str(limit_s)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        control = None
        try:
            control = connect(port, within_s=START_S, alive=lambda: process.poll() is None)
            if control is None:
                raise LineFault("broken", _last_words(folder))
            yield from _Watch(order, folder, process, control, hang_up).events()
        finally:
            if control is not None:
                control.close()
            _end(process)

    def _modules(self) -> Path:
        for folder in (Path("/usr/lib/baresip/modules"), Path("/usr/local/lib/baresip/modules")):
            if (folder / "ctrl_tcp.so").exists():
                return folder
        raise LineFault("no_program", "baresip (modules)")


class _Watch:
    """One call from ``dial`` to its end."""

    def __init__(self, order: Order, folder: Path, process, control: Control, hang_up: Callable[[], bool]) -> None:
        self.order, self.folder, self.process, self.control, self.hang_up = order, folder, process, control, hang_up
        self.call_id = self.key = self.cause = self.ours = ""
        self.rang = self.closed = False
        self.answered_at = None  # monotonic
        self.heard_s = 0.0  # how much had been recorded when the key came
        self.began = time.monotonic()

    def events(self) -> Iterator[Event]:
        trunk = self.order.trunk
        number = dialled(
            self.order.number, region=trunk.region, prefix=trunk.dial_prefix, national=trunk.national_format
        )
        self._send("dial", f"sip:{number}@{domain_of(trunk)}", self.order.code)
        while not self.closed:
            for message in self.control.poll(TICK_S):
                event = self._read(message)
                if event is not None:
                    yield event
            if not self.control.open:
                break
            self._limits()
        self.control.close()
        _end(self.process)
        ending = meaning_of(
            self.cause, answered=self.answered_at is not None, progress=self._progress(), rang=self.rang, ours=self.ours
        )
        if ending.meaning == Meaning.SILENT and _nobody_there(trunk.server):
            ending = Ending(Meaning.FAULT, "dead")
        yield Event(
            "ended",
            call_id=self.call_id,
            key=self.key,
            meaning=ending.meaning,
            cause=trunk.server if ending.fault == "dead" else self.cause,  # what was said then was said by ourselves
            fault=ending.fault,
            answered=self.answered_at is not None,
            recording=self._recording(),
        )

    def _send(self, command: str, params: str = "", token: str = "") -> None:
        """From ``dial`` on nothing may raise: a call may be under way, and its end must be told."""
        try:
            self.control.send(command, params, token)
        except OSError:
            self.control.open = False

    def _read(self, message: dict) -> Event | None:
        kind, what = message.get("type", ""), str(message.get("param", ""))
        self.call_id = str(message.get("id") or self.call_id)
        if message.get("response") and not message.get("ok") and message.get("token") == self.order.code:
            self.closed, self.cause = True, str(message.get("data") or "dial refused")[:120]
        elif kind == "CALL_RINGING" and not self.rang and self.answered_at is None:
            self.rang = True
            return Event("ringing", call_id=self.call_id)
        elif kind == "CALL_ESTABLISHED" and self.answered_at is None:
            self.answered_at = time.monotonic()
            return Event("answered", call_id=self.call_id)
        elif kind == "CALL_DTMF_START" and not self.key and what in self.order.after_key:
            self.key, self.heard_s = what, self._heard_s()
            self._send("ausrc", f"aufile,{self.order.after_key[what]}", "key")
            return Event("key", call_id=self.call_id, key=what)
        elif kind == "CALL_CLOSED":
            self.closed, self.cause = True, what[:120]
        return None

    def _limits(self) -> None:
        """Ring limit, and a word from above that it is over; the talk limit is the sound's length and ``-t``."""
        waited = time.monotonic() - self.began
        if self.ours:
            if waited > self.order.trunk.limit_s:
                self.closed = True  # it does not listen: TERM follows
        elif self.answered_at is None and (self.hang_up() or waited >= self.order.trunk.ring_s):
            self.ours = "ring" if waited >= self.order.trunk.ring_s else "stop"
            self._send("hangup")
        elif self.answered_at is not None and time.monotonic() - self.answered_at >= self.order.trunk.talk_s:
            self.ours = "talk"
            self._send("hangup")

    def _progress(self) -> bool:
        """Whether anything at all came back; only the log tells of a mere ``100 Trying``."""
        return self.rang or self.answered_at is not None or b"SIP Progress" in _log(self.folder)

    def _recording(self) -> Path | None:
        """What was said after the key. The recording of the rest goes with the folder; a full disk costs only this."""
        if not self.key or self.key != self.order.record_key:
            return None
        heard, out = self._heard(), self.folder / "kept.wav"
        if heard is None:
            return None
        with contextlib.suppress(LineFault):
            cut(heard, out, begin_s=self.heard_s, most_s=self.order.record_s)
        return out if out.exists() and out.stat().st_size > 1000 else None

    def _heard(self) -> Path | None:
        """What came from the telephone, as baresip writes it down."""
        return next(iter(sorted(self.folder.glob("dump-*-dec.wav"), reverse=True)), None)

    def _heard_s(self) -> float:
        """By its length, not by the clock: telephones that send nothing while nobody speaks leave no gaps there."""
        heard = self._heard()
        return max(0, heard.stat().st_size - HEADER) / (2 * RATE) if heard else 0.0


def _end(process: subprocess.Popen) -> None:
    """TERM sends BYE or CANCEL; KILL only when it does not listen: HUP tells the shell to do that."""
    for sign, wait_s in ((signal.SIGTERM, 3), (signal.SIGHUP, 1), (signal.SIGKILL, None)):
        if process.poll() is None:
            process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=wait_s)
            return


def _nobody_there(server: str) -> bool:
    """A closed port: what we sent reached nobody, so it was no attempt."""
    try:
        return ping(server, wait_s=1.0) == Answer.REFUSED
    except LineFault:
        return False


def _log(folder: Path) -> bytes:
    try:
        return (folder / "log").read_bytes()
    except OSError:
        return b""


def _last_words(folder: Path) -> str:
    lines = [line.strip() for line in _log(folder).decode(errors="replace").splitlines() if line.strip()]
    return " ".join(lines[-1].split()) if lines else "baresip"


def _of_the_disk(error: OSError) -> LineFault:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LineFault("no_space")
    return LineFault("broken", error.strerror or type(error).__name__)
