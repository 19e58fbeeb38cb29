"""What a role may do. Pure: roles and rights are words, the table below is all there is.

What one may *see* follows the organisation tree instead (``scope.py``). Rights are verbs on subjects; a role that is
not listed under a right does not have it. Administrators configure; they do not command, nor read the journal.
"""

CT, DI, DC, SO, FO, AN, AU, AD = (
    "call_taker",
    "dispatcher",
    "duty_chief",
    "station_officer",
    "field_officer",
    "analyst",
    "auditor",
    "administrator",
)
WA = "wall"  # a paired display: no person holds it, and it only looks

RIGHTS: dict[str, frozenset[str]] = {
    "console.open": frozenset({CT, DI, DC}),
    "station.open": frozenset({SO, DC}),
    "terminal.open": frozenset({FO}),
    "admin.open": frozenset({AD}),
    "journal.read": frozenset({AU}),
    "incident.see": frozenset({CT, DI, DC, SO, FO, AN, AU, WA}),
    "incident.take": frozenset({CT, DI, DC, SO}),
    "incident.change": frozenset({CT, DI, DC, SO}),
    "incident.dispatch": frozenset({DI, DC}),
    "incident.relay": frozenset({DI, DC, SO}),
    "incident.close": frozenset({DI, DC, SO}),
    "incident.reopen": frozenset({DI, DC}),
    "incident.archive": frozenset({DC, SO}),
    "incident.merge": frozenset({CT, DI, DC}),
    "caller.see": frozenset({CT, DI, DC, SO, FO}),
    "caller.see_confidential": frozenset({CT, DC}),
    "assignment.answer": frozenset({FO, SO, DI, DC}),
    "assignment.approve_return": frozenset({DI, DC}),
    "report.write": frozenset({FO, SO}),
    "report.review": frozenset({SO, DI, DC}),
    "unit.see": frozenset({CT, DI, DC, SO, FO, AN, WA}),
    "track.see": frozenset({DI, DC, SO, AN, AU}),
    "track.export": frozenset({DC, SO, AN, AU}),
    "unit.change_state": frozenset({DI, DC, SO, FO}),
    "shift.manage": frozenset({SO, DC}),
    "alarm.acknowledge": frozenset({CT, DI, DC, SO}),
    "drawing.measure": frozenset({AN, AD}),
    "position.send": frozenset({FO}),
    "fence.manage": frozenset({DI, DC, SO}),
    "wall.pair": frozenset({DC, AD}),
    "person.call": frozenset({DI, DC, SO}),
    "cast.send": frozenset({CT, DI, DC, SO}),
    "warning.see": frozenset({CT, DI, DC, SO, AN, WA}),
    "warning.answer": frozenset({SO, DC}),
    "hotspot.see": frozenset({DI, DC, SO, AN, AU}),
    "hotspot.run": frozenset({DC, AN}),
    "hotspot.pause": frozenset({DC}),
    "history.see": frozenset({DC, AN}),
    "history.import": frozenset({DC, AN}),
    "autocall.see": frozenset({DI, DC, SO}),
    "autocall.run": frozenset({DI, DC, SO}),
    "autocall.answer": frozenset({DI, DC, SO}),
}


def roles_with(right: str) -> frozenset[str]:
    """Roles that hold ``right``. Raises ``KeyError`` for a right that does not exist (a typing error in code)."""
    return RIGHTS[right]
