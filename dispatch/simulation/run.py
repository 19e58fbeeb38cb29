"""The process of the simulated city: ``python -m dispatch.simulation.run``.

Environment: ``MUSTER_SIMULATION_SPEED`` (1), ``…_SEED`` (110), ``…_LANGUAGE`` (the installation's),
``…_MANUAL`` (call signs whose buttons a visitor presses; P01).
"""

import logging
import os
import signal
import sys
import time
from types import FrameType

import django

TICK_S = 1.0
log = logging.getLogger("dispatch.simulation")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    django.setup()
    from django.conf import settings

    from dispatch.simulation.bureau import Bureau
    from dispatch.simulation.city import City
    from dispatch.simulation.token import simulation_token

    if not settings.MUSTER["SIMULATION"]:
        sys.exit(
            "The simulated city runs only where MUSTER_SIMULATION=1: it would fill a real bureau with made-up calls."
        )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    bureau = Bureau(settings.SITE_URL, simulation_token())
    while not (bureau.answers() and bureau.units()):
        time.sleep(0.5)  # the web is still starting
    city = City(
        bureau,
        seed=int(os.environ.get("MUSTER_SIMULATION_SEED", "110")),
        speed=float(os.environ.get("MUSTER_SIMULATION_SPEED", "1")),
        language=os.environ.get("MUSTER_SIMULATION_LANGUAGE", settings.LANGUAGE_CODE),
        manual=set(os.environ.get("MUSTER_SIMULATION_MANUAL", "P01").split(",")),
    )
    log.info("The simulated city lives: %d units.", len(city.patrols))
    before = time.monotonic()
    while True:
        time.sleep(TICK_S)
        now = time.monotonic()
        city.tick(min(now - before, 5.0))  # after a pause of the machine nobody jumps
        before = now


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
