"""Pushing events to the consoles, after commit."""


def push_event(verb: str, subject) -> None:
    """Send the subject's row to every group that may see it. Written in this room's payloads and groups."""
