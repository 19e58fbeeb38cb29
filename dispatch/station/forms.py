"""The station's forms."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.kinds.choices import Level
from units.access.scope import scope_paths, within
from units.crews.actions import CHOSEN_BY_PEOPLE
from units.crews.models import Unit, UnitState
from units.crews.queries import units_visible
from units.people.models import User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class IncidentFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("open", pgettext_lazy("incidents", "Open")),
            ("closed", pgettext_lazy("incidents", "Closed")),
            ("", _("All")),
        ],
        initial="open",
    )
    level = forms.TypedChoiceField(
        label=_("Level"), required=False, coerce=int, empty_value=None, choices=[("", _("All")), *Level.choices]
    )
    text = forms.CharField(label=_("Code, place or words"), required=False)


class UnitStateForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=[(state, UnitState(state).label) for state in CHOSEN_BY_PEOPLE])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=120)


class RelayForm(forms.Form):
    """Pass an incident on to one of the station's own free units."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    instruction = forms.CharField(label=_("Instruction"), required=False, max_length=300)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_visible(user, "incident.relay").filter(state=UnitState.FREE)


class ShiftForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    people = forms.ModelMultipleChoiceField(
        label=_("Officers"),
        queryset=User.objects.none(),
        help_text=_("The first one chosen leads. Hold Ctrl to choose several."),
    )
    begins_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MOMENT)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args, user, **kwargs) -> None:
        now = timezone.localtime().replace(second=0, microsecond=0)
        kwargs.setdefault("initial", {"begins_at": now, "ends_at": now + timedelta(hours=8)})
        super().__init__(*args, **kwargs)
        own = within(scope_paths(user, "shift.manage"))
        self.fields["unit"].queryset = units_visible(user, "shift.manage")
        officers = User.objects.filter(own, is_active=True, role_grants__role="field_officer")
        self.fields["people"].queryset = officers.distinct().order_by("badge", "username")
