"""The outer contract: JSON under ``/api/v1/``, described at ``/api/v1/openapi.json``. Rooms bring their routers."""

from ninja import NinjaAPI

from dispatch.assignments.api import router as assignments
from dispatch.autocalls.api import router as autocalls
from dispatch.casts.api import router as casts
from dispatch.nearby.api import router as nearby
from dispatch.playback.api import router as playback
from dispatch.recommendation.api import router as recommendation
from dispatch.reports.api import router as reports
from dispatch.terminal.api import router as terminal
from dispatch.warnings.api import router as warnings
from incidents.calls.api import router as calls
from incidents.kinds.api import router as kinds
from incidents.register.api import router as incidents
from units.access.problems import answer_with_problems
from units.crews.api import router as crews
from units.fences.api import router as fences
from units.positions.api import router as positions
from units.terminals.auth import SignedIn, TerminalToken
from units.tracks.api import router as tracks

api = NinjaAPI(
    title="Muster",
    version="1",
    description="Terminals, gateways and other systems: positions in, incidents, dispatch orders, units.",
    docs_url=None,  # its page would need scripts from elsewhere
    auth=[TerminalToken(), SignedIn()],
    urls_namespace="api",
)
answer_with_problems(api)
for router in (
    positions,
    crews,
    tracks,
    playback,
    fences,
    kinds,
    calls,
    incidents,
    recommendation,
    nearby,
    reports,
    assignments,
    terminal,
    casts,
    warnings,
    autocalls,
):
    api.add_router("", router)
