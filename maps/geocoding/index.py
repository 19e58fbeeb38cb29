"""Builds the gazetteer beside the base map, in the same schema, so that both change hands in one instant."""

from collections.abc import ItemsView, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from maps.basemap.schema import LIVE
from maps.geocoding import index_sql
from maps.geocoding.fold import GENERIC, LITTLE, fold, scripts
from maps.geocoding.numbers import covered, read_number

# Languages whose names callers here may use; OSM knows 200 for a country.
_ROLES = "alt_name old_name short_name official_name loc_name int_name nat_name reg_name"
_LANGUAGES = "en fr de it pt es lij"
NAME_KEYS = [*_ROLES.split(), *_LANGUAGES.split()]
BATCH = 5_000


def build_index(cursor: CursorWrapper, schema: str) -> int:
    """Build all gazetteer tables in ``schema`` from the base map's tables there; returns how many names it knows.

    Must run inside a transaction: its temporary tables end with it.
    """

    def run(*statements: str) -> None:
        for statement in statements:
            cursor.execute(statement.format(s=schema))

    run(*(f"DROP TABLE IF EXISTS {schema}.{table}" for table in index_sql.TABLES))
    run(index_sql.FOLDED, index_sql.DOORS)
    texts = _column(cursor, index_sql.STREET_TEXTS.format(s=schema))
    _insert(cursor, "gaz_fold", ("text", "text"), ((text, fold(text)) for text in texts))
    doors = _column(cursor, index_sql.DOOR_TEXTS.format(s=schema))
    _insert(cursor, "gaz_door", ("text", "int", "text", "boolean"), _doors(doors))
    run("ANALYZE gaz_fold", "ANALYZE gaz_door")
    run(*index_sql.STREETS, *index_sql.NUMBERS, *index_sql.CROSSINGS, index_sql.CONTEXT)
    count = _fill_names(cursor, schema)
    run(*index_sql.NAME_INDEXES)
    # Rebuilt within one transaction of the caller, the helpers must not stand in the way.
    run("DROP TABLE gaz_fold, gaz_door, gaz_ways, gaz_parts, gaz_at, gaz_orphans, gaz_corners, gaz_around")
    return count


def rebuild() -> int:
    """Build the gazetteer of the base map in use anew (after an upgrade that folds differently)."""
    with transaction.atomic(), connection.cursor() as cursor:
        return build_index(cursor, LIVE)


def index_built_map(sender: Any, cursor: CursorWrapper, schema: str, **_: Any) -> None:
    """Receiver of maps.basemap.signals.built."""
    build_index(cursor, schema)


def _fill_names(cursor: CursorWrapper, schema: str) -> int:
    cursor.execute(index_sql.CONTEXT_TEXTS.format(s=schema))
    contexts: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, ref, *texts, town in cursor.fetchall():
        contexts[kind, ref] = (_context(texts), town or "")
    _set_street_contexts(cursor, schema, contexts)
    cursor.execute(index_sql.NAMES.format(s=schema))
    rows: list[tuple[Any, ...]] = []
    for statement in index_sql.NAMED:
        cursor.execute(statement.format(s=schema), {"keys": NAME_KEYS})
        for kind, ref, name, name_zh, name_en, subkind, rank, metres, town, point, others in cursor.fetchall():
            context, around = contexts.get((kind, ref), ("", ""))
            for raw, text in _spellings(name, name_zh, name_en, *(others or ())):
                shown = (name, name_zh, name_en, subkind, rank, metres, town or around, context, point)
                rows.append((kind, ref, raw, text, *shown))
    columns = "kind, ref, raw, text, name, name_zh, name_en, subkind, rank, metres, town, context, point"
    types = ("text", "bigint", *["text"] * 6, "smallint", "real", "text", "text", "text")
    _insert(cursor, f"{schema}.gazetteer_names ({columns})", types, rows)
    return len(rows)


def _set_street_contexts(cursor: CursorWrapper, schema: str, contexts: dict[tuple[str, int], tuple[str, str]]) -> None:
    rows = [(ref, context, town) for (kind, ref), (context, town) in contexts.items() if kind == "s"]
    cursor.execute(
        f"UPDATE {schema}.gazetteer_streets AS g SET context = n.context, town = coalesce(nullif(g.town, ''), n.town)"
        " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n(ref, context, town) WHERE n.ref = g.id",
        [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []],
    )


def _spellings(*names: str) -> ItemsView[str, str]:
    """(as written, folded), each folded form once; "大學大馬路 Avenida da Universidade" also as either half."""
    found: dict[str, str] = {}
    for joined in names:
        for name in (joined or "").split(";"):
            for one in (name.strip(), *scripts(name)):
                text = fold(one)
                if text and text not in found.values():
                    found[one] = text
    return found.items()


def _context(texts: Iterable[str | None]) -> str:
    """The telling words of all texts, each once."""
    said = {word for text in texts if text for word in fold(text).split()}
    return " ".join(sorted(said - LITTLE - GENERIC))


def _doors(texts: Iterable[str]) -> Iterable[tuple[str, int, str, bool]]:
    for text in texts:
        first = read_number(text)
        for number in covered(text):
            yield text, number.value, number.suffix, number == first


def _column(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]


def _insert(cursor: CursorWrapper, table: str, types: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    every = list(rows)
    places = ", ".join(f"%s::{kind}[]" for kind in types)
    for begin in range(0, len(every), BATCH):
        columns = [list(column) for column in zip(*every[begin : begin + BATCH], strict=True)]
        cursor.execute(f"INSERT INTO {table} SELECT * FROM unnest({places})", columns)
