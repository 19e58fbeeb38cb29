"""The sealer: chains committed entries that have no seal yet, oldest first; one at a time in the whole installation."""

from datetime import UTC

from django.db import connection, transaction

from dispatch.journal.chain import GENESIS, SEALED_FIELDS, link
from dispatch.journal.models import JournalEntry, Seal

SEALER = 0x4D555354  # advisory lock: "MUST"
BATCH = 2_000


def plain(entry: JournalEntry) -> dict:
    """The entry's sealed fields as JSON values."""
    values = {name: getattr(entry, name) for name in SEALED_FIELDS}
    values["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return values


@transaction.atomic
def seal_journal() -> int:
    """Seal up to ``BATCH`` entries and return how many. A second sealer at the same time does nothing.

    An entry that commits late gets a later position than its neighbours by id; the chain only grows at its end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER])
        if not cursor.fetchone()[0]:
            return 0
    last = Seal.objects.order_by("-position").first()
    position, digest = (last.position, last.digest) if last else (0, GENESIS)
    seals = []
    for entry in JournalEntry.objects.filter(seal=None).order_by("id")[:BATCH]:
        position, digest = position + 1, link(digest, plain(entry))
        seals.append(Seal(position=position, entry=entry, digest=digest))
    Seal.objects.bulk_create(seals)
    return len(seals)
