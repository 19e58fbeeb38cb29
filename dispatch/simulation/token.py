"""The simulated city's terminal: a gateway that may speak for every unit of the demo bureau."""

from django.db import transaction

from units.access.models import Role, RoleGrant
from units.organisations.models import Organisation
from units.people.models import User
from units.terminals.models import Terminal

LABEL = "simulated city"
ROLES = (Role.CALL_TAKER, Role.DISPATCHER, Role.FIELD_OFFICER)


@transaction.atomic
def simulation_token() -> str:
    """A fresh token for this run; the one of the run before stops at once."""
    county = Organisation.objects.get(code="COUNTY")
    user, made = User.objects.get_or_create(
        username="simulation", defaults={"organisation": county, "name_zh": "模拟城市", "name_en": "Simulated city"}
    )
    if made:
        user.set_unusable_password()
        user.save()
    for role in ROLES:
        RoleGrant.objects.get_or_create(user=user, role=role, organisation=county)
    terminal = Terminal.objects.filter(label=LABEL).first() or Terminal(label=LABEL, organisation=county, user=user)
    terminal.gateway = True
    token = terminal.issue_token()
    terminal.save()
    return token
