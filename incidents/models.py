"""The floor's tables, gathered from its rooms."""

from incidents.calls.models import Call, Draft
from incidents.history.models import HistoricEvent, HistoryFile, HistoryImport
from incidents.hotspots.models import HotspotMethod, HotspotRun, HotspotStep
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
    "HistoricEvent",
    "HistoryFile",
    "HistoryImport",
    "HotspotMethod",
    "HotspotRun",
    "HotspotStep",
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
