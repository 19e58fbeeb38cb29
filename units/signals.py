"""What this floor announces. Sent on purpose by actions, inside their transaction; never by ``post_save``.

``changed.send(sender=Model, verb="unit.state_changed", subject=row, by=user_or_None, data={…})``
"""

from django.dispatch import Signal

changed = Signal()
