"""How this room announces itself: a new version, journal and consoles by ``changed``, the incident's story."""

from django.db.models import F, Model

from dispatch.autocalls.models import Campaign
from dispatch.live.texts import in_both
from dispatch.signals import changed
from incidents.timeline.actions import note


def touch(row: Model) -> None:
    """A new version: consoles drop what is older."""
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db(fields=["version"])


def tell(row: Model, verb: str, *, by=None, data: dict | None = None) -> None:
    """Into the journal and to the consoles; codes and counts, no names or numbers."""
    campaign = row if isinstance(row, Campaign) else row.campaign
    changed.send(sender=type(row), verb=verb, subject=row, by=by, data={"campaign": campaign.code, **(data or {})})


def note_in_story(campaign: Campaign, verb: str, *, by=None, data: dict | None = None, unit=None) -> None:
    if campaign.incident is not None:
        facts = {"campaign": campaign.code, "title": campaign.title, **(data or {})}
        note(campaign.incident, verb, by=by, data=facts, unit=unit)


def label_in_both(choices, value: str) -> dict[str, str]:
    """``{"zh", "en"}`` of a choice's label."""
    return in_both(lambda: str(choices(value).label))
