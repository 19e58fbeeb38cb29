"""Count and sum of versions of what is open for a user: a console whose own sums differ has missed something."""

from django.db.models import CharField, Count, Sum, Value
from django.db.models.functions import Coalesce

from dispatch.live.snapshot import open_rows


def digest(user) -> dict[str, dict[str, int]]:
    """``{"incidents": {"count", "version"}, "drafts": …, "units": …, "alarms": …}`` in one statement."""
    parts = [
        rows.order_by()
        .annotate(topic=Value(topic, output_field=CharField()))
        .values("topic")
        .annotate(count=Count("pk"), sum=Coalesce(Sum("version"), 0))
        for topic, rows in open_rows(user).items()
    ]
    sums = {topic: {"count": 0, "version": 0} for topic in open_rows(user)}
    for row in parts[0].union(*parts[1:], all=True):
        sums[row["topic"]] = {"count": row["count"], "version": row["sum"]}
    return sums
