"""GCJ-02, the datum of Chinese map products, to and from WGS-84. Pure.

In mainland China GCJ-02 lies some 300–600 m beside WGS-84, by a formula that was never published and has been known
since 2010. Outside of the rectangle for which products apply it, both are the same. Never guess which of the two a
device sends: ask, and keep the answer in a setting.
"""

from math import cos, pi, radians, sin, sqrt

AXIS_M = 6_378_245.0  # Krasovsky 1940
ECCENTRICITY_2 = 0.006_693_421_622_965_943
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
CLOSE_ENOUGH_DEG = 1e-9  # 0.1 mm
MOST_ROUNDS = 12


def shifted(lon: float, lat: float) -> bool:
    """Whether products use GCJ-02 there (a rectangle around China, as all known implementations have it)."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 degrees → GCJ-02 degrees."""
    if not shifted(lon, lat):
        return lon, lat
    east, north = _offset(lon - 105.0, lat - 35.0)
    bend = 1 - ECCENTRICITY_2 * sin(radians(lat)) ** 2
    lat_degree_m = pi / 180 * AXIS_M * (1 - ECCENTRICITY_2) / bend**1.5
    lon_degree_m = pi / 180 * AXIS_M / sqrt(bend) * cos(radians(lat))
    return lon + east / lon_degree_m, lat + north / lat_degree_m


def to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 degrees → WGS-84 degrees, exact to a millimetre: the forward formula is turned round step by step."""
    if not shifted(lon, lat):
        return lon, lat
    true_lon, true_lat = lon, lat
    for _round in range(MOST_ROUNDS):
        seen_lon, seen_lat = to_gcj02(true_lon, true_lat)
        east, north = lon - seen_lon, lat - seen_lat
        true_lon, true_lat = true_lon + east, true_lat + north
        if abs(east) < CLOSE_ENOUGH_DEG and abs(north) < CLOSE_ENOUGH_DEG:
            break
    return true_lon, true_lat


def _offset(x: float, y: float) -> tuple[float, float]:
    """Metres east and north by which GCJ-02 lies beside WGS-84, ``x`` and ``y`` degrees from 105° E, 35° N."""
    root = 0.1 * sqrt(abs(x))
    ripple = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root
    east += (ripple + 20 * sin(pi * x) + 40 * sin(pi * x / 3) + 150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root
    north += (
        (ripple + 20 * sin(pi * y) + 40 * sin(pi * y / 3) + 160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    )
    return east, north
