"""Upload, say what the columns mean, check, import, withdraw. The work itself is owed as a row and done by a worker."""

import hashlib
import logging
import zlib
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.history import columns, words
from incidents.history.models import OWED, Datum, HistoricEvent, HistoryFile, HistoryImport, ImportState
from incidents.history.storing import forget_progress, store
from incidents.hotspots.scoring import score_anew
from incidents.kinds.models import Kind
from incidents.signals import changed
from incidents.waking import wake
from units.access.refused import Refused

LARGEST = 100 * 1024 * 1024
MOST_WORDS = 300
IMPORT = "incidents.history.tasks.import_history"
logger = logging.getLogger(__name__)


@transaction.atomic
def add_file(name: str, content: bytes, *, organisation, by) -> HistoryImport:
    """Keep a CSV file and look at its head. Raises ``Refused`` (field ``file``) for what is no such table."""
    if len(content) > LARGEST:
        raise _refused("too_large")
    try:
        seen = columns.look(content)
    except columns.Unreadable as error:
        raise _refused(error.code) from error
    count = sum(1 for _row in columns.rows(content, seen.encoding, seen.delimiter))
    if not count:
        raise _refused("no_rows")
    digest = hashlib.sha256(content).hexdigest()
    before = HistoryImport.objects.filter(digest=digest, organisation=organisation, state=ImportState.DONE).first()
    if before is not None:
        raise _refused("known", when=timezone.localtime(before.at).strftime("%Y-%m-%d %H:%M"))
    row = HistoryImport.objects.create(
        organisation=organisation,
        by=by,
        name=name[-120:],
        digest=digest,
        encoding=seen.encoding,
        delimiter=seen.delimiter,
        header=seen.header,
        rows=count,
        columns=columns.proposed(seen.header),
        time_zone=timezone.get_default_timezone_name(),
    )
    HistoryFile.objects.create(source=row, content=zlib.compress(content))
    _tell(row, "history.uploaded", by=by, file=row.name, rows=count, digest=digest)
    return row


@transaction.atomic
def describe(row: HistoryImport, *, by, **said: Any) -> HistoryImport:
    """Say what columns and coordinates mean: ``columns``, ``datum``, ``epsg``, ``date_order``, ``time_zone``,
    ``patrol_words``. Proposes kinds for the words in the kind's column. Raises ``Refused`` with the field."""
    row = _locked(row, [ImportState.DRAFT, ImportState.CHECKED, ImportState.FAILED])
    _check_said(row, said)
    for name, value in said.items():
        setattr(row, name, value)
    found = word_counts(row)
    if len(found) > MOST_WORDS:
        raise _refused("too_many_words", field="kind")
    row.kinds = {word: row.kinds.get(word, _proposal(row, word)) for word in found}
    row.state, row.errors, row.message = ImportState.DRAFT, [], ""
    _save(row)
    return row


@transaction.atomic
def match_kinds(row: HistoryImport, kinds: dict[str, str], *, by) -> HistoryImport:
    """``{word: code, or "" for left out}``, and owe the check. Raises ``Refused``: a code that does not exist, nothing
    left to import."""
    row = _locked(row, [ImportState.DRAFT, ImportState.CHECKED, ImportState.FAILED])
    known = set(Kind.objects.filter(code__in=kinds.values()).values_list("code", flat=True))
    for word, code in kinds.items():
        if code and code not in known:
            raise Refused(_("“%(word)s”: there is no kind %(code)s.") % {"word": word, "code": code}, field="kinds")
    row.kinds = {word: kinds.get(word, "") for word in row.kinds}
    if not any(row.kinds.values()):
        raise Refused(_("No word is matched with a kind: nothing would be imported."), field="kinds")
    row.state, row.message = ImportState.CHECKING, ""
    _save(row)
    forget_progress(row)
    wake(IMPORT)
    return row


@transaction.atomic
def start_import(row: HistoryImport, *, by) -> HistoryImport:
    """Owe the import of a checked file; rows with errors are left out. Raises ``Refused`` when none is usable."""
    row = _locked(row, [ImportState.CHECKED])
    if not row.good:
        raise Refused(_("No row of this file can be used. Correct what is listed and check again."), field="file")
    row.state, row.message = ImportState.IMPORTING, ""
    _save(row)
    forget_progress(row)
    _tell(row, "history.import_started", by=by, rows=row.rows, good=row.good, bad=row.bad)
    wake(IMPORT)
    return row


@transaction.atomic
def withdraw_import(row: HistoryImport, *, by) -> HistoryImport:
    """Take its events out again and forget the file."""
    row = _locked(row, [state for state in ImportState.values if state != ImportState.WITHDRAWN])
    count, _by_table = HistoricEvent.objects.filter(imported=row).delete()
    HistoryFile.objects.filter(source=row).delete()
    row.state = ImportState.WITHDRAWN
    _save(row)
    if count:
        score_anew(row.organisation)
    _tell(row, "history.withdrawn", by=by, events=count)
    return row


