"""For whom connected terminals speak, asked for all of them at once."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from units.access.rights import roles_with

BINDINGS = """
    SELECT terminal.id, registration.code_digest, terminal.datum = 'gcj02',
           CASE WHEN terminal.unit_id IS NULL THEN on_shift.unit_id WHEN unit.active THEN unit.id END
      FROM units_terminal terminal
      JOIN units_registration registration ON registration.terminal_id = terminal.id
      LEFT JOIN units_unit unit ON unit.id = terminal.unit_id
      LEFT JOIN units_user person ON person.id = terminal.user_id
      LEFT JOIN LATERAL (
           SELECT shift.unit_id
             FROM units_shiftmember member
             JOIN units_shift shift ON shift.id = member.shift_id
             JOIN units_unit theirs ON theirs.id = shift.unit_id AND theirs.active
             JOIN units_rolegrant granted ON granted.user_id = member.user_id AND granted.role = ANY(%(roles)s)
            WHERE member.user_id = terminal.user_id
              AND shift.begins_at <= now() AND shift.ends_at > now() AND shift.logged_off_at IS NULL
              AND granted.begins_at <= now() AND (granted.ends_at IS NULL OR granted.ends_at > now())
            LIMIT 1) on_shift ON terminal.unit_id IS NULL
     WHERE terminal.id = ANY(%(terminals)s) AND terminal.revoked_at IS NULL
       AND (terminal.user_id IS NULL OR person.is_active AND person.locked_at IS NULL)
"""


class Binding(NamedTuple):
    """``unit_id``: None while the terminal speaks for no unit. ``code_digest`` changes with each registration."""

    code_digest: str
    gcj02: bool
    unit_id: int | None


def bindings(terminal_ids: Collection[int]) -> dict[int, Binding]:
    """Terminals that are revoked, or whose user is locked or gone, are missing."""
    with connection.cursor() as cursor:
        cursor.execute(BINDINGS, {"terminals": list(terminal_ids), "roles": sorted(roles_with("position.send"))})
        return {pk: Binding(*binding) for pk, *binding in cursor.fetchall()}


def note_seen(terminal_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE units_terminal SET last_seen = now() WHERE id = ANY(%s)", [list(terminal_ids)])
