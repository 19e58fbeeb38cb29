"""Patrol units: what they are, what they can do, what they are doing."""
