"""Putting an extract on the map."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from maps.basemap.errors import BasemapError
from maps.basemap.finish import create, finish
from maps.basemap.load import Loader
from maps.basemap.models import Basemap
from maps.basemap.read import REMEDY, Rows
from maps.basemap.schema import LIVE, NEXT
from maps.basemap.signals import built

OLD = "basemap_old"
LOCK = 0x6D757374  # one import at a time, whoever started it


def import_basemap(path: Path | str, *, sha256: str = "", tell: Callable[[str], None] = lambda _: None) -> Basemap:
    """Read ``path`` (.osm.pbf) into a schema of its own and put it in place of the map in use.

    ``sha256`` (hex), when given, must be the file's. ``tell`` is called with progress lines.
    Raises BasemapError, with the map in use untouched, for a file that is missing, empty, damaged, something else than
    PBF, without a single street, or when another import is under way.
    """
    path = Path(path)
    begun = time.monotonic()
    digest = _checked(path, sha256)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BasemapError(f"Another base map is being imported just now; {path.name} was not. Try again after it.")
        try:
            create(cursor, NEXT)
            rows = _load(cursor, path)
            tell(f"read {path.name}: " + ", ".join(f"{count:,} {name}" for name, count in sorted(rows.counts.items())))
            finish(cursor, NEXT)
            with transaction.atomic():
                built.send(sender=Basemap, cursor=cursor, schema=NEXT)
            return _swap(cursor, path, digest, rows, begun)
        finally:
            _clear(cursor)


def _checked(path: Path, sha256: str) -> str:
    if not path.is_file():
        raise BasemapError(f"There is no file {path}. {REMEDY}")
    if path.stat().st_size == 0:
        raise BasemapError(f"{path.name} is empty: the download did not finish. {REMEDY}")
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BasemapError(f"{path.name} cannot be read ({error.strerror}). Check its permissions.") from error
    if sha256 and digest != sha256.lower():
        raise BasemapError(f"{path.name} is not the file expected: its SHA-256 is {digest}, not {sha256}. {REMEDY}")
    return digest


def _load(cursor, path: Path) -> Rows:
    rows, loader = Rows(path), Loader(cursor, NEXT)
    for table, row in rows:
        loader.add(table, row)
    loader.flush()
    if not rows.counts["streets"] or rows.bounds is None:
        raise BasemapError(f"{path.name} holds no street: a map without streets sends nobody anywhere. {REMEDY}")
    return rows


def _swap(cursor, path: Path, digest: str, rows: Rows, begun: float) -> Basemap:
    # Renaming locks no table, so a tile being drawn at this moment is finished from the old map.
    with transaction.atomic():
        cursor.execute(f"DROP SCHEMA IF EXISTS {OLD} CASCADE")
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [LIVE])
        if cursor.fetchone():
            cursor.execute(f"ALTER SCHEMA {LIVE} RENAME TO {OLD}")
        cursor.execute(f"ALTER SCHEMA {NEXT} RENAME TO {LIVE}")
        return Basemap.objects.create(
            source=path.name,
            sha256=digest,
            version=f"{timezone.now():%Y%m%d%H%M%S%f}-{digest[:8]}",
            bounds=list(rows.bounds or ()),
            counts=dict(rows.counts),
            data_at=_moment(rows.stamp),
            seconds=round(time.monotonic() - begun, 2),
        )


def _moment(stamp: str) -> datetime | None:
    try:
        return parse_datetime(stamp)
    except ValueError:
        return None


def _clear(cursor) -> None:
    if not connection.needs_rollback and not connection.connection.closed:
        cursor.execute(f"DROP SCHEMA IF EXISTS {NEXT}, {OLD} CASCADE")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
