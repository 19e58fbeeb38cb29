"""The incident itself: its state, its place, its relatives."""
