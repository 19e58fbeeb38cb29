"""Rows as a wall may show them: a room full of visitors can read it. Pure.

No words of the caller; of an incident whose caller is confidential neither place nor point, because the place of such a
call is often the caller's own door.
"""

SHOWN = ("incident", "alarm")


def for_walls(groups: list[str], frame: dict) -> tuple[list[str], dict]:
    """The same event for the walls of the same organisations."""
    walls = [f"{group.removesuffix('.incidents')}.walls" for group in groups]
    return walls, {**frame, "row": discreet(frame["row"])} if frame["subject"] == "incident" else frame


def discreet(row: dict) -> dict:
    """An incident's row without what only those at a desk may read. The version stays: digests must agree."""
    if row["confidential"]:
        return {**row, "place": "", "lon": None, "lat": None}
    return {**row, "place": ""} if row["place_told"] else row
