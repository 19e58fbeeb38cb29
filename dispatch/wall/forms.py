from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.wall.models import Display


class PairForm(forms.Form):
    display = forms.ModelChoiceField(Display.objects.none(), label=_("Wall display"), empty_label=None)
    code = forms.CharField(
        label=_("Code on the wall"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args, displays, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display"].queryset = displays
