"""The call and the draft that is typed while it lasts."""
