"""The router process: ``python -m maps.routing.serve``.

Runs valhalla_service over the newest tiles, starts it anew when ``current`` points elsewhere or when it fell, and
waits calmly while nothing has been built. Listens on the host and port of MUSTER_ROUTER_URL, unless
MUSTER_ROUTER_LISTEN (``0.0.0.0:8112``) says otherwise, as it must where the router has a container of its own.
"""

import logging
import os
import signal
import threading
from pathlib import Path
from urllib.parse import urlsplit

from maps.routing.build import current
from maps.routing.service import Service

log = logging.getLogger("maps.routing.serve")
LOOK_EVERY_S = 1.0
LONGEST_PAUSE_S = 30.0


def address(router_url: str) -> str:
    """``host:port`` to listen on."""
    told = os.environ.get("MUSTER_ROUTER_LISTEN", "")
    if told:
        return told
    parts = urlsplit(router_url)
    return f"{parts.hostname or '127.0.0.1'}:{parts.port or 8112}"


def serve(router_dir: Path, listen: str, ending: threading.Event) -> None:
    """Keep a service running over ``router_dir``'s current tiles until ``ending`` is set."""
    service: Service | None = None
    pause, said_waiting = LOOK_EVERY_S, False
    try:
        while not ending.is_set():
            newest = current(router_dir)
            if newest is None and not said_waiting:
                log.warning("No routing tiles in %s yet: waiting for manage.py build_router.", router_dir)
                said_waiting = True
            if service and not service.alive:
                log.error("The router ended with status %s; starting it again in %.0f s.", service.returncode, pause)
                service.stop()
                service = None
                ending.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                continue
            if newest and (service is None or service.folder != newest):
                if service:
                    log.info("New tiles: %s.", newest.name)
                    service.stop()
                service, said_waiting = Service(newest, listen), False
                if service.wait_until_it_answers():
                    log.info("Routing over %s at http://%s.", newest.name, listen)
                    pause = LOOK_EVERY_S
            ending.wait(LOOK_EVERY_S)
    finally:
        if service:
            service.stop()


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    from django.conf import settings

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    serve(Path(settings.MUSTER["ROUTER_DIR"]), address(settings.MUSTER["ROUTER_URL"]), ending)


if __name__ == "__main__":
    main()
