"""Named polygons: cities, stations' areas, beats, wards."""
