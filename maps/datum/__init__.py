"""Datums: what Chinese map products call a position, and where it really is."""
