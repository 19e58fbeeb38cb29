"""Which units stand in a shape. Their last positions have no spatial index on purpose (their updates stay HOT)."""

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from units.positions.models import LastPosition


def among(ids: Sequence[int]) -> RawSQL:
    """For ``field__in``: the ids as one array. A parameter for each of thousands takes longer than the query."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def units_inside(shape) -> list[int]:
    """Ids of all units whose last position lies in the shape, whoever may see them: one scan of the whole fleet.

    A statement of its own: joined to other tables, the planner expected one unit where there were 71, and read all
    units for each (65 ms instead of 3), or looked up the position of every running shift.
    """
    # the box first: an index would do that by itself
    boxed = LastPosition.objects.filter(point__bboverlaps=shape.outline)
    return list(boxed.filter(point__intersects=shape.outline).values_list("pk", flat=True))
