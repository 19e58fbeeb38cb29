"""Everything that can be ticked, found by a few words: groups, organisations, units, persons, as one list."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch.autocalls import people

MOST = 40  # of each kind; who looks for more types another letter
KINDS = ("groups", "organisations", "units", "people")


@dataclass(frozen=True)
class Choice:
    """``kind``: the form's field. ``lacks``: there is no number, so the named person takes over at the start."""

    kind: str
    key: int
    label: str
    detail: str = ""
    lacks: bool = False


def choices(user, words: str = "", kind: str = "") -> list[Choice]:
    """What fits all the words, groups first; of one kind only if it is named."""
    wanted = [kind] if kind in KINDS else list(KINDS)
    return [choice for name in wanted for choice in FINDERS[name](user, words.split())]


def ticked(user, found: dict) -> list[Choice]:
    """The choices of rows that were ticked: ``{"groups": rows, …}``."""
    return [SHOWN[kind](row) for kind in KINDS for row in found.get(kind, ())]


def _group(row) -> Choice:
    number = len(row.people.all())
    return Choice("groups", row.pk, row.name, ngettext("%(n)s person", "%(n)s persons", number) % {"n": number})


def _organisation(row) -> Choice:
    number = getattr(row, "persons", None)
    words = "" if number is None else ngettext("%(n)s person", "%(n)s persons", number) % {"n": number}
    return Choice("organisations", row.pk, row.name, " · ".join(part for part in (row.code, words) if part))


def _unit(row) -> Choice:
    crew = people.crew_of(row)
    names = ", ".join(one.name for one in crew)
    return Choice("units", row.pk, row.call_sign, names, lacks=not any(one.number.strip() for one in crew))


def _person(row) -> Choice:
    where = row.organisation.name if row.organisation else ""
    detail = " · ".join(part for part in (row.badge or row.username, where) if part)
    return Choice("people", row.pk, row.name, detail, lacks=not row.telephone.strip())


SHOWN = {"groups": _group, "organisations": _organisation, "units": _unit, "people": _person}


def _groups(user, words):
    return [_group(row) for row in _fitting(people.groups_for(user), words, "name_zh", "name_en")[:MOST]]


def _organisations(user, words):
    rows = _fitting(people.organisations_for(user), words, "name_zh", "name_en", "code")
    rows = rows.annotate(persons=Count("people", filter=Q(people__is_active=True))).order_by("path")
    return [_organisation(row) for row in rows[:MOST]]


def _units(user, words):
    rows = _fitting(
        people.units_for(user), words, "call_sign", "organisation__name_zh", "organisation__name_en"
    ).order_by("call_sign")
    return [_unit(row) for row in rows[:MOST]]


def _people(user, words):
    return [_person(row) for row in people.people_for(user, " ".join(words))[:MOST]]


FINDERS = {"groups": _groups, "organisations": _organisations, "units": _units, "people": _people}


def _fitting(rows, words, *columns):
    for word in words:
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows


def kind_labels() -> dict[str, str]:
    return {"groups": _("Groups"), "organisations": _("Organisations"), "units": _("Units"), "people": _("People")}
