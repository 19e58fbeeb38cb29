"""``GET /api/v1/incidents/{code}/recommendation``."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router

from dispatch.recommendation.actions import recommend
from dispatch.recommendation.lists import worded
from dispatch.recommendation.queries import DISPATCH_RIGHT, WITH_KIND
from incidents.register.models import Incident
from units.access.problems import Problem
from units.access.scope import may

router = Router(tags=["recommendation"])


@router.get("/incidents/{code}/recommendation", summary="Who should go, why, and why not the others")
def recommendation(request, code: str, limit: int = Query(20, ge=1, le=100)) -> dict[str, Any]:
    """``units`` in order, each with ``eta_s``, ``distance_m``, ``fix_age_s``, ``score`` (seconds of travel time it is
    worth, smaller is better) and ``reasons``; ``excluded`` with why; ``proposed`` call signs that together meet the
    required response; ``missing`` what cannot be met; ``straight_line`` when the router did not answer."""
    if not may(request.user, DISPATCH_RIGHT):
        raise Problem(403, _("Your roles do not include this."), code="right", right=DISPATCH_RIGHT)
    incidents = Incident.objects.visible_to(request.user, DISPATCH_RIGHT).select_related(*WITH_KIND)
    made = recommend(get_object_or_404(incidents, code=code), by=request.user, limit=limit)
    result = made.result
    return {
        "id": made.pk,
        "incident": code,
        "at": made.at,
        "version": made.ranking_version,
        "straight_line": made.straight_line,
        "proposed": result["proposed"],
        "missing": result["missing"],
        "missing_officers": result["missing_officers"],
        **worded(result),
    }
