"""Answers to a warning, and what duty chief and analyst may ask of the methods."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.warnings.models import MeasureKind
from incidents.hotspots.methods import RUNS
from incidents.hotspots.models import HotspotMethod

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("against a series", "Measure"), choices=[("", "—"), *MeasureKind.choices]
    )
    begins = forms.DateField(label=_("From"), widget=DAY)
    ends = forms.DateField(label=_("Until"), widget=DAY)
    note = forms.CharField(label=_("How"), required=False, max_length=300)

    def __init__(self, *args, **kwargs) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"begins": today, "ends": today + timedelta(days=13)})
        super().__init__(*args, **kwargs)


class RunForm(forms.Form):
    method = forms.ModelChoiceField(
        label=_("Method"), queryset=HotspotMethod.objects.filter(code__in=RUNS), empty_label=None, to_field_name="code"
    )
    day = forms.DateField(label=_("Up to the day"), widget=DAY)
    deliver = forms.BooleanField(label=_("Deliver to the stations"), required=False, initial=True)
