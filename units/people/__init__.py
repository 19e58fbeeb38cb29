"""Users: who sits at a desk or walks the street."""