def work_off() -> int:
    """Do every check and import that is owed and that no other worker holds; returns how many."""
    done = 0
    for pk in HistoryImport.objects.filter(state__in=OWED).order_by("at").values_list("pk", flat=True):
        done += _work_off(pk)
    return done


def _work_off(pk: int) -> int:
    try:
        with transaction.atomic():
            rows = HistoryImport.objects.select_for_update(skip_locked=True, of=("self",))
            row = rows.select_related("organisation", "file").filter(pk=pk, state__in=OWED).first()
            if row is None:
                return 0
            keep = row.state == ImportState.IMPORTING
            store(row, timezone.now(), keep=keep)
            row.state, row.finished_at = ImportState.DONE if keep else ImportState.CHECKED, timezone.now()
            if keep:
                row.file.content = b""  # it may hold more than we want to keep
            row.file.save(update_fields=["content", "errors"])
            _save(row)
            if keep:
                score_anew(row.organisation)
            facts = {"rows": row.rows, "good": row.good, "bad": row.bad, "seconds": row.seconds}
            _tell(row, "history.imported" if keep else "history.checked", by=row.by, **facts)
    except Exception as error:
        if isinstance(error, DatabaseError) and not connection.is_usable():
            raise  # the database is away: still owed
        logger.exception("History import %s failed", pk)
        failed = {"state": ImportState.FAILED, "message": str(error)[:500], "version": F("version") + 1}
        HistoryImport.objects.filter(pk=pk, state__in=OWED).update(**failed)
    return 1


def word_counts(row: HistoryImport) -> Counter[str]:
    """How often each word stands in the kind's column."""
    place = row.header.index(row.columns["kind"])
    content = zlib.decompress(bytes(row.file.content))
    cells = (cells for cells in columns.rows(content, row.encoding, row.delimiter) if len(cells) > place)
    return Counter(cells[place].strip() for cells in cells)


def _proposal(row: HistoryImport, word: str) -> str:
    """The code of the kind that an earlier import matched the word with, or that has it as code or name."""
    earlier = HistoryImport.objects.filter(organisation=row.organisation, state=ImportState.DONE, kinds__has_key=word)
    known = earlier.order_by("-at").values_list("kinds", flat=True).first()
    if known is not None:
        return known[word]
    for name in ("code", "name_zh__iexact", "name_en__iexact"):
        found = Kind.objects.filter(**{name: word}, active=True).values_list("code", flat=True).first()
        if found:
            return found
    return ""


def _check_said(row: HistoryImport, said: dict[str, Any]) -> None:
    given = {role: head for role, head in said["columns"].items() if head}
    for role, head in given.items():
        if head not in row.header:
            raise Refused(_("There is no column “%(head)s” in this file.") % {"head": head}, field=role)
    missing = [role for role in ("x", "y", "kind") if role not in given]
    if missing:
        raise Refused(_("Choose the columns of both coordinates and of the kind."), field=missing[0])
    if not {"at", "date"} & set(given) and not {"year", "month", "day"} <= set(given):
        raise Refused(_("Choose a column for date and time, or for date, or for year, month and day."), field="at")
    if said.get("datum") not in Datum.values:
        raise Refused(_("Choose the coordinate system: it is never guessed."), field="datum")
    if said["datum"] == Datum.EPSG and not _is_epsg(said.get("epsg")):
        raise Refused(_("There is no such EPSG code: 32610 is UTM zone 10 north, 4490 is CGCS2000."), field="epsg")
    try:
        ZoneInfo(said["time_zone"])
    except (KeyError, ValueError, OSError) as error:
        raise Refused(_("There is no such time zone, for example Asia/Shanghai."), field="time_zone") from error


def _is_epsg(code: int | None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM spatial_ref_sys WHERE srid = %s AND auth_name = 'EPSG')", [code])
        return cursor.fetchone()[0]


def _locked(row: HistoryImport, states: list[str]) -> HistoryImport:
    """Skips, never waits: a worker holds the row for as long as it works on it."""
    found = HistoryImport.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=row.pk)
    fresh = found.select_related("organisation").first()
    if fresh is None:
        raise Refused(_("A worker is at it just now. Wait until it is done."), code="busy")
    if fresh.state not in states:
        words_of = {"state": fresh.get_state_display()}
        raise Refused(_("This is not possible now: the import is in the state “%(state)s”.") % words_of, code="state")
    return fresh


def _refused(code: str, field: str = "file", **facts: str) -> Refused:
    return Refused(words.FILE[code]() % facts if facts else words.FILE[code](), code=code, field=field)


def _save(row: HistoryImport) -> None:
    row.version += 1
    row.save()


def _tell(row: HistoryImport, verb: str, *, by, **facts: Any) -> None:
    changed.send(sender=HistoryImport, verb=verb, subject=row, by=by, data=facts)
