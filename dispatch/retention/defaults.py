"""What ships: days for each class. Bureaus change them in admin; a class they have is left as it is."""

from dispatch.retention.models import Kept, RetentionClass

DAYS = {
    Kept.TRACKS: 90,
    Kept.RECOMMENDATION_INPUTS: 365,
    Kept.FENCE_CROSSINGS: 90,
    Kept.CASTS: 365,
    Kept.HOTSPOT_INPUTS: 365,
    Kept.HISTORY: 3650,
    Kept.CALL_RECORDINGS: 90,
}


def ensure_retention() -> None:
    for code, days in DAYS.items():
        RetentionClass.objects.get_or_create(code=code, defaults={"days": days})
