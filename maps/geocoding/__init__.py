"""From typed words to a point, and from a point to words."""
