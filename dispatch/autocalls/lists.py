"""What an incident's page shows of its automatic calls."""

from typing import Any

from dispatch.autocalls.queries import RUN, campaigns_of_incident
from units.access.scope import may


def autocalls_context(user, incident) -> dict[str, Any]:
    """Context of ``templates/dispatch/autocalls/_of_incident.html``."""
    return {
        "autocalls": campaigns_of_incident(user, incident),
        "may_call_up": incident.open and may(user, RUN),
    }
