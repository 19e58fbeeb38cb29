"""Fences: areas, posts, rings and drawn shapes that notice when a unit enters, leaves or stays."""
