"""Words → a sound file that a telephone can play: 8 kHz, mono, 16 bit. Programs: espeak-ng and sox."""

import shutil
import subprocess
from pathlib import Path

from incidents.telephony.faults import LineFault

# "cmn" reads pinyin as if it were English; only this voice speaks Chinese.
VOICES = {"zh": "cmn-latn-pinyin", "en": "en-gb"}
RATE = 8000
TIMEOUT_S = 60
FORMAT = ["-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed-integer"]


def say(text: str, language: str, out: Path, *, words_per_minute: int = 150) -> None:
    """Speak ``text`` (``zh`` or ``en``) into ``out``. Raises ``LineFault``: no program, no space, no message."""
    raw = out.with_suffix(".spoken.wav")
    try:
        # By a file, not by an argument: a text may begin with a dash.
        command = ["espeak-ng", "-v", VOICES[language], "-s", str(words_per_minute), "-w", str(raw), "--stdin"]
        run(command, stdin=text)
        run(["sox", str(raw), *FORMAT, str(out), "gain", "-n", "-3"])
    finally:
        raw.unlink(missing_ok=True)


def silence(seconds: float, out: Path) -> None:
    run(["sox", "-n", *FORMAT, str(out), "trim", "0", f"{seconds:.2f}"])


def tone(seconds: float, out: Path) -> None:
    run(["sox", "-n", *FORMAT, str(out), "synth", f"{seconds:.2f}", "sine", "800", "gain", "-9"])


def join(parts: list[Path], out: Path) -> None:
    """One after the other, written beside and moved: a file of this name is always whole."""
    fresh = out.with_suffix(".new.wav")
    run(["sox", *map(str, parts), str(fresh)])
    fresh.replace(out)


def convert(given: Path, out: Path) -> None:
    """A recording of any kind that sox reads here (WAV, FLAC, OGG, …), as telephones need it."""
    run(["sox", str(given), *FORMAT, str(out), "gain", "-n", "-3"])


def cut(given: Path, out: Path, *, begin_s: float, most_s: float) -> None:
    """What was said from a moment on."""
    run(["sox", str(given), *FORMAT, str(out), "trim", f"{max(0.0, begin_s):.2f}", f"{most_s:.2f}"])


def length_s(path: Path) -> float:
    """Seconds of a sound file. Raises ``LineFault("no_message")`` for what is none."""
    try:
        return float(run(["soxi", "-D", str(path)]))
    except ValueError:
        raise LineFault("no_message", path.name) from None


def run(command: list[str], *, stdin: str = "") -> str:
    """The program's output. Raises ``LineFault``."""
    if shutil.which(command[0]) is None:
        raise LineFault("no_program", command[0])
    try:
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise LineFault("no_message", f"{command[0]}: {TIMEOUT_S} s") from None
    if done.returncode or "No space left" in done.stderr:
        if "No space left" in done.stderr or "no space" in done.stderr.lower():
            raise LineFault("no_space")
        words = done.stderr.strip().splitlines()
        raise LineFault("no_message", words[-1] if words else command[0])
    return done.stdout.strip()
