"""What every page knows."""

from django.conf import settings


def house(request) -> dict:
    return {"simulation": settings.MUSTER["SIMULATION"]}
