"""What to play back: an incident, units by call sign, or an organisation's units, and from when to when."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(hours=24)


def _moment(label) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")
    return forms.DateTimeField(label=label, required=False, widget=widget)


class PlaybackForm(forms.Form):
    incident = forms.CharField(label=_("Incident"), max_length=24, required=False)
    units = forms.CharField(
        label=_("Units"), max_length=400, required=False, help_text=_("Call signs, separated by commas.")
    )
    organisation = forms.CharField(
        label=_("All units of"), max_length=30, required=False, help_text=_("An organisation's code.")
    )
    since = _moment(_("From"))
    until = _moment(_("Until"))

    def clean(self):
        found = super().clean()
        since, until = found.get("since"), found.get("until")
        if not any(found.get(name) for name in ("incident", "units", "organisation")):
            raise forms.ValidationError(_("Name an incident, units, or an organisation."))
        if not found.get("incident") and not self.errors:
            found["until"] = until = until or timezone.now()
            found["since"] = since = since or until - timedelta(hours=1)
        if since and until and not since < until <= since + LONGEST:
            raise forms.ValidationError(_("From must lie before until, by at most 24 hours."))
        return found


class ExportForm(forms.Form):
    format = forms.CharField(required=False)
    purpose = forms.CharField(required=False)
    raw = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=200)
    units = forms.CharField(required=False)
