"""Print whom to sign in as."""

from django.core.management.base import BaseCommand

from dispatch.demo.staff import PASSWORD
from units.access.models import Role
from units.people.models import User

PAGES = (
    (Role.CALL_TAKER, "/console/", "takes calls"),
    (Role.DISPATCHER, "/console/", "sends units"),
    (Role.DUTY_CHIEF, "/console/", "leads the shift"),
    (Role.STATION_OFFICER, "/station/", "a station's command room"),
    (Role.FIELD_OFFICER, "/terminal/", "an officer on the street (phone)"),
    (Role.AUDITOR, "/journal/", "reads the journal"),
    (Role.ADMINISTRATOR, "/admin/", "configures"),
)


class Command(BaseCommand):
    help = "Print the demo bureau's accounts."

    def handle(self, *args, **options) -> None:
        for role, page, what in PAGES:
            first = User.objects.filter(role_grants__role=role, is_active=True).order_by("pk").first()
            if first:
                self.stdout.write(f"  {first.username:<12} {page:<11} {what}")
        self.stdout.write(f"  password of all: {PASSWORD}")
