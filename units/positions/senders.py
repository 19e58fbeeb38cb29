"""Many terminals at once, and the units each may send positions for: a fixed number of statements, however many ask.

The same answers as ``units_of_sender``, for the door that takes a thousand requests a second (``door.py``).
"""

import time
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db import connection

from units.access.rights import roles_with
from units.crews.mark import fleet_mark
from units.positions.driver import prepared

LOOK_EVERY_S = 0.8

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
UNITS = """
    SELECT unit.call_sign, unit.id, organisation.path
      FROM units_unit unit JOIN units_organisation organisation ON organisation.id = unit.organisation_id
     WHERE unit.active
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
    gateway: bool  # speaks for many: which one never goes without saying


class Senders:
    """Terminals and people are asked about each time. All units are kept, and read again when they changed.

    Whether they did is asked at most every ``LOOK_EVERY_S``, and at once when a call sign is not known.
    """

    def __init__(self) -> None:
        self.units: dict[str, tuple[int, str]] = {}  # call sign → id, path of its organisation
        self.branches: dict[str, dict[str, int]] = {}  # path → call sign → id, of those asked for so far
        self.mark: tuple | None = None
        self.looked = float("-inf")

    def of(self, asked: Mapping[str, Collection[str]]) -> dict[str, Sender]:
        """``asked``: digest of a token → call signs in its request. Tokens not valid are missing in the answer."""
        with prepared() as cursor:
            cursor.execute(TERMINALS, [list(asked)], prepare=True)
            senders: dict[str, Sender] = {}
            people, unseen = [], []
            for token, pk, gateway, path, unit_id, user_id, call_sign, long_unseen in cursor.fetchall():
                if gateway:
                    senders[token] = Sender(pk, self._of_branch(path, asked[token]), gateway)
                else:
                    senders[token] = Sender(pk, {call_sign: unit_id} if call_sign else {}, gateway)
                    if unit_id is None and user_id is not None:
                        people.append(pk)
                if long_unseen:
                    unseen.append(pk)
            if people:
                units = {sender.terminal_id: sender.units for sender in senders.values()}
                cursor.execute(OF_PEOPLE, [people, sorted(roles_with("position.send"))])
                for terminal_id, call_sign, unit_id in cursor:
                    units[terminal_id][call_sign] = unit_id
            if unseen:
                cursor.execute("UPDATE units_terminal SET last_seen = now() WHERE id = ANY(%s)", [unseen])
        return senders

    def _of_branch(self, branch: str, call_signs: Collection[str]) -> dict[str, int]:
        if time.monotonic() - self.looked > LOOK_EVERY_S or not self.units.keys() >= call_signs:
            self._look()
        if branch not in self.branches:
            mine = {sign: unit_id for sign, (unit_id, path) in self.units.items() if path.startswith(branch)}
            self.branches[branch] = mine
        return self.branches[branch]

    def _look(self) -> None:
        now, mark = time.monotonic(), fleet_mark()
        if mark != self.mark:
            with connection.cursor() as cursor:
                cursor.execute(UNITS)
                self.units = {call_sign: (unit_id, path) for call_sign, unit_id, path in cursor}
                self.branches = {}
        self.looked, self.mark = now, mark
