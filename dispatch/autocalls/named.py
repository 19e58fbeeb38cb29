"""Rows by the names that other systems know: what is not there, or not the caller's to use, is told name by name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dispatch.autocalls import people
from units.access.problems import Problem


@dataclass(frozen=True)
class Named:
    people: list[str]
    units: list[str]
    organisations: list[str]
    groups: list[int]


def named_rows(user, named: Named) -> dict[str, list]:
    """``{"people_ticked", "units", "organisations", "groups"}`` for ``add_callees``. Raises ``Problem`` (422)."""
    wanted = {
        "people": (people.people_for(user), "username", named.people),
        "units": (people.units_for(user), "call_sign", named.units),
        "organisations": (people.organisations_for(user), "code", named.organisations),
        "groups": (people.groups_for(user), "pk", named.groups),
    }
    found, errors = {}, []
    for field, (rows, column, names) in wanted.items():
        by_name = {getattr(row, column): row for row in rows.filter(**{f"{column}__in": names})} if names else {}
        found[field] = [by_name[name] for name in names if name in by_name]
        for name in names:
            if name not in by_name:
                words = _("There is no “%(name)s” that you may call.") % {"name": name}
                errors.append({"field": field, "message": words})
    if errors:
        raise Problem(422, errors[0]["message"], code="unknown", errors=errors)
    return {"people_ticked": found.pop("people"), **found}
