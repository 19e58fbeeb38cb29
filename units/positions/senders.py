"""Many terminals at once, and the units each may send positions for: a fixed number of statements, however many ask.

The same answers as ``units_of_sender``, for the door that takes a thousand requests a second (``door.py``).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from units.access.rights import roles_with

TERMINALS = """
    SELECT terminal.token_digest, terminal.id, terminal.gateway, organisation.path, terminal.unit_id, terminal.user_id,
           CASE WHEN unit.active THEN unit.call_sign END,
           terminal.last_seen IS NULL OR terminal.last_seen < now() - interval '30 seconds'
      FROM units_terminal terminal
      JOIN units_organisation organisation ON organisation.id = terminal.organisation_id
      LEFT JOIN units_unit unit ON unit.id = terminal.unit_id
      LEFT JOIN units_user person ON person.id = terminal.user_id
     WHERE terminal.token_digest = ANY(%s) AND terminal.revoked_at IS NULL
       AND (terminal.user_id IS NULL OR person.is_active AND person.locked_at IS NULL)
"""
OF_GATEWAYS = """
    SELECT asked.terminal_id, unit.call_sign, unit.id
      FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS asked(terminal_id, path, call_sign)
      JOIN units_unit unit ON unit.call_sign = asked.call_sign AND unit.active
      JOIN units_organisation organisation ON organisation.id = unit.organisation_id
     WHERE starts_with(organisation.path, asked.path)
"""
OF_PEOPLE = """
    SELECT DISTINCT terminal.id, unit.call_sign, unit.id
      FROM units_terminal terminal
      JOIN units_shiftmember member ON member.user_id = terminal.user_id
      JOIN units_shift shift ON shift.id = member.shift_id
      JOIN units_unit unit ON unit.id = shift.unit_id AND unit.active
      JOIN units_rolegrant granted ON granted.user_id = terminal.user_id
     WHERE terminal.id = ANY(%s) AND granted.role = ANY(%s)
       AND shift.begins_at <= now() AND shift.ends_at > now() AND shift.logged_off_at IS NULL
       AND granted.begins_at <= now() AND (granted.ends_at IS NULL OR granted.ends_at > now())
"""


class Sender(NamedTuple):
    terminal_id: int
    units: dict[str, int]  # call sign → id


def senders_of(asked: Mapping[str, Collection[str]]) -> dict[str, Sender]:
    """``asked``: digest of a token → call signs in its request. Tokens that are not valid are missing in the answer."""
    with connection.cursor() as cursor:
        cursor.execute(TERMINALS, [list(asked)])
        senders: dict[str, Sender] = {}
        gateways, people, unseen = [], [], []
        for token, pk, gateway, path, unit_id, user_id, call_sign, long_unseen in cursor.fetchall():
            senders[token] = Sender(pk, {call_sign: unit_id} if call_sign and not gateway else {})
            if gateway:
                gateways += [(pk, path, sign) for sign in asked[token]]
            elif unit_id is None and user_id is not None:
                people.append(pk)
            if long_unseen:
                unseen.append(pk)
        units = {sender.terminal_id: sender.units for sender in senders.values()}
        if gateways:
            cursor.execute(OF_GATEWAYS, [list(column) for column in zip(*gateways, strict=True)])
            _add(units, cursor)
        if people:
            cursor.execute(OF_PEOPLE, [people, sorted(roles_with("position.send"))])
            _add(units, cursor)
        if unseen:
            cursor.execute("UPDATE units_terminal SET last_seen = now() WHERE id = ANY(%s)", [unseen])
    return senders


def _add(units: dict[int, dict[str, int]], rows: Iterable[tuple[int, str, int]]) -> None:
    for terminal_id, call_sign, unit_id in rows:
        units[terminal_id][call_sign] = unit_id
