"""The floor's tables, gathered from its rooms."""

from incidents.calls.models import Call, Draft
from incidents.kinds.models import (
    GuidanceCard,
    GuidanceStep,
    Kind,
    Question,
    RequiredResponse,
    RiskFlag,
)
from incidents.register.models import Incident, IncidentLink, InvolvedPerson, InvolvedVehicle, PlaceCorrection
from incidents.telephony.models import Trunk
from incidents.timeline.models import Entry

__all__ = [
    "Call",
    "Draft",
    "Entry",
    "GuidanceCard",
    "GuidanceStep",
    "Incident",
    "IncidentLink",
    "InvolvedPerson",
    "InvolvedVehicle",
    "Kind",
    "PlaceCorrection",
    "Question",
    "RequiredResponse",
    "RiskFlag",
    "Trunk",
]
