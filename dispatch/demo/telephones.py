"""The demo bureau's telephones: internal numbers that only the simulated exchange knows, a group, a chasing chain."""

from dispatch.autocalls.models import CallGroup
from dispatch.timers.models import Chain, ChainStep, Stage, Telephone
from units.access.models import Role
from units.organisations.models import Organisation
from units.people.models import User

FIRST = 80000
IN_GROUP = 24


def install_telephones(county: Organisation) -> None:
    """Five digits that begin with 8: no number of any country. Whoever has a number keeps it."""
    without = list(User.objects.filter(telephone="").order_by("pk"))
    taken = User.objects.exclude(telephone="").count()
    for number, user in enumerate(without, FIRST + taken):
        user.telephone = str(number)
    User.objects.bulk_update(without, ["telephone"])
    group, made = CallGroup.objects.get_or_create(
        organisation=county, name_zh="应急机动分队", defaults={"name_en": "Emergency response platoon"}
    )
    if made:
        officers = User.objects.filter(role_grants__role=Role.FIELD_OFFICER).distinct().order_by("pk")
        group.people.set(officers[:IN_GROUP])
    _chase(county)


def _chase(county: Organisation) -> None:
    """An order nobody signs: the crew is called when its time to escalate has come, the duty chief a minute later."""
    chain, made = Chain.objects.get_or_create(organisation=county, stage=Stage.SIGN, level=None)
    if made:
        own, above = ChainStep.Place.OWN, ChainStep.Place.COUNTY
        ChainStep.objects.create(chain=chain, role=Role.STATION_OFFICER, place=own, telephone=Telephone.CREW)
        ChainStep.objects.create(chain=chain, after_s=60, role=Role.DUTY_CHIEF, place=above, telephone=Telephone.ROLE)
