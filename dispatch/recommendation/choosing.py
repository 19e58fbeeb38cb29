"""What the human chose, beside what was proposed."""

from collections.abc import Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.recommendation.models import Recommendation
from units.access.refused import Refused
from units.crews.models import Unit


class OverrideReason(models.TextChoices):
    """One tap says why the proposal was not followed."""

    CLOSER = "closer", gettext_lazy("In truth closer")
    OFFERED = "offered", gettext_lazy("Unit offered itself")
    KNOWS_PLACE = "knows_place", gettext_lazy("Knows the place or the people")
    SKILL = "skill", gettext_lazy("Special skill needed")
    SAFETY = "safety", gettext_lazy("Officer safety: more force")
    KEEP = "keep", gettext_lazy("Kept free for something else")
    ENOUGH = "enough", gettext_lazy("Fewer units are enough")
    ORDERED = "ordered", gettext_lazy("Ordered from above")
    OTHER = "other", gettext_lazy("Other")


def record_choice(recommendation: Recommendation, units: Sequence[Unit], *, by, reason: str = "") -> None:
    """Store which units were sent. Raises `Refused` when they depart from the proposal and nobody says why."""
    proposed = set(recommendation.result.get("proposed", []))
    chosen = [unit.call_sign for unit in units]
    followed = proposed == set(chosen)
    if proposed and not followed and not reason.strip():
        raise Refused(
            _("This differs from the recommendation: tap a reason."), code="reason_missing", field="override_reason"
        )
    recommendation.chosen = {
        "units": chosen,
        "followed": followed,
        "reason": "" if followed else reason.strip(),
        "by": getattr(by, "pk", None),
        "at": timezone.now().isoformat(),
    }
    recommendation.save(update_fields=["chosen"])


def etas(recommendation: Recommendation | None) -> dict[int, float]:
    """``{unit id: seconds}`` as the recommendation knew them."""
    if recommendation is None:
        return {}
    ranked = recommendation.result.get("candidates", [])
    return {row["unit_id"]: row["eta_s"] for row in ranked if row.get("eta_s") is not None}
