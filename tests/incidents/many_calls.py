"""Calls by threads of one process, as a worker makes them: ``python -m tests.incidents.many_calls SERVER WAV NUMBER…``.

Four of each number; it goes on until it is killed.
"""

import os
import sys
import threading
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "dispatch.settings"
os.environ["MUSTER_SIMULATION"] = "1"
django.setup()

from incidents.telephony import calling  # noqa: E402  Django must be set up first
from incidents.telephony.models import Trunk  # noqa: E402
from incidents.telephony.port import Order  # noqa: E402


def main() -> None:
    server, sound, *numbers = sys.argv[1:]
    trunk = Trunk(name="telephones", simulated=True, server=server, user="desk", ring_s=30, talk_s=60)
    for number in numbers * 4:
        order = Order("many", number, trunk, Path(sound), rehearsal=True)
        threading.Thread(target=list, args=[calling.place(order)]).start()


if __name__ == "__main__":
    main()
