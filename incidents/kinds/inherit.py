"""Pure: which rows a kind uses when it has none of its own."""

from collections.abc import Iterable, Mapping


def nearest[Row](lineage: Iterable[int], rows: Mapping[int, list[Row]]) -> list[Row]:
    """Rows of the first id of ``lineage`` (own id first, then parent, grandparent …) that has any; else ``[]``."""
    for kind_id in lineage:
        if rows.get(kind_id):
            return rows[kind_id]
    return []


def nearest_for_level[Row](lineage: Iterable[int], rows: Mapping[int, list[Row]], level: int) -> list[Row]:
    """Like `nearest`, for rows with a ``level``: those of the level asked for, else those of every level (``None``)."""
    for kind_id in lineage:
        own = rows.get(kind_id, [])
        found = [row for row in own if row.level == level] or [row for row in own if row.level is None]  # type: ignore[attr-defined]
        if found:
            return found
    return []
