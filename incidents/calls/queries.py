"""Reads of the call desk. Drafts are for those who take calls or dispatch."""

from uuid import UUID

from django.db.models import QuerySet

from incidents.calls.models import Call, Draft


def live_drafts(user) -> QuerySet[Draft]:
    """Forms being typed or left behind, oldest first. None falls off: each ends as incident, call, or with a reason."""
    return (
        Draft.objects.visible_to(user, "incident.take")
        .filter(incident=None, discarded_at=None)
        .select_related("by", "organisation")
        .order_by("opened_at")
    )


def draft(user, draft_id: UUID) -> Draft:
    """One draft, live or ended. Raises ``Draft.DoesNotExist`` when there is none that the user may see."""
    return Draft.objects.visible_to(user, "incident.take").select_related("by", "incident", "call").get(pk=draft_id)


def calls_without_incident(user) -> QuerySet[Call]:
    return Call.objects.visible_to(user).filter(incident=None).select_related("by")
