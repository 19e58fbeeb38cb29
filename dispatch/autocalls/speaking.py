"""A campaign's sound files: the message with its keys, said twice, and what is said after a key.

The files are made again whenever they are missing: the row holds the words, the disk only their sound. The message's
length is the talk budget, for its end hangs up.
"""

import errno
import hashlib
import math
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from dispatch.autocalls import message
from dispatch.autocalls.models import Campaign
from incidents.telephony import speech
from incidents.telephony.faults import LineFault, fault_sentence
from incidents.telephony.trunks import rehearses, trunk_for
from units.access.refused import Refused

MOST_BYTES = 20 * 1024 * 1024
SHORTEST_S, PAUSE_S, LAST_S, OBSTACLE_S = 1.0, 1.5, 6.0, 20.0
VERSION = 1  # of the sound made from the same words: raise it when the layout changes


@dataclass(frozen=True)
class Sound:
    """Paths of a campaign's files."""

    message: Path
    thanks: Path
    obstacle: Path

    @property
    def seconds(self) -> float:
        """The message's length: the talk budget."""
        return speech.length_s(self.message)


def sound_of(campaign: Campaign) -> Sound:
    """The files, made if they are missing. Raises ``LineFault``: no program, no space, no message."""
    folder = settings.MEDIA_ROOT / "autocalls" / "spoken"
    name = digest(campaign)
    files = {part: folder / f"{name}-{part}.wav" for part in ("message", "thanks", "obstacle")}
    if not all(path.exists() for path in files.values()):
        with _disk():
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as work:
                _make(campaign, files, Path(work))
    return Sound(**files)


def prepare(campaign: Campaign) -> Sound:
    """Before the start. Raises ``Refused``: the sound cannot be made, or lasts longer than the line lets us talk."""
    try:
        sound = sound_of(campaign)
        trunk = trunk_for(campaign.organisation, rehearsal=rehearses(drill=campaign.is_drill))
    except LineFault as fault:
        raise Refused(fault_sentence(fault.code, fault.detail), code=fault.code) from None
    if sound.seconds > trunk.talk_s:
        words = _("The message lasts %(seconds)s s, said twice with the keys; the line allows %(most)s s. Shorten it.")
        facts = {"seconds": math.ceil(sound.seconds), "most": trunk.talk_s}
        raise Refused(words % facts, code="long", field="text")
    return sound


def preview(text: str, language: str, fields: dict[str, str], *, drill: bool = False) -> bytes:
    """The message as it will sound, once, as a WAV file. Raises ``Refused``."""
    said = message.spoken(message.filled(text, fields), language, drill=drill)
    try:
        with _disk(), tempfile.TemporaryDirectory() as work:
            out = Path(work) / "preview.wav"
            speech.say(f"{said} {message.KEYS[language]}", language, out)
            return out.read_bytes()
    except LineFault as fault:
        raise Refused(fault_sentence(fault.code, fault.detail), code=fault.code, field="text") from None


def keep_upload(campaign: Campaign, upload) -> None:
    """Take an uploaded recording, converted for telephones. Raises ``Refused`` (field ``upload``)."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(_("A recording may have at most 20 MB."), code="large", field="upload")
    try:
        with _disk(), tempfile.TemporaryDirectory() as work:
            given = Path(work) / f"given{Path(upload.name).suffix.lower()[:6] or '.wav'}"
            given.write_bytes(content)
            converted = Path(work) / "converted.wav"
            speech.convert(given, converted)
            seconds = speech.length_s(converted)
            sound = converted.read_bytes()
    except LineFault as fault:
        if fault.code != "no_message":
            raise Refused(fault_sentence(fault.code, fault.detail), code=fault.code, field="upload") from None
        words = _("This file holds no sound that can be read: send WAV, FLAC, OGG or MP3.")
        raise Refused(words, code="unreadable", field="upload") from None
    if seconds < SHORTEST_S:
        raise Refused(_("The recording is shorter than a second."), code="short", field="upload")
    campaign.recording_sha256 = hashlib.sha256(sound).hexdigest()
    campaign.recording.save(f"{campaign.recording_sha256[:16]}.wav", ContentFile(sound), save=False)


def digest(campaign: Campaign) -> str:
    """What the sound is made of, as the name of its files."""
    words = f"{VERSION} {campaign.language} {campaign.is_drill} {campaign.recording_sha256} {campaign.text}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _make(campaign: Campaign, files: dict[str, Path], work: Path) -> None:
    language = campaign.language
    body, keys, pause, last, beep = (work / f"{part}.wav" for part in ("body", "keys", "pause", "last", "beep"))
    if campaign.recording:
        recorded = Path(campaign.recording.path)
        if not recorded.exists():
            raise LineFault("no_message", recorded.name)
        if campaign.is_drill:  # a recording does not say by itself that it is only a drill
            speech.say(message.DRILL[language], language, keys)
            speech.join([keys, recorded], body)
        else:
            shutil.copyfile(recorded, body)
    else:
        speech.say(message.spoken(campaign.text, language, drill=campaign.is_drill), language, body)
    speech.say(message.KEYS[language], language, keys)
    speech.silence(PAUSE_S, pause)
    speech.silence(LAST_S, last)
    speech.join([body, pause, keys, pause, pause, body, pause, keys, last], files["message"])
    speech.say(message.THANKS[language], language, keys)
    speech.join([keys, pause], files["thanks"])
    speech.say(message.OBSTACLE[language], language, keys)
    speech.tone(0.4, beep)
    speech.silence(OBSTACLE_S, last)
    speech.join([keys, beep, last], files["obstacle"])


@contextmanager
def _disk():
    """A full disk is a fault that operators read about, not a broken page."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LineFault("no_space") from None
        raise LineFault("no_message", error.strerror or type(error).__name__) from None
