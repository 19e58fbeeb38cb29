"""The first page of an empty bureau: which steps are done, and what comes next."""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.kinds.models import Kind
from maps.basemap.models import Basemap
from units.access.models import RoleGrant
from units.crews.models import Unit
from units.organisations.models import Organisation


class Step(NamedTuple):
    done: bool
    title: str | Promise
    why: str | Promise
    command: str
    url: str


def bureau_is_empty() -> bool:
    """Whether nobody can work yet: no organisation, or no user who holds a role."""
    return not Organisation.objects.exists() or not RoleGrant.objects.exists()


def first_steps() -> list[Step]:
    """What an administrator does from an empty database to a desk that can take a call, in order."""
    users = get_user_model().objects
    return [
        Step(
            users.filter(is_superuser=True, is_active=True).exists(),
            _("Create the first administrator"),
            _("On the server, in the folder of Muster. This account sets everything up; it does not command."),
            ".venv/bin/python manage.py createsuperuser",
            "",
        ),
        Step(
            Basemap.current() is not None,
            _("Import the map of your area"),
            _("Any OpenStreetMap extract (.osm.pbf). Streets, addresses, places and the router's roads come from it."),
            "make run AREA=path/to/your-area.osm.pbf",
            "",
        ),
        Step(
            Kind.objects.exists(),
            _("Load the kinds of incidents"),
            _("A full police set in both languages ships with Muster. Change it to your own practice at any time."),
            ".venv/bin/python manage.py load_kinds",
            _admin("incidents_kind_changelist"),
        ),
        Step(
            Organisation.objects.exists(),
            _("Enter the organisations"),
            _("The bureau first, then stations and brigades, each with its area. What people see follows this tree."),
            "",
            _admin("units_organisation_changelist"),
        ),
        Step(
            RoleGrant.objects.exists(),
            _("Enter people and give them roles"),
            _("Call taker, dispatcher, duty chief … A role counts for its organisation and everything below it."),
            "",
            _admin("units_user_changelist"),
        ),
        Step(
            Unit.objects.exists(),
            _("Enter the patrol units"),
            _("Call sign, kind, capabilities and the terminal they carry. Then a dispatcher can sign in and work."),
            "",
            _admin("units_unit_changelist"),
        ),
    ]


def _admin(name: str) -> str:
    """The address of an admin page, or nothing while its table is not registered there."""
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        return ""
