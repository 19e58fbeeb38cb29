"""What the columns mean, and which kind a word is: one field a role, one a word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.history.models import DateOrder, Datum, HistoryImport
from incidents.kinds.models import Kind

ROLES = {
    "at": _("Date and time"),
    "date": _("Date"),
    "time": _("Time"),
    "year": _("Year"),
    "month": _("Month"),
    "day": _("Day"),
    "hour": _("Hour"),
    "minute": _("Minute"),
    "x": _("Longitude, or x (east)"),
    "y": _("Latitude, or y (north)"),
    "kind": _("Kind"),
    "source": _("How it was found"),
}


class UploadForm(forms.Form):
    # An empty one is let through: the reader says better what to do about it.
    file = forms.FileField(
        label=_("CSV file"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"})
    )


class ColumnsForm(forms.Form):
    """The coordinate system and the order of dates have no default: they are never guessed."""

    datum = forms.ChoiceField(label=_("Coordinates"), choices=[("", "—"), *Datum.choices])
    epsg = forms.IntegerField(
        label=_("EPSG code"), required=False, min_value=1024, max_value=32767, help_text=_("32610: UTM zone 10 north")
    )
    date_order = forms.ChoiceField(label=_("Order of dates"), choices=[("", "—"), *DateOrder.choices], required=False)
    time_zone = forms.CharField(label=_("Time zone"), max_length=40)
    patrol_words = forms.CharField(
        label=_("Words that mean “found on patrol”"),
        required=False,
        max_length=500,
        help_text=_("Separated by commas; only with a column of how it was found."),
    )

    def __init__(self, *args, row: HistoryImport, **kwargs) -> None:
        kwargs["initial"] = {
            "datum": row.datum,
            "epsg": row.epsg,
            "date_order": row.date_order,
            "time_zone": row.time_zone,
            "patrol_words": ", ".join(row.patrol_words),
            **{f"column_{role}": head for role, head in row.columns.items()},
        }
        super().__init__(*args, **kwargs)
        heads = [("", "—"), *((head, head) for head in row.header if head)]
        for role, label in ROLES.items():
            self.fields[f"column_{role}"] = forms.ChoiceField(label=label, choices=heads, required=False)
        self.order_fields([*(f"column_{role}" for role in ROLES), *self.base_fields])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("date_order"):
            if said.get("column_year"):
                said["date_order"] = DateOrder.YMD
            else:
                self.add_error("date_order", _("Choose the order of dates: it is never guessed."))
        return said

    def said(self) -> dict[str, Any]:
        """Arguments of ``actions.describe``."""
        data = self.cleaned_data
        words = data["patrol_words"].replace("，", ",").split(",")
        return {
            "columns": {role: data[f"column_{role}"] for role in ROLES if data[f"column_{role}"]},
            "patrol_words": [word.strip() for word in words if word.strip()],
            **{name: data[name] for name in ("datum", "epsg", "date_order", "time_zone")},
        }


class KindsForm(forms.Form):
    """A field a word: the code of a kind, or nothing. Suggestions come from one list on the page."""

    def __init__(self, *args, row: HistoryImport, counts: dict[str, int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = {kind.code: kind.name for kind in Kind.objects.filter(code__in=row.kinds.values())}
        self.words = dict(enumerate(sorted(row.kinds)))
        for number, word in self.words.items():
            code = row.kinds[word]
            attrs = {"list": "kinds", "autocomplete": "off", "spellcheck": "false"}
            self.fields[f"word_{number}"] = forms.CharField(
                label=word or _("(empty)"),
                required=False,
                max_length=80,
                initial=f"{code} {names.get(code, '')}".strip() if code else "",
                widget=forms.TextInput(attrs=attrs),
                help_text=str(counts.get(word, 0)),
            )

    def matched(self) -> dict[str, str]:
        """``{word: code}``: what stands before the first blank is the code."""
        given = {word: self.cleaned_data[f"word_{number}"].strip() for number, word in self.words.items()}
        return {word: text.split()[0].replace("-", "") if text else "" for word, text in given.items()}
