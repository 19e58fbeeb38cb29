"""What a clock may run for: an incident (or one of its orders), a form being typed, a ringing call, a warning."""

from dispatch.warnings.models import HotspotWarning
from incidents.calls.models import Call, Draft
from incidents.register.models import Incident
from units.fences.models import FenceEvent

Subject = Incident | Draft | Call | HotspotWarning
NAMES: dict[type, str] = {Incident: "incident", Draft: "draft", Call: "call", HotspotWarning: "warning"}


def of(subject: Subject) -> dict[str, Subject | None]:
    """The columns that name a subject, for a filter or a new row: one is set, the others are ``None``."""
    mine = NAMES[type(subject)]
    return {name: subject if name == mine else None for name in NAMES.values()}


def of_alarm(subject: Subject | FenceEvent) -> dict[str, Subject | FenceEvent | None]:
    """The same for an alarm, which may also be about a crossing of a fence."""
    mine = subject if isinstance(subject, FenceEvent) else None
    return {**(of(subject) if mine is None else dict.fromkeys(NAMES.values())), "crossing": mine}


def level_of(subject: Subject) -> int | None:
    """None before somebody decided on a level: then only limits for all levels fit."""
    return subject.level if isinstance(subject, Incident) else None


def area_type_of(subject: Subject) -> str:
    return subject.area.area_type if isinstance(subject, Incident) and subject.area_id else ""


def code_of(subject: Subject) -> str:
    return str(subject.pk) if isinstance(subject, Draft) else subject.code


def locked(name: str, pk) -> Subject | None:
    """The subject's row, locked with its organisation at hand; None when another worker or a slow deed holds it."""
    model = next(model for model, known in NAMES.items() if known == name)
    rows = model.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("organisation__parent").filter(pk=pk).first()
