"""Where: the ground floor, knows nobody."""
