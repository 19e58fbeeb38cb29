"""Forms of the deeds on an incident. They check that input is there; the rules are the actions'."""

import json
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.kinds.choices import Level
from incidents.register.models import CloseResult, IncidentLink, InvolvedPerson
from incidents.register.refusal import Refused
from units.organisations.models import Organisation


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))


class HoldForm(forms.Form):
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        empty_value=None,
        required=False,
        initial="30",
        choices=[
            ("15", _("15 min")),
            ("30", _("30 min")),
            ("60", _("1 h")),
            ("120", _("2 h")),
            ("", _("until …")),
        ],
        widget=forms.RadioSelect,
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("minutes") and not data.get("until"):
            data["until"] = timezone.now() + timedelta(minutes=data["minutes"])
        if not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Choose how long, or a time."))
        return data


class ScheduleForm(HoldForm):
    minutes = None


class EscalateForm(forms.Form):
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, choices=Level.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))


class CloseForm(forms.Form):
    result = forms.ChoiceField(label=_("Result"), choices=CloseResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Closing note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PlaceForm(forms.Form):
    """``place`` is the JSON that the place search element writes."""

    place = forms.CharField(label=_("Place"), widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean_place(self) -> dict:
        try:
            return json.loads(self.cleaned_data["place"] or "{}")
        except ValueError:
            raise ValidationError(_("Choose a suggestion, or click on the map.")) from None


class OrganisationForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Station"), queryset=Organisation.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, organisations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class OtherForm(forms.Form):
    """Another incident, by code or by its last four digits of today."""

    other = forms.CharField(label=_("Other incident"), max_length=24, help_text=_("Code, or the last four digits."))


class LinkForm(OtherForm):
    kind = forms.ChoiceField(
        label=_("How they belong together"),
        choices=IncidentLink.Kind.choices,
        initial=IncidentLink.Kind.SAME_EVENT,
        widget=forms.RadioSelect,
    )


class MergeForm(OtherForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, initial=_("Repeat call"))


class RemarkForm(forms.Form):
    text = forms.CharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}))
    amends = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PersonForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=InvolvedPerson.Role.choices, initial=InvolvedPerson.Role.OTHER)
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=32, required=False)
    description = forms.CharField(label=_("Description"), max_length=300, required=False)


class VehicleForm(forms.Form):
    plate = forms.CharField(label=_("Plate"), max_length=16, required=False)
    plate_type = forms.CharField(label=_("Plate type"), max_length=20, required=False)
    description = forms.CharField(label=_("Description"), max_length=300, required=False)


class EmptyForm(forms.Form):
    """A deed that needs nothing but the decision."""


def put_refusal(form: forms.Form, refused: Refused) -> None:
    """Show a refusal beside its field, or above the form when the form has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
