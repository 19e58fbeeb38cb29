"""Cameras on the map and who owns them."""
