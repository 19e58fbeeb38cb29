"""The full kill test of automatic calls: ``make soak``."""
