"""Whom a campaign may call: persons, crews, groups, organisations that the user reaches, and typed numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from dispatch.assignments.models import Assignment
from dispatch.autocalls.models import Callee, CallGroup, Campaign
from incidents.register.models import Incident
from units.access.models import RoleGrant
from units.access.rights import roles_with
from units.access.scope import organisations_visible_to, scope_paths, within
from units.crews.models import Unit
from units.duty.models import ShiftMember
from units.organisations.models import Organisation
from units.people.models import User

RIGHT = "autocall.run"
NAME_LENGTH = 80


@dataclass(frozen=True)
class Person:
    """Somebody to call. ``number`` as typed, perhaps empty."""

    name_zh: str
    name_en: str
    number: str
    user: User | None = None
    unit: Unit | None = None

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    def in_campaign(self, campaign: Campaign, number: str) -> Callee:
        """Its row there, not saved. ``number`` as it is dialled, empty when there is none to call."""
        return Callee(
            campaign=campaign,
            organisation=campaign.organisation,
            user=self.user,
            unit=self.unit,
            name_zh=self.name_zh,
            name_en=self.name_en,
            number=number,
        )


@dataclass(frozen=True)
class Problem:
    """A person who was not added as wished, with a sentence that says why. ``typed``: a typed number, not added."""

    name: str
    number: str
    sentence: str
    typed: bool = False


@dataclass
class Added:
    added: int = 0
    problems: list[Problem] = field(default_factory=list)


def people_for(user, words: str = "") -> QuerySet[User]:
    """Users of the caller's branches, active; ``words`` in name, username or badge."""
    rows = User.objects.filter(within(scope_paths(user, RIGHT)), is_active=True).select_related("organisation")
    for word in words.split():
        found = Q()
        for column in ("name_zh", "name_en", "username", "badge"):
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows.order_by("organisation__path", "username")


def units_for(user) -> QuerySet[Unit]:
    return Unit.objects.visible_to(user, RIGHT).filter(active=True).select_related("organisation")


def organisations_for(user) -> QuerySet[Organisation]:
    return organisations_visible_to(user, RIGHT).filter(active=True)


def groups_for(user) -> QuerySet[CallGroup]:
    return CallGroup.objects.visible_to(user, RIGHT).filter(active=True).prefetch_related("people")


def who_may_take_over(user) -> QuerySet[User]:
    """Persons in the user's branches who hold the right to settle calls by hand; the user first is for the page."""
    paths = scope_paths(user, RIGHT)
    return holders("autocall.answer", within(paths)).order_by("username")


def duty_person(organisation: Organisation, *, beyond: Iterable[int] = ()) -> User | None:
    """Who takes over where nobody is named: a duty chief, else a dispatcher, of the nearest organisation upwards."""
    paths = organisation.ancestor_paths()
    for role in ("duty_chief", "dispatcher", "station_officer"):
        grants = _in_force().filter(role=role, organisation__path__in=paths).exclude(user__in=list(beyond))
        grant = grants.select_related("user").order_by("-organisation__path", "user__username").first()
        if grant:
            return grant.user
    return None


def holders(right: str, where: Q) -> QuerySet[User]:
    grants = _in_force().filter(where, role__in=roles_with(right))
    return User.objects.filter(is_active=True, locked_at=None, pk__in=grants.values("user"))


def _in_force():
    now = timezone.now()
    rows = RoleGrant.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), begins_at__lte=now)
    return rows.filter(user__is_active=True, user__locked_at=None)


def persons(
    *,
    people: Iterable[User] = (),
    units: Iterable[Unit] = (),
    organisations: Iterable[Organisation] = (),
    groups: Iterable[CallGroup] = (),
    incident: Incident | None = None,
    numbers: Iterable[tuple[str, str]] = (),
) -> Iterator[Person]:
    """Everybody that is meant, in that order, perhaps twice. Rows must come from what the user may see.

    Of a unit: everybody aboard now. Of an organisation: its active people, not those of the ones below. ``incident``:
    the crews that have a running order for it. ``numbers``: (name, number).
    """
    for user in people:
        yield of_user(user)
    for group in groups:
        for user in group.people.filter(is_active=True):
            yield of_user(user)
    for organisation in organisations:
        for user in User.objects.filter(organisation=organisation, is_active=True).order_by("username"):
            yield of_user(user)
    chosen = list(units)
    if incident is not None:
        chosen += [order.unit for order in Assignment.objects.live().filter(incident=incident).select_related("unit")]
    for unit in chosen:
        yield from crew_of(unit)
    for name, number in numbers:
        label = (name.strip() or number.strip())[:NAME_LENGTH]
        yield Person(label, label, number)


def of_user(user: User, unit: Unit | None = None) -> Person:
    english = user.name_en or user.name_zh or user.username
    return Person((user.name_zh or english)[:NAME_LENGTH], english[:NAME_LENGTH], user.telephone, user, unit)


def crew_of(unit: Unit) -> list[Person]:
    """Who is aboard now, the leader first; a unit without a crew is its organisation's telephone."""
    now = timezone.now()
    aboard = ShiftMember.objects.filter(
        shift__unit=unit, shift__begins_at__lte=now, shift__ends_at__gt=now, shift__logged_off_at=None
    )
    crew = [of_user(one.user, unit) for one in aboard.select_related("user").order_by("-leader", "pk")]
    if crew:
        return crew
    names = [
        f"{unit.call_sign} ({name})"[:NAME_LENGTH] for name in (unit.organisation.name_zh, unit.organisation.name_en)
    ]
    return [Person(names[0], names[1], unit.organisation.phone, None, unit)]
