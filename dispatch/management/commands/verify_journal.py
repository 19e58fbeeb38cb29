"""Check the journal's seal. Works on the database or, with ``--file``, on an export, without any of the application."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dispatch.journal.chain import Fault, faults
from dispatch.journal.models import JournalEntry, Seal
from dispatch.journal.seal import plain

SEALED_WITHIN = timedelta(minutes=5)
SENTENCES = {
    "gap": "position {position}: a link of the chain is missing",
    "missing": "position {position}: the sealed entry is gone",
    "altered": "position {position}: entry {entry_id} is not what was sealed",
}


class Command(BaseCommand):
    help = "Verify the hash chain of the journal; exit 1 and name the place when anything was changed or removed."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--file", type=Path, help="an export (JSON lines) made with --export, checked without the database"
        )
        parser.add_argument("--export", type=Path, help="write the sealed journal as JSON lines to this file")

    def handle(self, *args, file: Path | None, export: Path | None, **options) -> None:
        if export:
            return self._export(export)
        count = 0

        def counted() -> Iterator[tuple[int, str, dict | None]]:
            nonlocal count
            for row in _from_file(file) if file else _from_database():
                count += 1
                yield row

        found = list(faults(counted()))
        if not file:
            found += self._unsealed()
        for fault in found:
            self.stderr.write(SENTENCES[fault.what].format(position=fault.position, entry_id=fault.entry_id))
        if found:
            raise CommandError(f"The journal is NOT intact: {len(found)} fault(s) in {count} sealed entries.")
        self.stdout.write(f"The journal is intact: {count} sealed entries.")

    def _unsealed(self) -> list[Fault]:
        late = JournalEntry.objects.filter(seal=None, at__lt=timezone.now() - SEALED_WITHIN).count()
        if late:
            self.stderr.write(f"{late} entries older than 5 minutes are not sealed: is the worker running?")
        return []

    def _export(self, target: Path) -> None:
        with target.open("w", encoding="utf-8") as out:
            for position, digest, entry in _from_database():
                line = {"position": position, "digest": digest, "entry": entry}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.stdout.write(f"Wrote {target}.")


def _from_database() -> Iterator[tuple[int, str, dict | None]]:
    entries = Seal.objects.order_by("position").values_list("position", "digest", "entry_id").iterator(chunk_size=5_000)
    batch: list[tuple[int, str, int]] = []
    for row in entries:
        batch.append(row)
        if len(batch) == 5_000:
            yield from _with_entries(batch)
            batch = []
    yield from _with_entries(batch)


def _with_entries(batch: list[tuple[int, str, int]]) -> Iterator[tuple[int, str, dict | None]]:
    found = JournalEntry.objects.in_bulk([entry_id for _, _, entry_id in batch])
    for position, digest, entry_id in batch:
        entry = found.get(entry_id)
        yield position, digest, plain(entry) if entry else None


def _from_file(path: Path) -> Iterator[tuple[int, str, dict | None]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                yield row["position"], row["digest"], row["entry"]
            except (ValueError, KeyError, TypeError) as error:
                raise CommandError(f"{path}, line {number}: not a line of an exported journal ({error}).") from None
