"""Where the units of an incident went, through the interface."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from dispatch.assignments.models import Assignment
from incidents.register.models import Incident
from incidents.signals import read
from units.access.scope import may
from units.crews.models import Unit
from units.tracks.export import Track, features
from units.tracks.fixes import fixes_of

router = Router(tags=["tracks"])


@router.get("/incidents/{code}/track", summary="Where the units of an incident went, as GeoJSON")
@transaction.atomic
def incident_track(request, code: str):
    """From each order's sending to its end: true fixes only, of units whose tracks you may see."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user, "incident.see"), code=code)
    if not may(request.user, "track.see"):
        raise PermissionDenied("track.see")
    orders = Assignment.objects.filter(
        incident=incident, unit__in=Unit.objects.visible_to(request.user, "track.see")
    ).select_related("unit")
    read.send(sender=Incident, subject=incident, by=request.user, purpose="track", data={"orders": len(orders)})
    tracks = [
        Track(order.unit.call_sign, fixes_of(order.unit_id, order.sent_at, order.ended_at or timezone.now()))
        for order in orders
    ]
    return {"type": "FeatureCollection", "features": features(tracks)}
