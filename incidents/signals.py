"""What this floor announces. Sent on purpose by actions, inside their transaction; never by ``post_save``.

``changed.send(sender=Model, verb="incident.opened", subject=row, by=user_or_None, data={…})``
"""

from django.dispatch import Signal

changed = Signal()
