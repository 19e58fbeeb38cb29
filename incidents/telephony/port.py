"""What a driver does: place one call, tell what happens, end it. Asterisk or FreeSWITCH may stand here as well."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.utils import timezone

from incidents.telephony.models import Trunk


@dataclass(frozen=True)
class Order:
    """One call. ``number``: E.164 or internal. ``message``: WAV (8 kHz mono 16 bit); its end hangs up.

    ``after_key``: sounds played instead of the message once that key was pressed; the first key counts. ``record_key``:
    what the called person says after this one is kept, ``record_s`` at most. ``rehearsal``: simulated phones only.
    """

    code: str
    number: str
    trunk: Trunk
    message: Path
    rehearsal: bool
    after_key: Mapping[str, Path] = field(default_factory=dict)
    record_key: str = ""
    record_s: float = 30.0


@dataclass(frozen=True)
class Event:
    """``kind``: ``ringing``, ``answered``, ``key`` (``key`` says which), ``ended`` (the last one, always).

    Of ``ended``: ``meaning`` is a word of ``causes.Meaning``; ``cause`` what the exchange said; ``fault`` a code of
    ``faults.py`` where the line failed; ``key`` the first key; ``recording`` a WAV file that is there until the
    iterator goes on or is closed.
    """

    kind: str
    at: datetime = field(default_factory=timezone.now)
    call_id: str = ""
    key: str = ""
    meaning: str = ""
    cause: str = ""
    fault: str = ""
    answered: bool = False
    recording: Path | None = None


class CallPort(Protocol):
    def check(self) -> None:
        """Raise ``LineFault`` when this machine cannot make a call at all, before anything is claimed for it."""

    def place(self, order: Order, *, hang_up: Callable[[], bool]) -> Iterator[Event]:
        """Make the call and yield what happens, ``ended`` last. ``hang_up`` is asked twice a second: True ends it.

        Raises ``LineFault`` only while nothing has been sent. Closing the iterator ends the call.
        """
