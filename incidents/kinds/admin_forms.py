"""Forms of the admin: capabilities are ticked, not typed; choices get room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.kinds.models import Question, RequiredResponse
from units.crews.models import Capability


class CapabilitiesField(forms.MultipleChoiceField):
    """The words that units may have; asked from the database each time the form is shown."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            choices=lambda: [(capability.code, capability.name) for capability in Capability.objects.all()],
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def has_changed(self, initial, data) -> bool:
        return set(initial or []) != set(data or [])


class RequiredResponseForm(forms.ModelForm):
    capabilities = CapabilitiesField(
        required=False, label=_("capabilities each needs"), help_text=_("Every unit of this row must have all of them.")
    )

    class Meta:
        model = RequiredResponse
        fields = ["level", "role", "tier", "count", "officers_min", "capabilities"]


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = [
            "order", "key", "text_zh", "text_en", "answer_type", "choices", "sets_level", "raises_flag",
            "required", "active",
        ]  # fmt: skip
        widgets = {
            "text_zh": forms.TextInput(attrs={"size": 60}),
            "text_en": forms.TextInput(attrs={"size": 60}),
            "choices": forms.Textarea(attrs={"rows": 2, "cols": 100}),
        }
