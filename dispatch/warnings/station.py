"""What a station's first page says of warnings: those it still has to sign or to answer."""

from dispatch.warnings.actions import note_delivery
from dispatch.warnings.models import HotspotWarning, WarningState
from dispatch.warnings.words import paragraph

TO_DO = [WarningState.NEW, WarningState.DELIVERED, WarningState.SIGNED]
LISTED = 20


def station_warnings(user) -> list[tuple[HotspotWarning, str]]:
    """``[(warning, words)]``, oldest first. Showing them to the station delivers them."""
    rows = HotspotWarning.objects.visible_to(user, "warning.answer").filter(state__in=TO_DO)
    found = list(rows.select_related("organisation", "kind").order_by("at")[:LISTED])
    deliver_to(user, found)
    return [(row, paragraph(row)) for row in found]


def deliver_to(user, rows: list[HotspotWarning]) -> None:
    """Note that the station's own people were shown them; a glance from elsewhere is no delivery."""
    for row in rows:
        if row.state == WarningState.NEW and user.organisation_id == row.organisation_id:
            row.state = note_delivery(row, by=user).state
