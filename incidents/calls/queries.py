"""Reads of the call desk. Drafts are for those who take calls or dispatch."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from incidents.calls.models import Call, Draft
from incidents.calls.typed import is_known
from incidents.register.caller import may_see_caller
from incidents.register.changing import field_state
from incidents.register.fields import CALLER_FIELDS
from units.access.rights import roles_with
from units.access.scope import may, role_grants
from units.organisations.models import Organisation


def live_drafts(user) -> QuerySet[Draft]:
    """Forms being typed or left behind, oldest first. None falls off: each ends as incident, call, or with a reason."""
    return (
        Draft.objects.visible_to(user, "incident.take")
        .filter(incident=None, discarded_at=None)
        .select_related("by", "organisation")
        .order_by("opened_at")
    )


def draft(user, draft_id: UUID) -> Draft:
    """One draft, live or ended. Raises ``Draft.DoesNotExist`` when there is none that the user may see."""
    return Draft.objects.visible_to(user, "incident.take").select_related("by", "incident", "call").get(pk=draft_id)


def waiting_calls(user) -> QuerySet[Call]:
    """Calls that ring, and missed ones that nobody called back yet, the longest waiting first."""
    return Call.objects.visible_to(user, "incident.take").waiting().order_by("began_at")


def calls_without_incident(user) -> QuerySet[Call]:
    return Call.objects.visible_to(user).filter(incident=None).select_related("by")


def hidden_fields(user, draft: Draft) -> frozenset[str]:
    """Fields of a draft that are not for these eyes: the caller's, for those who may not see the caller.

    Persons go with them when the caller is among them. Whoever took the call sees what was typed.
    """
    if draft.by_id == user.pk:
        return frozenset()
    if draft.incident_id:
        seen = may_see_caller(user, draft.incident)
    else:
        confidential = bool(draft.fields.get("confidential", {}).get("value"))
        seen = may(user, "caller.see_confidential" if confidential else "caller.see", draft.organisation)
    if seen:
        return frozenset()
    rows = draft.fields.get("persons", {}).get("value") or []
    with_caller = any(row.get("role") == "caller" for row in rows) or draft.incident_id
    return CALLER_FIELDS | ({"persons"} if with_caller else frozenset())


def news_for(user, draft: Draft, seen: Mapping[str, int], sent: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """``{name: {"value", "version"}}`` of fields that moved on since ``seen``; those ``sent`` always with a version.

    Of a draft that became an incident, the incident's fields. What the user may not see is left out.
    """
    hidden = hidden_fields(user, draft)
    if draft.incident_id:
        names = {name for name in draft.incident.field_versions if is_known(name)} | {*sent}
        fields = {name: field_state(draft.incident, name) for name in names if is_known(name)}
    else:
        fields = {name: {"value": kept["value"], "version": kept["version"]} for name, kept in draft.fields.items()}
    news = {}
    for name, kept in fields.items():
        if name in hidden:
            continue
        if name in sent and kept["value"] == sent[name]:
            news[name] = {"version": kept["version"]}
        elif name in sent or kept["version"] > (seen.get(name) or 0):
            news[name] = kept
    return news


def organisation_of_calls(user) -> Organisation | None:
    """For whom the user answers calls: the own organisation where the role covers it, else where the role is held."""
    grants = [grant for grant in role_grants(user) if grant.role in roles_with("incident.take")]
    own = user.organisation
    if own is not None and any(own.path.startswith(grant.organisation.path) for grant in grants):
        return own
    return grants[0].organisation if grants else own
