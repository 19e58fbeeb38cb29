"""The mark that keeps a bureau's own changes from being undone by the shipped set."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Editable(models.Model):
    """A shipped row that a bureau may change; the mark keeps later loads from undoing the change."""

    edited_at = models.DateTimeField(
        _("edited here at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Set when this row is changed in admin or by an import: loading the shipped set then skips it."),
    )

    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def mark_edited(self) -> None:
        self.edited_at = timezone.now()
