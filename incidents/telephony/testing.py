"""One call to try a line: a sentence is spoken, key 1 proves that keys come through.

It is made by a worker of calls, where the real calls are made: what works here works there. The answer comes back
through the cache; who waits longer than a call can last is told that no worker answered.
"""

import secrets
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.signals import changed
from incidents.telephony import calling, speech
from incidents.telephony.causes import Meaning
from incidents.telephony.faults import LineFault, fault_sentence
from incidents.telephony.models import Trunk
from incidents.telephony.numbers import NumberPlan, read_number
from incidents.telephony.ping import Answer, ping
from incidents.telephony.port import Event, Order
from incidents.telephony.trunks import permit, rehearses

TASK = "incidents.telephony.tasks.try_line"
WORDS = {
    "zh": "这是指挥系统的试拨电话。听到请按 1。",
    "en": "This is a test call of the dispatch system. Press 1 if you hear it.",
}
LISTEN_S = 8.0
KEPT_S = 300


@dataclass(frozen=True)
class Tried:
    good: bool
    sentence: str


def begin_test_call(trunk: Trunk, typed: str, *, by) -> Tried:
    """Have a worker call, and wait for what it says. Raises ``Refused`` for a number that is none."""
    number = read_number(typed, NumberPlan(trunk.region, trunk.extension_digits))
    ticket = secrets.token_hex(8)
    arguments = [trunk.pk, number, ticket, get_language() or ""]
    current_app.send_task(TASK, arguments, queue=settings.MUSTER["CALLS_QUEUE"], expires=10)
    told = _wait(ticket, 10, trunk.ring_s + 40)
    tried = Tried(**told) if told else Tried(False, _("No worker of calls answered: is the process “calls” running?"))
    facts = {"line": trunk.name, "good": tried.good}
    changed.send(sender=Trunk, verb="trunk.tried", subject=trunk, by=by, data=facts)
    return tried


def run_test_call(trunk_id: int, number: str, ticket: str, language: str) -> None:
    """The worker's part."""
    cache.set(_key(ticket), {"begun": True}, KEPT_S)
    with translation.override(language or None):
        try:
            with tempfile.TemporaryDirectory() as folder:
                good, sentence = _judged(_call(Trunk.objects.get(pk=trunk_id), number, Path(folder)))
        except LineFault as fault:
            good, sentence = False, fault_sentence(fault.code, fault.detail)
    cache.set(_key(ticket), {"good": good, "sentence": sentence}, KEPT_S)


def _wait(ticket: str, begin_s: float, end_s: float) -> dict | None:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < end_s:
        told = cache.get(_key(ticket))
        if told and "sentence" in told:
            return told
        if told is None and waited > begin_s:
            return None
        time.sleep(0.3)
    return None


def _key(ticket: str) -> str:
    return f"telephony-try-{ticket}"


def _call(trunk: Trunk, number: str, folder: Path) -> Event:
    rehearsal = rehearses(drill=trunk.simulated)
    permit(trunk, rehearsal=rehearsal)
    if ping(trunk.server) == Answer.REFUSED:  # who tries a line does not wait for the ring limit
        raise LineFault("dead", trunk.server)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    said, rest, message = folder / "said.wav", folder / "rest.wav", folder / "message.wav"
    speech.say(WORDS[language], language, said)
    speech.silence(LISTEN_S, rest)
    speech.join([said, rest], message)
    order = Order("test", number, trunk, message, rehearsal, after_key={"1": rest})
    for event in calling.place(order):
        if event.kind in ("key", "ended"):
            return event
    return Event("ended", meaning=Meaning.SILENT, fault="dead")


def _judged(event: Event) -> tuple[bool, str]:
    if event.kind == "key":
        return True, _("The call was answered and key %(key)s came through: the line works.") % {"key": event.key}
    if event.answered:
        return True, _("The call was answered; no key was pressed.")
    if event.fault:
        return False, fault_sentence(event.fault, event.cause)
    return False, _("The line works, but nobody answered: %(cause)s.") % {"cause": event.cause or event.meaning}
