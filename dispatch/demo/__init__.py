"""The demo bureau, made from the demo area's own map."""
