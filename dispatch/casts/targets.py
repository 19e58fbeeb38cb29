"""Where can be cast to: walls, seats, units, organisations; who is behind each, and who is there now."""

from collections.abc import Iterable

from django.utils import timezone

from dispatch.assignments.models import Assignment
from dispatch.casts.models import TargetKind
from dispatch.casts.subjects import seen_by
from dispatch.live.groups import group_of_user
from dispatch.live.push import subscribers
from dispatch.wall.models import Display
from dispatch.wall.viewer import Viewer, group_of_display, viewer_of
from incidents.register.models import Incident
from units.access.models import RoleGrant
from units.access.rights import roles_with
from units.access.scope import load_grants, organisations_visible_to, scope_paths, within
from units.crews.models import Unit
from units.duty.models import Shift
from units.organisations.models import Organisation
from units.people.models import User

SEAT_RIGHTS = ("console.open", "station.open")
MOST = 400


def walls_for(user):
    return Display.objects.visible_to(user, "cast.send").filter(active=True).select_related("organisation")


def seats_for(user):
    """People who have a console or station page, in the sender's branches; not the sender."""
    paths = scope_paths(user, "cast.send")
    return seats_in(paths).exclude(pk=user.pk)


def seats_in(paths: list[str]):
    roles = frozenset().union(*(roles_with(right) for right in SEAT_RIGHTS))
    grants = RoleGrant.objects.filter(within(paths), role__in=roles, begins_at__lte=timezone.now())
    grants = grants.exclude(ends_at__lte=timezone.now())
    return User.objects.filter(is_active=True, locked_at=None, pk__in=grants.values("user")).order_by("username")


def units_for(user):
    return Unit.objects.visible_to(user, "cast.send").filter(active=True).select_related("organisation")


def organisations_for(user):
    return organisations_visible_to(user, "cast.send").filter(active=True)


def find_target(kind: str, code: str, user):
    """The row of that name among those the sender may cast to, or ``None``."""
    rows, column = {
        TargetKind.WALL: (walls_for, "name"),
        TargetKind.SEAT: (seats_for, "username"),
        TargetKind.UNIT: (units_for, "call_sign"),
        TargetKind.ORGANISATION: (organisations_for, "code"),
    }[TargetKind(kind)]
    return rows(user).filter(**{column: code}).first()


def target_sees(target_kind: str, target, subject_kind: str, subject) -> bool:
    """Whether the scope behind the target covers what is cast."""
    if target_kind == TargetKind.WALL:
        return seen_by(subject_kind, subject, viewer_of(target))
    if target_kind == TargetKind.SEAT:
        return seen_by(subject_kind, subject, target)
    if target_kind == TargetKind.ORGANISATION:
        return seen_by(subject_kind, subject, Viewer(target))
    return unit_sees(target, subject_kind, subject)


def unit_sees(unit: Unit, subject_kind: str, subject) -> bool:
    """A unit sees what its organisation does, itself, and the incidents it has an order for."""
    if isinstance(subject, Unit) and subject.pk == unit.pk:
        return True
    if isinstance(subject, Incident) and Assignment.objects.live().filter(unit=unit, incident=subject).exists():
        return True
    return seen_by(subject_kind, subject, Viewer(unit.organisation))


def crew_of(unit: Unit):
    """Who is aboard now."""
    now = timezone.now()
    running = Shift.objects.filter(unit=unit, begins_at__lte=now, ends_at__gt=now, logged_off_at=None)
    return User.objects.filter(is_active=True, locked_at=None, shift_memberships__shift__in=running).distinct()


def receivers(target_kind: str, target) -> list[User]:
    """People whose sockets are told: of a seat, a crew, the seats of an organisation's branch."""
    if target_kind == TargetKind.SEAT:
        return [target]
    if target_kind == TargetKind.UNIT:
        return list(crew_of(target))
    if target_kind == TargetKind.ORGANISATION:
        return list(seats_in([target.path]))
    return []


def online(users: Iterable[User], displays: Iterable[Display] = ()) -> tuple[set[int], set[int]]:
    """(keys of users, of displays) that have an open socket now: who listens to their own group."""
    users, displays = list(users)[:MOST], list(displays)
    groups = [group_of_user(one.pk) for one in users] + [group_of_display(one.pk) for one in displays]
    counts = subscribers(groups)
    return (
        {one.pk for one, count in zip(users, counts, strict=False) if count},
        {one.pk for one, count in zip(displays, counts[len(users) :], strict=True) if count},
    )


def choices_for(user, subject_kind: str, subject) -> list[dict]:
    """Every target the sender may choose, with whether it is there now and whether it may see the subject.

    ``{"kind", "code", "zh", "en", "online", "sees"}``; walls first, then seats (those present first).
    """
    walls, seats = list(walls_for(user)), list(seats_for(user).select_related("organisation")[:MOST])
    load_grants(seats)
    present, shining = online(seats, walls)
    rows = [
        _row("wall", one.name, one.label_zh, one.label_en, one.pk in shining)
        | {"sees": seen_by(subject_kind, subject, viewer_of(one))}
        for one in walls
    ]
    sees = _Seeing(subject_kind, subject)
    for one in sorted(seats, key=lambda seat: (seat.pk not in present, seat.username)):
        row = _row("seat", one.username, one.name_zh, one.name_en, one.pk in present)
        rows.append(row | {"sees": sees.user(one)})
    ordered: set[int] = set()
    if isinstance(subject, Incident):
        ordered = set(Assignment.objects.live().filter(incident=subject).values_list("unit_id", flat=True))
    for unit in units_for(user).exclude(state="off")[:MOST]:
        its = unit.pk in ordered or unit == subject or sees.organisation(unit.organisation)
        rows.append(_row("unit", unit.call_sign, "", "", None) | {"sees": its})
    rows += [
        _row("organisation", one.code, one.name_zh, one.name_en, None) | {"sees": sees.organisation(one)}
        for one in organisations_for(user)
    ]
    return rows


class _Seeing:
    """Answers once per set of branches, not once per person: hundreds of seats share a few scopes."""

    def __init__(self, subject_kind: str, subject) -> None:
        self.kind, self.subject = subject_kind, subject
        self.right = "" if subject_kind == "view" else type(subject).objects.all().see_right
        self.known: dict[tuple[str, ...], bool] = {}

    def user(self, user) -> bool:
        if not self.right:
            return True
        paths = tuple(scope_paths(user, self.right))
        if paths not in self.known:
            self.known[paths] = seen_by(self.kind, self.subject, user)
        return self.known[paths]

    def organisation(self, organisation: Organisation) -> bool:
        return self.user(Viewer(organisation))


def _row(kind: str, code: str, zh: str, en: str, is_online: bool | None) -> dict:
    return {"kind": kind, "code": code, "zh": zh or en or code, "en": en or zh or code, "online": is_online}
