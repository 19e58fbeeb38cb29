"""The base map: an OpenStreetMap extract in PostGIS, served as vector tiles."""
