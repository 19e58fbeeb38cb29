"""The demo bureau's people: made up, one password for all, printed where the demo is started."""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password

from units.access.models import Role, RoleGrant
from units.crews.models import Unit
from units.organisations.models import Organisation
from units.people.models import User

PASSWORD = "muster-110-demo"


class Staff:
    """Hires people with names from ``names``; hiring a username twice finds the same person again."""

    def __init__(self, names: Iterator[tuple[str, str]]) -> None:
        self._names = names
        self._password = make_password(PASSWORD)  # once: hashing is slow on purpose

    def hire(self, username: str, role: str, organisation: Organisation, over: Organisation | None = None) -> User:
        """``over``: where in the tree the role counts, if not where the person works."""
        name_zh, name_en = next(self._names)
        user, made = User.objects.get_or_create(
            username=username,
            defaults={
                "organisation": organisation,
                "name_zh": name_zh,
                "name_en": name_en,
                "badge": f"{110_000 + User.objects.count():06d}",
                "password": self._password,
            },
        )
        if made:
            RoleGrant.objects.create(user=user, role=role, organisation=over or organisation)
        return user


def hire_command(staff: Staff, county: Organisation) -> None:
    for username, role in (
        ("taker1", Role.CALL_TAKER),
        ("taker2", Role.CALL_TAKER),
        ("dispatcher1", Role.DISPATCHER),
        ("dispatcher2", Role.DISPATCHER),
        ("dispatcher3", Role.DISPATCHER),
        ("chief", Role.DUTY_CHIEF),
        ("analyst", Role.ANALYST),
        ("auditor", Role.AUDITOR),
    ):
        staff.hire(username, role, county)
    # Telephone lines, rules and messages of everybody are changed by whoever administers the whole tree.
    staff.hire("admin", Role.ADMINISTRATOR, county, over=county.parent)


def hire_crew(staff: Staff, unit: Unit) -> list[User]:
    """One account per officer aboard, at most two: ``p12`` leads, ``p12b`` rides along."""
    names = [unit.call_sign.lower(), f"{unit.call_sign.lower()}b"][: min(unit.officers, 2)]
    return [staff.hire(name, Role.FIELD_OFFICER, unit.organisation) for name in names]
