"""Valhalla's configuration, as we run it. Pure but for the defaults that the wheel ships."""

import copy
from pathlib import Path
from typing import Any

from valhalla import get_config

MATRIX_PAIRS = 20_000
CONTOURS = 10
# Data we do not have; Valhalla warns about each absent file on every start.
ABSENT = ("traffic_extract", "landmarks", "timezone", "transit_dir", "transit_feeds_dir", "admin", "tile_extract")


def router_config(tiles: Path, *, listen: str, sockets: Path) -> dict[str, Any]:
    """Configuration for building into, and serving from, the folder ``tiles``.

    ``listen`` is ``host:port``. ``sockets`` is an own short folder for the inner sockets of one service: two services
    that share them answer each other's questions, and a socket's path may not be longer than 107 bytes.
    """
    # A deep copy: get_config hands out the inner tables of one module-level dictionary.
    config: dict[str, Any] = copy.deepcopy(get_config(tile_extract="", tile_dir=""))
    for name in ABSENT:
        config["mjolnir"].pop(name, None)
    config["mjolnir"]["tile_dir"] = str(tiles)
    config["logging"] = {"type": "", "color": False}
    # The default algorithm takes 30 to 100 times longer for many units and one place.
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    for part in ("loki", "thor", "odin", "meili"):
        config[part]["service"]["proxy"] = f"ipc://{sockets}/{part}"
    config["httpd"]["service"] |= {
        "listen": f"tcp://{listen}",
        "loopback": f"ipc://{sockets}/loopback",
        "interrupt": f"ipc://{sockets}/interrupt",
        "drain_seconds": 1,
        "shutdown_seconds": 1,
    }
    for limits in config["service_limits"].values():
        if isinstance(limits, dict) and "max_matrix_location_pairs" in limits:
            limits["max_matrix_location_pairs"] = MATRIX_PAIRS
    config["service_limits"]["isochrone"]["max_contours"] = CONTOURS
    return config
