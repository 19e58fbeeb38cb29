"""The auditor's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"})


class JournalFilter(forms.Form):
    verb = forms.CharField(label=_("Verb"), required=False, help_text=_("Begins with, as in incident.opened"))
    subject = forms.CharField(
        label=pgettext_lazy("incident", "Code"), required=False, help_text=_("Begins with: incident, order, unit, user")
    )
    by = forms.CharField(label=_("By"), required=False, help_text=_("User name."))
    since = forms.DateTimeField(label=_("From"), required=False, widget=MOMENT)
    until = forms.DateTimeField(label=_("Until"), required=False, widget=MOMENT)
