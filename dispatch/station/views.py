"""Pages of a station's command room: its incidents, its units and shifts, its reports."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dispatch.assignments.actions import assign_units, sign_assignment
from dispatch.assignments.models import Assignment, AssignmentStep
from dispatch.autocalls.lists import autocalls_context
from dispatch.console.panel import steps_of
from dispatch.reports.forms import ReportForm
from dispatch.reports.lists import reports_context
from dispatch.reports.models import ResponseReport
from dispatch.station.forms import IncidentFilter, RelayForm, ShiftForm, UnitStateForm
from dispatch.station.heads import HEADS
from dispatch.station.queries import orders_to_report, orders_to_sign, reports_to_review, station_incidents
from dispatch.warnings.station import station_warnings
from incidents.register.models import Incident
from incidents.register.panel import details_context
from incidents.register.queries import incidents_of
from incidents.register.reach import reaches
from units.access.decorators import needs
from units.access.refused import Refused
from units.crews.actions import declare_unit_state
from units.crews.models import Unit
from units.crews.queries import units_visible
from units.duty.actions import cancel_shift, log_off, log_on, plan_shift
from units.duty.models import Shift
from units.duty.queries import shifts_around

PAGE = 50
CONSOLE = AssignmentStep.Source.CONSOLE


@require_safe
@needs("station.open")
def incidents(request):
    form = IncidentFilter(request.GET or {"state": "open"})
    filters = form.cleaned_data if form.is_valid() else {"state": "open"}
    page = Paginator(station_incidents(request.user, **filters), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "to_sign": orders_to_sign(request.user),
        "to_review": reports_to_review(request.user).count(),
        "warnings": station_warnings(request.user),
        "heads": HEADS,
        "tab": "incidents",
    }
    return render(request, "dispatch/station/incidents.html", context)


@require_safe
@needs("station.open")
def incident(request, code: str):
    row = get_object_or_404(incidents_of(request.user).select_related("found_kind", "by"), code=code)
    context = {
        **details_context(request.user, row),
        **reports_context(request.user, row),
        **autocalls_context(request.user, row),
        "steps": steps_of(row),
        "desk_reports": _desk_reports(request.user, row),
        "orders": Assignment.objects.visible_to(request.user).filter(incident=row).select_related("unit"),
        "relay_form": RelayForm(user=request.user) if reaches(request.user, "incident.relay", row) else None,
        "tab": "incidents",
    }
    return render(request, "dispatch/station/incident.html", context)


@require_POST
@needs("assignment.answer")
def sign(request, code: str):
    order = get_object_or_404(Assignment.objects.visible_to(request.user, "assignment.answer"), code=code)
    said = _("%(order)s is signed.") % {"order": order.code}
    return _do(request, lambda: sign_assignment(order, by=request.user, source=CONSOLE), said)


@require_POST
@needs("incident.relay")
def relay(request, code: str):
    row = get_object_or_404(Incident.objects.visible_to(request.user), code=code)
    form = RelayForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Unit: choose one of your free units."))
        return redirect("dispatch:station_incident", code)
    unit, words = form.cleaned_data["unit"], form.cleaned_data["instruction"]
    said = _("%(unit)s is sent.") % {"unit": unit}
    return _do(request, lambda: assign_units(row, [unit], by=request.user, instruction=words), said)


@require_safe
@needs("station.open")
def units(request):
    return _units_page(request, ShiftForm(user=request.user))


@require_POST
@needs("unit.change_state")
def unit_state(request, call_sign: str):
    unit = get_object_or_404(Unit.objects.visible_to(request.user, "unit.change_state"), call_sign=call_sign)
    form = UnitStateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("State: choose free, busy or off duty."))
        return redirect("dispatch:station_units")
    state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
    said = _("%(unit)s: state changed.") % {"unit": unit}
    return _do(request, lambda: declare_unit_state(unit, state, by=request.user, reason=reason), said)


@require_POST
@needs("shift.manage")
def shift_plan(request):
    form = ShiftForm(request.POST, user=request.user)
    if form.is_valid():
        wanted = form.cleaned_data
        unit, people = wanted.pop("unit"), list(wanted.pop("people"))
        try:
            shift = plan_shift(unit, people, by=request.user, **wanted)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("Planned: %(shift)s") % {"shift": shift})
            return redirect("dispatch:station_units")
    return _units_page(request, form, status=422)


@require_POST
@needs("shift.manage")
def shift_change(request, pk: int, verb: str):
    shift = get_object_or_404(Shift.objects.visible_to(request.user, "shift.manage").select_related("unit"), pk=pk)
    deeds = {"log-on": log_on, "log-off": log_off, "cancel": cancel_shift}
    said = _("%(unit)s: shift changed.") % {"unit": shift.unit}
    return _do(request, lambda: deeds[verb](shift, by=request.user), said)


@require_safe
@needs("report.review")
def reports(request):
    page = Paginator(reports_to_review(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "dispatch/station/reports.html", {"page": page, "heads": HEADS, "tab": "reports"})


def _desk_reports(user, row: Incident) -> list[tuple[Assignment | None, ReportForm]]:
    """A form for every order whose outcome can be written here; for an incident without orders, one for itself."""
    pairs: list[tuple[Assignment | None, ResponseReport | None]] = [*orders_to_report(user, row)]
    if row.open and not row.assignments.exists() and not row.reports.exists() and reaches(user, "report.write", row):
        pairs = [(None, None)]
    started = {"found_kind": row.kind.code, "found_level": row.level, "place": row.address}
    forms = []
    for order, report in pairs:
        names = f"report-{order.code if order else row.code}-%s"
        initial = started if report is None else {"found_kind": report.found_kind and report.found_kind.code}
        forms.append((order, ReportForm(instance=report, initial=initial, auto_id=names)))
    return forms


def _units_page(request, form: ShiftForm, status: int = 200):
    context = {
        "units": units_visible(request.user),
        "shifts": shifts_around(request.user),
        "form": form,
        "states": UnitStateForm.base_fields["state"].choices,
        "heads": HEADS,
        "tab": "units",
    }
    return render(request, "dispatch/station/units.html", context, status=status)


def _do(request, deed, said: str):
    """Carry out ``deed`` and go back to the page it was asked from, with what happened or why not."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/station/") else "dispatch:station")
