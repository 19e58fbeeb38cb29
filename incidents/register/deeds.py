"""The deeds a person may do on an incident's page: for each its right, its form, and the action it calls.

One table instead of fifteen views that differ in one line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from incidents.kinds.models import Level
from incidents.register import actions, forms
from incidents.register.fields import clean_place
from incidents.register.models import Incident, IncidentLink
from incidents.register.queries import other_incident
from incidents.register.reach import reaches
from incidents.register.refusal import refusal
from incidents.register.states import OPEN, may_do
from units.access.scope import organisations_visible_to

Act = Callable[[Incident, dict[str, Any], Any], Any]


@dataclass(frozen=True)
class Deed:
    """``act(incident, cleaned data, user)``; ``possible(incident)`` says whether a button is shown for it."""

    name: str
    title: Any
    right: str
    form: type[django_forms.Form]
    act: Act
    possible: Callable[[Incident], bool]
    explanation: Any = ""
    key: str = ""
    grave: bool = False

    @property
    def path(self) -> str:
        """The deed's word in addresses."""
        return self.name.replace("_", "-")


def _open(incident: Incident) -> bool:
    return incident.state in OPEN


def _correct(incident: Incident, data: dict, user) -> None:
    actions.correct_place(incident, reason=data["reason"], by=user, **clean_place(data["place"]))


def _link(incident: Incident, data: dict, user) -> None:
    actions.link_incidents(incident, other_incident(user, data["other"]), kind=data["kind"], by=user)


def _unlink(incident: Incident, data: dict, user) -> None:
    links = IncidentLink.objects.filter(a=incident) | IncidentLink.objects.filter(b=incident)
    link = links.filter(pk=data["link"]).first()
    if link is None:
        raise refusal("link", _("There is no such link any more."), _("Nothing needs to be undone."), code="gone")
    actions.unlink_incidents(link, by=user)


def _merge(incident: Incident, data: dict, user) -> None:
    into = other_incident(user, data["other"], "incident.merge")
    actions.merge_incident(incident, into=into, by=user, reason=data["reason"])


def _remark(incident: Incident, data: dict, user) -> None:
    amends = incident.timeline.filter(pk=data["amends"]).first() if data.get("amends") else None
    actions.add_remark(incident, text=data["text"], by=user, amends=amends)


def _remove_row(rows: str, remove: Callable) -> Act:
    def act(incident: Incident, data: dict, user) -> None:
        row = getattr(incident, rows).filter(pk=data["row"]).first()
        if row is not None:  # twice is once
            remove(incident, row, by=user)

    return act


class RowForm(django_forms.Form):
    row = django_forms.IntegerField(widget=django_forms.HiddenInput)


class LinkRowForm(django_forms.Form):
    link = django_forms.IntegerField(widget=django_forms.HiddenInput)


DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed(
            "hold",
            gettext_lazy("Hold"),
            "incident.dispatch",
            forms.HoldForm,
            lambda incident, data, user: actions.hold_incident(
                incident, until=data["until"], reason=data["reason"], by=user
            ),
            lambda incident: incident.state == "accepted" and incident.held_until is None,
            gettext_lazy("It stays in the queue, marked, and wakes with an alarm."),
            key="H",
        ),
        Deed(
            "schedule",
            gettext_lazy("Schedule"),
            "incident.dispatch",
            forms.ScheduleForm,
            lambda incident, data, user: actions.schedule_incident(
                incident, until=data["until"], reason=data["reason"], by=user
            ),
            lambda incident: incident.state == "accepted" and incident.held_until is None,
            gettext_lazy("For a matter that is for later; it wakes with an alarm."),
        ),
        Deed(
            "wake",
            gettext_lazy("End the hold"),
            "incident.dispatch",
            forms.EmptyForm,
            lambda incident, data, user: actions.wake_incident(incident, by=user),
            lambda incident: _open(incident) and incident.held_until is not None,
            key="H",
        ),
        Deed(
            "escalate",
            gettext_lazy("Escalate"),
            "incident.change",
            forms.EscalateForm,
            lambda incident, data, user: actions.escalate_incident(
                incident, level=data["level"], by=user, reason=data["reason"]
            ),
            lambda incident: _open(incident) and incident.level > Level.ONE,
            key="E",
        ),
        Deed(
            "major",
            gettext_lazy("Major incident"),
            "incident.dispatch",
            forms.ReasonForm,
            lambda incident, data, user: actions.mark_major(incident, by=user, reason=data["reason"]),
            lambda incident: _open(incident) and not incident.major,
            grave=True,
        ),
        Deed(
            "correct_place",
            gettext_lazy("Correct the place"),
            "incident.change",
            forms.PlaceForm,
            _correct,
            _open,
            gettext_lazy("The old place is kept; everyone sent is told at once."),
            key="P",
        ),
        Deed(
            "verify_place",
            gettext_lazy("Place is right"),
            "incident.change",
            forms.EmptyForm,
            lambda incident, data, user: actions.verify_place(incident, by=user),
            lambda incident: _open(incident) and not incident.place_verified,
        ),
        Deed(
            "organisation",
            gettext_lazy("Other station"),
            "incident.dispatch",
            forms.OrganisationForm,
            lambda incident, data, user: actions.override_organisation(
                incident, data["organisation"], by=user, reason=data["reason"]
            ),
            _open,
        ),
        Deed("link", gettext_lazy("Link"), "incident.merge", forms.LinkForm, _link, lambda incident: True, key="L"),
        Deed("unlink", gettext_lazy("Undo the link"), "incident.merge", LinkRowForm, _unlink, lambda incident: False),
        Deed(
            "merge",
            gettext_lazy("Merge"),
            "incident.merge",
            forms.MergeForm,
            _merge,
            _open,
            gettext_lazy("This incident leaves the queue; both stay readable and it can be undone."),
        ),
        Deed(
            "unmerge",
            gettext_lazy("Un-merge"),
            "incident.merge",
            forms.ReasonForm,
            lambda incident, data, user: actions.unmerge_incident(incident, by=user, reason=data["reason"]),
            lambda incident: incident.state == "merged",
        ),
        Deed(
            "close",
            pgettext_lazy("incident", "Close"),
            "incident.close",
            forms.CloseForm,
            lambda incident, data, user: actions.close_incident(
                incident, result=data["result"], note=data["note"], by=user
            ),
            lambda incident: may_do("close", incident.state),
            key="C",
        ),
        Deed(
            "invalid",
            gettext_lazy("Invalid call"),
            "incident.close",
            forms.ReasonForm,
            lambda incident, data, user: actions.mark_invalid(incident, by=user, reason=data["reason"]),
            lambda incident: may_do("mark_invalid", incident.state),
        ),
        Deed(
            "archive",
            gettext_lazy("Archive"),
            "incident.archive",
            forms.EmptyForm,
            lambda incident, data, user: actions.archive_incident(incident, by=user),
            lambda incident: may_do("archive", incident.state),
        ),
        Deed(
            "reopen",
            gettext_lazy("Reopen"),
            "incident.reopen",
            forms.ReasonForm,
            lambda incident, data, user: actions.reopen_incident(incident, by=user, reason=data["reason"]),
            lambda incident: may_do("reopen", incident.state),
        ),
        Deed(
            "note",
            gettext_lazy("Remark"),
            "incident.change",
            forms.RemarkForm,
            _remark,
            lambda incident: False,  # has its own form under the story
        ),
        Deed(
            "person",
            gettext_lazy("Add a person"),
            "incident.change",
            forms.PersonForm,
            lambda incident, data, user: actions.add_person(incident, by=user, **data),
            lambda incident: False,
        ),
        Deed(
            "vehicle",
            gettext_lazy("Add a vehicle"),
            "incident.change",
            forms.VehicleForm,
            lambda incident, data, user: actions.add_vehicle(incident, by=user, **data),
            lambda incident: False,
        ),
        Deed(
            "person_remove",
            gettext_lazy("Remove this person"),
            "incident.change",
            RowForm,
            _remove_row("persons", actions.remove_person),
            lambda incident: False,
        ),
        Deed(
            "vehicle_remove",
            gettext_lazy("Remove this vehicle"),
            "incident.change",
            RowForm,
            _remove_row("vehicles", actions.remove_vehicle),
            lambda incident: False,
        ),
    )
}


def possible_deeds(user, incident: Incident) -> list[Deed]:
    """Deeds to offer as buttons now, in the table's order: those whose right the user holds and whose time it is."""
    rights = {right: reaches(user, right, incident) for right in {deed.right for deed in DEEDS.values()}}
    return [deed for deed in DEEDS.values() if rights[deed.right] and deed.possible(incident)]


def form_for(deed: Deed, incident: Incident, user, data=None, initial: dict | None = None) -> django_forms.Form:
    """The deed's form, with the choices this incident and user have."""
    more: dict[str, Any] = {"initial": initial or {}}
    if deed.form is forms.OrganisationForm:
        more["organisations"] = organisations_visible_to(user).filter(active=True).exclude(pk=incident.organisation_id)
    form = deed.form(data, **more)
    if deed.name == "escalate":
        form.fields["level"].choices = [pair for pair in Level.choices if pair[0] < incident.level]
        form.initial.setdefault("level", incident.level - 1)
    return form
