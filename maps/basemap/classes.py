"""Which class of street, land or water a set of OSM tags means. Pure: tags in, word or None out."""

from collections.abc import Mapping

Tags = Mapping[str, str]

STREET = {
    "motorway": "motorway",
    "trunk": "trunk",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "tertiary",
    "unclassified": "minor",
    "residential": "minor",
    "living_street": "minor",
    "road": "minor",
    "service": "service",
    "busway": "service",
    "pedestrian": "pedestrian",
    "footway": "path",
    "path": "path",
    "steps": "path",
    "cycleway": "path",
    "bridleway": "path",
    "track": "path",
    "corridor": "path",
}
RAILWAYS = {"rail", "subway", "tram", "light_rail", "funicular", "monorail", "narrow_gauge", "preserved"}
# (key, value) → class; the first that fits wins, so what is more telling stands first.
LAND = {
    ("man_made", "pier"): "pier",
    ("man_made", "breakwater"): "pier",
    ("man_made", "groyne"): "pier",
    ("man_made", "quay"): "pier",
    ("place", "square"): "plaza",
    ("amenity", "school"): "school",
    ("amenity", "kindergarten"): "school",
    ("amenity", "college"): "school",
    ("amenity", "university"): "school",
    ("amenity", "hospital"): "hospital",
    ("amenity", "prison"): "institution",
    ("amenity", "grave_yard"): "cemetery",
    ("amenity", "parking"): "parking",
    ("leisure", "park"): "park",
    ("leisure", "garden"): "park",
    ("leisure", "playground"): "park",
    ("leisure", "dog_park"): "park",
    ("leisure", "nature_reserve"): "forest",
    ("leisure", "golf_course"): "grass",
    ("leisure", "pitch"): "pitch",
    ("leisure", "track"): "pitch",
    ("leisure", "stadium"): "stadium",
    ("leisure", "sports_centre"): "stadium",
    ("leisure", "beach_resort"): "beach",
    ("landuse", "forest"): "forest",
    ("landuse", "grass"): "grass",
    ("landuse", "village_green"): "grass",
    ("landuse", "recreation_ground"): "park",
    ("landuse", "flowerbed"): "grass",
    ("landuse", "greenfield"): "grass",
    ("landuse", "meadow"): "meadow",
    ("landuse", "orchard"): "meadow",
    ("landuse", "vineyard"): "meadow",
    ("landuse", "allotments"): "meadow",
    ("landuse", "farmland"): "farmland",
    ("landuse", "farmyard"): "farmland",
    ("landuse", "cemetery"): "cemetery",
    ("landuse", "residential"): "residential",
    ("landuse", "commercial"): "commercial",
    ("landuse", "retail"): "commercial",
    ("landuse", "industrial"): "industrial",
    ("landuse", "railway"): "industrial",
    ("landuse", "port"): "industrial",
    ("landuse", "quarry"): "industrial",
    ("landuse", "construction"): "construction",
    ("landuse", "military"): "institution",
    ("natural", "wood"): "forest",
    ("natural", "scrub"): "scrub",
    ("natural", "heath"): "scrub",
    ("natural", "grassland"): "meadow",
    ("natural", "fell"): "meadow",
    ("natural", "wetland"): "scrub",
    ("natural", "beach"): "beach",
    ("natural", "sand"): "beach",
    ("natural", "shingle"): "beach",
    ("natural", "bare_rock"): "rock",
    ("natural", "scree"): "rock",
    ("natural", "cliff"): "rock",
    ("natural", "glacier"): "glacier",
    ("aeroway", "aerodrome"): "airport",
    ("aeroway", "apron"): "airport",
    ("aeroway", "runway"): "airport",
}
LAND_KEYS = {key for key, _ in LAND}
SETTLEMENTS = {  # kind → rank: what is written first when two names fight for a spot
    "city": 1,
    "town": 2,
    "borough": 3,
    "village": 3,
    "suburb": 4,
    "quarter": 5,
    "island": 5,
    "neighbourhood": 6,
    "hamlet": 6,
    "city_block": 7,
    "islet": 7,
    "isolated_dwelling": 8,
    "locality": 8,
    "square": 7,
}


def street_class(tags: Tags) -> str | None:
    """Class of a street that can be walked or driven today, else None (proposed, under construction, an area)."""
    return STREET.get(tags.get("highway", "").removesuffix("_link"))


def oneway(tags: Tags) -> int:
    """1 along the line, -1 against it, 0 both ways."""
    value = tags.get("oneway", "")
    if value in ("yes", "1", "true"):
        return 1
    if value in ("-1", "reverse"):
        return -1
    if value in ("", None) and (tags.get("junction") == "roundabout" or tags.get("highway") == "motorway"):
        return 1
    return 0


def railway_class(tags: Tags) -> str | None:
    """Class of a railway in use; yards and sidings count as rail."""
    value = tags.get("railway", "")
    return value if value in RAILWAYS else None


def land_class(tags: Tags) -> str | None:
    """Class of a piece of land worth a colour of its own, else None."""
    found = [(key, tags[key]) for key in LAND_KEYS if key in tags]
    for pair, word in LAND.items():
        if pair in found:
            return word
    if tags.get("highway") in ("pedestrian", "footway", "service") and tags.get("area") != "no":
        return "plaza"
    return None


def water_class(tags: Tags) -> str | None:
    """Class of a water surface, else None."""
    if tags.get("natural") == "water":
        return tags.get("water", "lake")
    if tags.get("natural") == "bay":
        return None
    if tags.get("waterway") in ("riverbank", "dock", "boatyard"):
        return "river" if tags["waterway"] == "riverbank" else "dock"
    if tags.get("landuse") in ("reservoir", "basin"):
        return "reservoir"
    if tags.get("leisure") == "swimming_pool":
        return "pool"
    return None


def waterway_class(tags: Tags) -> str | None:
    """Class of a watercourse drawn as a line, coastline included, else None."""
    if tags.get("natural") == "coastline":
        return "coastline"
    value = tags.get("waterway", "")
    return value if value in ("river", "canal", "stream", "ditch", "drain") else None


def is_yes(value: str | None) -> bool:
    """OSM's yes in any of its forms (``viaduct``, ``building_passage`` …) against absent or ``no``."""
    return bool(value) and value not in ("no", "false", "0")


def whole(value: str | None) -> int | None:
    """An integer out of a tag, or None."""
    number = real(value)
    return None if number is None or abs(number) > 2e9 else int(number)


def real(value: str | None) -> float | None:
    """A number out of a tag such as ``12``, ``12.5 m`` or ``3;4`` (the first), else None."""
    text = (value or "").replace(",", ".").split(";")[0].strip().removesuffix("m").strip()
    try:
        number = float(text)
    except ValueError:
        return None
    return number if -1e6 < number < 1e10 else None
