"""What comes in when units are sent or an order is moved on by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.assignments.models import AssignmentStep
from units.crews.queries import units_by_call_sign


class SendForm(forms.Form):
    """``units`` (call signs, repeated), and optionally: ``take`` and ``also`` (call signs among them),
    ``recommendation`` (id), ``override_reason``, ``take_reason``, ``instruction``."""

    recommendation = forms.IntegerField(required=False)
    override_reason = forms.CharField(required=False, max_length=120)
    take_reason = forms.CharField(required=False, max_length=200)
    instruction = forms.CharField(required=False, max_length=300)

    def __init__(self, data, *, user, right: str):
        super().__init__(data)
        self.units, self.strangers = units_by_call_sign(user, _signs(data, "units"), right)
        self.take = self._ids(_signs(data, "take"))
        self.also = self._ids(_signs(data, "also"))

    def _ids(self, signs: list[str]) -> set[int]:
        named = {sign.strip().upper() for sign in signs}
        return {unit.pk for unit in self.units if unit.call_sign.upper() in named}

    def clean(self):
        if self.strangers:
            raise forms.ValidationError(
                _("There is no unit %(units)s that you can send."),
                code="unknown_unit",
                params={"units": ", ".join(self.strangers)},
            )
        return super().clean()


class StepForm(forms.Form):
    reason = forms.CharField(required=False, max_length=200)
    at = forms.DateTimeField(required=False)
    source = forms.ChoiceField(required=False, choices=AssignmentStep.Source)


def _signs(data, name: str) -> list[str]:
    """Call signs given repeatedly or with commas or spaces between."""
    given = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
    return [sign for text in given for sign in text.replace(",", " ").replace("+", " ").split()]
