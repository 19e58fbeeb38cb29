"""What this floor announces. Sent on purpose by actions, inside their transaction; never by ``post_save``.

``changed.send(sender=Model, verb="incident.opened", subject=row, by=user_or_None, data={…})``

``closing.send(sender=Incident, incident=row, verb="incident.closed", by=user)``: the incident is about to leave the
queue (closed, invalid, merged away). A receiver that knows why it must not (orders still running) raises ``Refused``.

``read.send(sender=Model, subject=row, by=user, purpose="caller", data={…})``: a sensitive record was shown to a person.
"""

from django.dispatch import Signal

changed = Signal()
closing = Signal()
read = Signal()
