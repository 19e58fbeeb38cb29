"""What this floor announces. Sent on purpose by actions, inside their transaction; never by ``post_save``.

``changed.send(sender=Model, verb="unit.state_changed", subject=row, by=user_or_None, data={…})``

``read.send(sender=Model, subject=row, by=user, purpose="track", data={…})``: a sensitive record was shown to a person.

``positions_stored.send(sender=None, fixes=Fixes(…))``: true fixes just stored (``units/positions/fixes.py``), of which
a receiver picks those it wants: ``fixes.of_units(ids)``. Sent after their transaction, by the one writer process.

``fence_crossed.send(sender=FenceEvent, event=row)``: a unit entered, left or stayed, its event is stored;
in a transaction of this announcement, by the one writer process. Once, if what the receivers write is rows.
"""

from django.dispatch import Signal

changed = Signal()
read = Signal()
positions_stored = Signal()
fence_crossed = Signal()
