"""The report as it is typed: on the terminal, at the station, or sent by the API. One form cleans all three."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.reports.items import WrongItem, clean_parties, clean_signature, clean_traffic
from dispatch.reports.models import ReportKind, ResponseReport
from incidents.kinds.models import Kind

MOST = 9999


class ReportForm(forms.ModelForm):
    """``data`` may leave out any item; then ``cleaned_items()`` has what was given and nothing else.

    ``found_kind`` is a kind's code. ``parties`` and ``traffic`` are JSON, ``signature`` is SVG path data.
    """

    found_kind = forms.ModelChoiceField(
        Kind.objects.filter(active=True), to_field_name="code", required=False, label=_("kind as found")
    )
    parties = forms.JSONField(required=False, label=_("parties and witnesses"))
    traffic = forms.JSONField(required=False, label=_("traffic items"))
    narrative = forms.CharField(
        required=False, max_length=20_000, label=_("what was done"), widget=forms.Textarea(attrs={"rows": 5})
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput, label=_("signature"))

    class Meta:
        model = ResponseReport
        fields = [
            *("found_kind", "found_level", "narrative", "result", "happened_at", "place", "place_class"),
            *("officers", "vehicles", "involved", "helped", "injured", "dead", "arrested", "fled"),
            *("weather", "loss", "evidence_items", "case_number", "handed_to", "traffic", "parties", "signature"),
        ]

    def __init__(self, data=None, *, kind: str = ReportKind.RESULT, **more):
        super().__init__(data, **more)
        self.kind = kind
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.IntegerField):
                field.max_value, field.min_value = MOST, 0
                field.validators.append(_at_most)

    @property
    def first_fields(self) -> list:
        """What every report at a desk says; the kind as found has a picker of its own beside them."""
        return [self[name] for name in ("result", "narrative", "found_level")]

    @property
    def more_fields(self) -> list:
        """The items that many reports leave out, for a form that folds them away. Lists of rows are the terminal's."""
        apart = {"result", "narrative", "found_kind", "found_level", "traffic", "parties", "signature"}
        return [self[name] for name in self.fields if name not in apart]

    @property
    def errors_of_more(self) -> bool:
        return any(field.errors for field in self.more_fields)

    def clean(self):
        cleaned = super().clean()
        if self.kind == ReportKind.RESULT:
            if not (cleaned.get("narrative") or "").strip():
                self.add_error("narrative", _("Say what was done."))
            if not cleaned.get("result"):
                self.add_error("result", _("Choose the outcome."))
        for name, clean in (
            ("parties", clean_parties),
            ("traffic", clean_traffic),
            ("signature", clean_signature),
        ):
            try:
                cleaned[name] = clean(cleaned.get(name))
            except WrongItem:
                self.add_error(name, _("This item cannot be read."))
        return cleaned

    def cleaned_items(self) -> dict:
        """Items that were given, cleaned; numbers left empty are 0."""
        numbers = {name for name, field in self.fields.items() if isinstance(field, forms.IntegerField)}
        items = {}
        for name in self.fields:
            if name in self.data and name in self.cleaned_data:
                value = self.cleaned_data[name]
                items[name] = 0 if value is None and name in numbers else value
        return items


class ReviewForm(forms.Form):
    reason = forms.CharField(required=False, max_length=300, label=_("Reviewer's note"))


def _at_most(value) -> None:
    if value is not None and value > MOST:
        raise forms.ValidationError(_("At most %(number)s.") % {"number": MOST})
