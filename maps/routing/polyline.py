"""Decode the encoded polyline of a Valhalla answer (Google's algorithm with six decimals). Pure."""


def decode(encoded: str, decimals: int = 6) -> list[tuple[float, float]]:
    """(lon, lat) in degrees for each vertex. Source: valhalla.github.io/valhalla/decoding."""
    scale = 10.0**decimals
    shape: list[tuple[float, float]] = []
    lat = lon = value = shift = 0
    is_lat = True
    for character in encoded:
        byte = ord(character) - 63
        value |= (byte & 0x1F) << shift
        shift += 5
        if byte >= 0x20:
            continue
        delta = ~(value >> 1) if value & 1 else value >> 1
        if is_lat:
            lat += delta
        else:
            lon += delta
            shape.append((lon / scale, lat / scale))
        is_lat = not is_lat
        value = shift = 0
    return shape
