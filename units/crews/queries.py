"""Reads of units; each starts from what the asking user may see."""

from django.db.models import QuerySet

from units.crews.models import Unit


def units_visible(user, right: str | None = None) -> QuerySet[Unit]:
    """Active units the user may see (or may do ``right`` with), with organisation, area and last position joined."""
    return (
        Unit.objects.visible_to(user, right)
        .filter(active=True)
        .select_related("organisation", "home_area", "last_position")
    )


def units_by_call_sign(user, call_signs: list[str], right: str | None = None) -> tuple[list[Unit], list[str]]:
    """(units in the order asked for, call signs that this user cannot use). Case and spaces do not matter."""
    wanted = list(dict.fromkeys(word.strip().upper() for word in call_signs if word.strip()))
    found = {unit.call_sign.upper(): unit for unit in units_visible(user, right).filter(call_sign__in=wanted)}
    return [found[word] for word in wanted if word in found], [word for word in wanted if word not in found]
