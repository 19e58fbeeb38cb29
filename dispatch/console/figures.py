"""Times of today for the header: the 90th percentile, never without the number of cases behind it."""

from django.db.models import Aggregate, DurationField, ExpressionWrapper, F, FloatField, Func, Q
from django.utils import timezone

from incidents.register.models import Incident


class Percentile90(Aggregate):
    function = "percentile_cont"
    template = "percentile_cont(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Seconds(Func):
    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    output_field = FloatField()


def times_of_today(user) -> dict[str, dict]:
    """``{"dispatch": {"p90_s", "n"}, "arrive": …}``: from acceptance to the first order sent, to the first on scene.

    Incidents that were held are left out (they waited on purpose); ``p90_s`` is None without cases.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Incident.objects.visible_to(user).filter(opened_at__gte=midnight, held_until=None)
    return {"dispatch": _spread(today, "dispatched_at"), "arrive": _spread(today, "arrived_at")}


def _spread(incidents, clock: str) -> dict:
    """Negative spans (a clock told by a terminal) are left out."""
    span = ExpressionWrapper(F(clock) - F("opened_at"), output_field=DurationField())
    cases = incidents.filter(Q(**{f"{clock}__gte": F("opened_at")})).order_by()
    found = cases.annotate(span=Seconds(span)).values_list("span", flat=True)
    told = found.aggregate(p90=Percentile90("span"))
    return {"p90_s": told["p90"], "n": found.count()}
