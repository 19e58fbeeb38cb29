"""The forms of automatic calls: whom, what, when. What the actions refuse is shown at its field."""

import contextlib

from django import forms
from django.db.models import Case, When
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from dispatch.autocalls import people, picking
from dispatch.autocalls.counting import Counted, count_up
from dispatch.autocalls.message import BRACES, FIELDS, LONGEST, filled
from dispatch.autocalls.models import CallGroup, Campaign, MessageTemplate
from dispatch.autocalls.pasted import rows_of
from dispatch.autocalls.queries import templates_for
from dispatch.autocalls.states import Spoken
from incidents.register.models import Incident
from incidents.register.queries import incidents_of
from units.access.refused import Refused
from units.crews.models import Unit
from units.organisations.models import Organisation
from units.people.models import User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
TEXT, RECORDING = "text", "recording"
GONE = _("Somebody who was ticked is not yours to call any more and has been taken off. Look at the list again.")


class WhoForm(forms.Form):
    """Everybody who is ticked or pasted. ``counted`` (after validation) says who that is, and what will not do."""

    groups = forms.ModelMultipleChoiceField(queryset=CallGroup.objects.none(), required=False)
    organisations = forms.ModelMultipleChoiceField(queryset=Organisation.objects.none(), required=False)
    units = forms.ModelMultipleChoiceField(queryset=Unit.objects.none(), required=False)
    people = forms.ModelMultipleChoiceField(queryset=User.objects.none(), required=False)
    incident = forms.ModelChoiceField(
        queryset=Incident.objects.none(), required=False, to_field_name="code", widget=forms.HiddenInput
    )
    crews = forms.BooleanField(label=_("All crews ordered to it"), required=False)
    numbers = forms.CharField(
        label=_("Numbers with names"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("One a line, pasted from a list or sheet: name and number in either order."),
    )
    is_drill = forms.BooleanField(label=_("Drill: simulated telephones only"), required=False)

    def __init__(self, *args, user: User, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.organisation = user, organisation
        for kind in picking.KINDS:
            self.fields[kind].error_messages["invalid_choice"] = GONE
        self.counted = Counted()
        self.fields["groups"].queryset = people.groups_for(user)
        self.fields["organisations"].queryset = people.organisations_for(user)
        self.fields["units"].queryset = people.units_for(user)
        self.fields["people"].queryset = people.people_for(user)
        self.fields["incident"].queryset = incidents_of(user)

    def clean(self):
        cleaned = super().clean()
        self.counted = count_up(
            self.organisation,
            drill=bool(cleaned.get("is_drill")),
            pasted=rows_of(cleaned.get("numbers") or ""),
            **self._ticked(cleaned),
        )
        if self.counted.wrong:
            wrong = len(self.counted.wrong)
            words = ngettext(
                "%(n)s line cannot be called: correct it, or take it out.",
                "%(n)s lines cannot be called: correct them, or take them out.",
                wrong,
            )
            self.add_error("numbers", words % {"n": wrong})
        return cleaned

    def _ticked(self, cleaned) -> dict:
        return {
            "people": cleaned.get("people") or [],
            "units": cleaned.get("units") or [],
            "organisations": cleaned.get("organisations") or [],
            "groups": cleaned.get("groups") or [],
            "incident": cleaned.get("incident") if cleaned.get("crews") else None,
        }

    def who(self) -> dict:
        """As ``add_callees`` takes it."""
        ticked = self._ticked(self.cleaned_data)
        pasted = [(name, number) for _line, name, number in rows_of(self.cleaned_data["numbers"])]
        return {"people_ticked": ticked.pop("people"), **ticked, "numbers": pasted}

    def ticked(self) -> list[picking.Choice]:
        """What stands in the list of the ticked: of a form that comes back, or of one that is begun."""
        found = {}
        for kind in picking.KINDS:
            given = self.data.getlist(kind) if self.is_bound else self.initial.get(kind, [])
            keys = [key for key in given if str(key).isdigit()]
            found[kind] = self.fields[kind].queryset.filter(pk__in=keys) if keys else []
        return picking.ticked(self.user, found)


class CampaignForm(WhoForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=80,
        error_messages={"required": _("Give it a title: it stands on the board and in the journal.")},
    )
    language = forms.ChoiceField(label=_("Spoken in"), choices=Spoken.choices, widget=forms.RadioSelect)
    said = forms.ChoiceField(
        label=_("Message"),
        choices=[(TEXT, _("Spoken text")), (RECORDING, _("Recording"))],
        initial=TEXT,
        widget=forms.RadioSelect,
    )
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=MessageTemplate.objects.none(), required=False, empty_label=_("None: typed here")
    )
    text = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    time = forms.CharField(label=_("Time"), required=False, max_length=200)
    bring = forms.CharField(label=_("What to bring"), required=False, max_length=200)
    upload = forms.FileField(
        label=_("Sound file"),
        required=False,
        help_text=_("WAV, FLAC, OGG or MP3, at most 20 MB. The keys to press are said after it."),
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
    )
    starts_at = forms.DateTimeField(
        label=_("Not before"), required=False, widget=MOMENT, help_text=_("Empty: as soon as it is started.")
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=CLOCK)
    quiet_to = forms.TimeField(label=_("Quiet until"), required=False, widget=CLOCK)
    lines = forms.IntegerField(label=_("Lines at once"), min_value=1, max_value=200, initial=10)
    manual_to = forms.ModelChoiceField(
        label=_("Takes over by hand"),
        queryset=User.objects.none(),
        empty_label=None,
        help_text=_("Whoever is not reached by three attempts stands in this person's list."),
    )

    def __init__(self, *args, user: User, campaign: Campaign | None = None, **kwargs) -> None:
        self.campaign = campaign
        super().__init__(*args, user=user, **kwargs)
        first = Case(When(pk=user.pk, then=0), default=1)
        self.fields["manual_to"].queryset = people.who_may_take_over(user).order_by(first, "username")
        self.fields["template"].queryset = templates_for(user)

    def clean(self):
        cleaned = super().clean()
        fields = {name: cleaned.get(name, "") for name in FIELDS}
        if cleaned.get("said") == RECORDING:
            if not cleaned.get("upload") and not (self.campaign and self.campaign.recording):
                self.add_error("upload", _("Choose a sound file, or have a text spoken."))
        elif "text" in cleaned:
            try:
                filled(cleaned["text"], fields)
            except Refused as refused:
                self.add_error(refused.field, refused.message)
        return cleaned

    def what(self) -> dict:
        """As ``create_campaign`` and ``change_campaign`` take it."""
        wanted = self.cleaned_data
        same = ("title", "language", "template", "starts_at", "quiet_from", "quiet_to", "lines", "is_drill")
        more = {name: wanted[name] for name in (*same, "manual_to")}
        spoken = wanted["said"] == TEXT
        return {
            **more,
            "text": wanted["text"] if spoken else "",
            "fields": {name: wanted[name] for name in FIELDS},
            "upload": False if spoken else wanted["upload"],
        }


def begin(user: User, asked, incident: Incident | None) -> dict:
    """What a new form starts with. ``asked``: the address's ``units``, ``people`` (call signs, keys; by commas)."""
    signs = [sign for sign in asked.get("units", "").split(",") if sign]
    units = people.units_for(user).filter(call_sign__in=signs) if signs else []
    language = "en" if (get_language() or "").startswith("en") else "zh"
    place = (incident.address or incident.place_typed)[:200] if incident else ""
    template = _ready(templates_for(user), f"text_{language}", {"place"} if place else set())
    return {
        "units": [unit.pk for unit in units],
        "incident": incident.code if incident else None,
        "crews": incident is not None and not signs,
        "title": f"{incident.code} {incident.kind.name}"[:80] if incident else "",
        "language": language,
        "template": template.pk if template else None,
        "text": getattr(template, f"text_{language}") if template else "",
        "place": place,
        "manual_to": user.pk,
        "is_drill": bool(incident and incident.simulated),
    }


def _ready(templates, column: str, known: set[str]) -> MessageTemplate | None:
    """One whose blanks can all be filled already, so that one key starts; else the first."""
    rows = list(templates)
    ready = (row for row in rows if set(BRACES.findall(getattr(row, column))) == known)
    return next(ready, rows[0] if rows else None)


def of_draft(campaign: Campaign) -> dict:
    """A draft as its form shows it. The template's own words come back while they still make the message."""
    text = campaign.text
    if campaign.template is not None:
        pattern = getattr(campaign.template, f"text_{campaign.language}")
        with contextlib.suppress(Refused):
            text = pattern if filled(pattern, campaign.fields) == text else text
    same = ("title", "language", "starts_at", "quiet_from", "quiet_to", "lines", "is_drill")
    return {
        **{name: getattr(campaign, name) for name in same},
        **{name: campaign.fields.get(name, "") for name in FIELDS},
        "said": RECORDING if campaign.recording else TEXT,
        "template": campaign.template_id,
        "text": text,
        "manual_to": campaign.manual_to_id,
        "incident": campaign.incident.code if campaign.incident else None,
    }
