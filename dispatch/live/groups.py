"""Channel groups: one per organisation and topic. A message goes to the owner, those above, and whom it is shared with.

A topic is what one right opens, so nothing has to be filtered per socket: who may not see drafts is in no drafts group.
A socket joins the groups of the organisations its roles are granted at. Rows below reach it because their messages
are addressed upwards; rows above or beside never do.
"""

from dataclasses import dataclass

from django.db import connection

from units.access.scope import may, role_grants, scope_paths

TOPICS = {
    "incidents": "incident.see",
    "units": "unit.see",
    "drafts": "incident.take",
    "warnings": "warning.see",
    "autocalls": "autocall.see",
}
OPENING_RIGHTS = ("console.open", "station.open", "terminal.open")
# A path begins with the paths of all above it, and with its own.
ABOVE = """
    SELECT DISTINCT above.id FROM units_organisation above
      JOIN units_organisation owner ON starts_with(owner.path, above.path)
     WHERE owner.id IN ({owners})
"""


@dataclass(frozen=True)
class Scope:
    """What one socket may hear: branches by topic (as in ``scope_paths``), and the groups that follow from them.

    Hashable: sockets with equal scopes share snapshots, digests and position frames.
    """

    incidents: tuple[str, ...]
    units: tuple[str, ...]
    drafts: tuple[str, ...]
    warnings: tuple[str, ...]
    autocalls: tuple[str, ...]
    groups: frozenset[str]


def group_of(organisation_id: int, topic: str) -> str:
    return f"organisation.{organisation_id}.{topic}"


def group_of_user(user_id: int) -> str:
    """What is meant for one person, on whatever sockets are theirs."""
    return f"user.{user_id}"


def scope_of(user) -> Scope | None:
    """The user's scope, from the grants in force on this user object; ``None`` when no role opens a live page."""
    if not any(may(user, right) for right in OPENING_RIGHTS):
        return None
    ids = {grant.organisation.path: grant.organisation_id for grant in role_grants(user)}
    paths = {topic: tuple(scope_paths(user, right)) for topic, right in TOPICS.items()}
    groups = frozenset(group_of(ids[path], topic) for topic in TOPICS for path in paths[topic])
    return Scope(groups=groups, **paths)


def audience(subject, topic: str) -> list[str]:
    """Groups that may see the row: of its organisation, of those it is shared with, and of all above them."""
    owners, values = "SELECT %s::bigint", [subject.organisation_id]
    if any(field.name == "shared_with" for field in subject._meta.many_to_many):
        through = type(subject).shared_with.through._meta
        owners += f" UNION SELECT organisation_id FROM {through.db_table} WHERE {subject._meta.model_name}_id = %s"
        values.append(subject.pk)
    with connection.cursor() as cursor:
        cursor.execute(ABOVE.format(owners=owners), values)
        return [group_of(organisation_id, topic) for (organisation_id,) in cursor.fetchall()]
