"""Phones with OwnTracks in its HTTP mode."""
