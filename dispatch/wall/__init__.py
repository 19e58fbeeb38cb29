"""Named wall displays: paired once, they show scenes in turn, what is cast to them, and alarms over all."""
