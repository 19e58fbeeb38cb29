"""The journal: what, when, where from, outcome, by whom. A trigger refuses UPDATE, DELETE and TRUNCATE.

Entries are written in the transaction of what they record. Sealing them in that transaction would make every writer
wait for every other, so a sealer chains committed entries a moment later (``seal.py``): a ``Seal`` holds
``sha256(previous seal + entry's content)``. No foreign key constraints here: an entry outlives what it speaks of, and a
seal must be able to show that somebody removed its entry. ``manage.py verify_journal`` checks the chain.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from units.organisations.models import Organisation


class JournalEntry(models.Model):
    at = models.DateTimeField(_("at"), db_default=Now())
    verb = models.CharField(_("verb"), max_length=60)
    subject = models.CharField(_("subject"), max_length=40, blank=True)  # model name: "incident"
    subject_code = models.CharField(_("code"), max_length=64, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    by_name = models.CharField(_("name"), max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=20, blank=True)  # web, terminal, api, worker, admin
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    session = models.CharField(_("session"), max_length=16, blank=True)  # first half of the key's digest, never the key
    outcome = models.CharField(_("outcome"), max_length=10, default="done")  # done, refused
    data = models.JSONField(_("data"), default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes = [models.Index(fields=["subject", "subject_code"]), models.Index(fields=["by", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_code}"


class Seal(models.Model):
    """One link of the chain. ``position`` counts 1, 2, 3 … without a gap."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, models.DO_NOTHING, db_constraint=False, related_name="seal")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["position"]
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.position}: {self.digest[:16]}"
