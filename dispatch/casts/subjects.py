"""What can be cast: found among what the sender may see, and checked to be seen by whom it goes to."""

from typing import Any

from django.utils.translation import gettext as _

from dispatch.casts.models import Cast, SubjectKind
from incidents.register.models import Incident
from units.access.refused import Refused
from units.cameras.models import Camera
from units.crews.models import Unit

KNOWN_BY = {
    SubjectKind.INCIDENT: (Incident, "code"),
    SubjectKind.UNIT: (Unit, "call_sign"),
    SubjectKind.CAMERA: (Camera, "code"),
}
LAYERS = ("units", "incidents", "cameras", "areas", "rings")


def find_subject(kind: str, code: str, user):
    """The row, or ``None`` when this user sees none of this name."""
    model, column = KNOWN_BY[SubjectKind(kind)]
    return model.objects.visible_to(user).filter(**{column: code}).first()


def seen_by(kind: str, subject, viewer) -> bool:
    """Whether a principal may see what is cast. A map view shows each what they may see anyway."""
    if kind == SubjectKind.VIEW:
        return True
    return type(subject).objects.visible_to(viewer).filter(pk=subject.pk).exists()


def clean_view(view: Any) -> dict[str, Any]:
    """``{"bounds": [w, s, e, n], "zoom", "layers"}`` from what a browser or program told. Raises ``Refused``."""
    bounds = view.get("bounds") if isinstance(view, dict) else None
    numbers = isinstance(bounds, list) and len(bounds) == 4 and all(isinstance(one, int | float) for one in bounds)
    if not numbers or not (-180 <= bounds[0] < bounds[2] <= 180 and -90 <= bounds[1] < bounds[3] <= 90):
        words = _("A map view needs bounds: west, south, east, north in degrees, west below east, south below north.")
        raise Refused(words, code="view", field="view.bounds")
    zoom = view.get("zoom")
    layers = view.get("layers")
    return {
        "bounds": [round(float(one), 6) for one in bounds],
        "zoom": float(zoom) if isinstance(zoom, int | float) else None,
        "layers": [one for one in LAYERS if one in layers] if isinstance(layers, list) else ["units", "incidents"],
    }


def named(cast: Cast) -> str:
    """The name of the subject as people say it: ``20261123-0317``, ``P12``, ``C07``; nothing for a map view."""
    subject = cast.subject
    return "" if cast.view is not None else str(getattr(subject, "call_sign", None) or subject.code)
