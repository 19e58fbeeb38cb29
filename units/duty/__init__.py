"""Shifts: who is on which unit, from when to when."""
