"""What the list of an incident's alarms shows."""

from typing import Any

from dispatch.timers.queries import alarms_of
from dispatch.timers.words import alarm_sentence
from incidents.register.models import Incident
from units.access.scope import may


def alarms_context(user, incident: Incident) -> dict[str, Any]:
    """For ``dispatch/timers/_alarms.html``."""
    return {
        "incident": incident,
        "alarms": [{"alarm": alarm, "text": alarm_sentence(alarm)} for alarm in alarms_of(incident)],
        "may_acknowledge": may(user, "alarm.acknowledge", incident.organisation),
    }
