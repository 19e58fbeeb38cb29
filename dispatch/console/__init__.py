"""The dispatcher's one screen."""
