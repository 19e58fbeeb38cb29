"""What this floor announces. Sent on purpose by actions, inside their transaction; never by ``post_save``.

``changed.send(sender=Model, verb="assignment.sent", subject=row, by=user_or_None, data={…})``

``read.send(sender=Model, subject=row, by=user, purpose="obstacle", data={…})``: a sensitive record was shown or heard.
"""

from django.dispatch import Signal

changed = Signal()
read = Signal()
