"""Names out of the gazetteer that may be meant: trigrams, beginnings, and short names within two edits."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, transaction

from maps.geocoding.fold import fold, is_chinese

SHORT = 9
BY_TRIGRAMS, BY_PART, BY_BEGINNING, BY_EDITS = 40, 30, 20, 20
# A typing error in a short name leaves few trigrams in common, in a long one most; the ranking throws out what is far.
# The planner believes that comparing trigrams costs nothing and reads the whole table: the index is ten times faster.
SETTINGS = (
    "SET LOCAL pg_trgm.similarity_threshold = {alike}; SET LOCAL pg_trgm.word_similarity_threshold = 0.5;"
    " SET LOCAL enable_seqscan = off"
)
LONG, ALIKE_LONG, ALIKE_SHORT = 12, 0.4, 0.3
COLUMNS = "kind, ref, raw, text, name, name_zh, name_en, subkind, rank, metres, town, context, ST_X(point), ST_Y(point)"
GAZETTEER = "basemap.gazetteer_names"
# The bureau's own places and what people call them; each column has its own index (migration fold_names).
OWN = (
    ("b", "SELECT id, name FROM maps_place WHERE {where}", "name"),
    ("b", "SELECT id, name_zh FROM maps_place WHERE name_zh <> '' AND {where}", "name_zh"),
    ("b", "SELECT id, name_en FROM maps_place WHERE name_en <> '' AND {where}", "name_en"),
    ("a", "SELECT place_id, name FROM maps_placealias WHERE {where}", "name"),
)


class Candidate(NamedTuple):
    """One name of one thing. ``kind``: s street, p place, t settlement, b the bureau's own place, a its alias."""

    kind: str
    ref: int
    raw: str
    text: str
    name: str
    name_zh: str
    name_en: str
    subkind: str
    rank: int
    metres: float
    town: str
    context: str
    lon: float
    lat: float


def has_gazetteer() -> bool:
    """Whether a base map with its gazetteer has been imported."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [GAZETTEER])
        return bool(cursor.fetchone()[0])


def candidates(texts: Sequence[str], *, streets_only: bool = False) -> list[Candidate]:
    """Names that resemble any of the folded ``texts``."""
    wanted = [text for text in dict.fromkeys(texts) if text]
    if not wanted:
        return []
    parts: list[str] = []
    values: list[object] = []
    only = "kind = 's' AND " if streets_only else ""
    for text in wanted:
        for where, order, limit, parameters in _ways(text):
            parts.append(f"(SELECT id FROM {GAZETTEER} WHERE {only}{where} ORDER BY {order} LIMIT {limit})")
            values += parameters
    return _read(f"SELECT {COLUMNS} FROM {GAZETTEER} WHERE id IN ({' UNION '.join(parts)})", values, wanted)


def own_candidates(texts: Sequence[str]) -> list[Candidate]:
    """The bureau's own places whose name or alias resembles any of the folded ``texts``."""
    wanted = [text for text in dict.fromkeys(texts) if text]
    if not wanted:
        return []
    parts: list[str] = []
    values: list[object] = []
    for text in wanted:
        for kind, query, column in OWN:
            for where, order, limit, parameters in _own_ways(f"{column}_folded", text):
                found = f"{query.format(where=where)} ORDER BY {order} LIMIT {limit}"
                parts.append(f"(SELECT '{kind}' AS kind, n.* FROM ({found}) AS n(ref, raw))")
                values += parameters
    rows = _read(
        "SELECT n.kind, n.ref, n.raw, '', p.name, p.name_zh, p.name_en, p.kind, 3, 0, '', '', ST_X(p.point),"
        f" ST_Y(p.point) FROM ({' UNION '.join(parts)}) AS n JOIN maps_place AS p ON p.id = n.ref",
        values,
        wanted,
    )
    return [row._replace(text=fold(row.raw)) for row in rows]


def _own_ways(column: str, text: str) -> list[tuple[str, str, int, list[object]]]:
    best = f"word_similarity(%s, {column}) DESC, length({column})"
    ways: list[tuple[str, str, int, list[object]]] = [(f"{column} %% %s", best, BY_TRIGRAMS, [text, text])]
    if len(text) <= LONG + 2:
        ways.append((f"{column} %%> %s", best, BY_PART, [text, text]))
    if len(text) <= SHORT + 1:
        near = _edits(column, text, 2)
        ways.append((near, f"levenshtein({column}, %s)", BY_EDITS, [text, text]))
    return ways


def _edits(column: str, word: str, most: int) -> str:
    """Short names within so many edits; two only as a swap, which keeps the length."""
    lengths = f"length({column}) BETWEEN {len(word) - 1} AND {min(SHORT, len(word) + 1)}"
    return f"length({column}) <= {SHORT} AND {lengths} AND levenshtein_less_equal({column}, %s, {most}) <= {most}"


def _read(query: str, values: list[object], wanted: Sequence[str]) -> list[Candidate]:
    alike = ALIKE_LONG if all(len(text) >= LONG for text in wanted) else ALIKE_SHORT
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS.format(alike=alike))
        cursor.execute(query, values)
        return [Candidate(*row) for row in cursor.fetchall()]


def _ways(text: str) -> list[tuple[str, str, int, list[object]]]:
    """(condition, order, limit, parameters) for each way in which a name may resemble the text."""
    ways: list[tuple[str, str, int, list[object]]] = [
        ("text %% %s", "similarity(text, %s) DESC", BY_TRIGRAMS, [text, text]),
        ("text LIKE %s", "length(text)", BY_BEGINNING, [_escaped(text) + "%"]),
        ("text = ANY(%s)", "id", BY_BEGINNING, [_parts(text)]),
    ]
    if len(text) <= LONG + 2:
        # Part of a longer name; what is long itself is found by its trigrams anyhow.
        ways.append(("text %%> %s", "word_similarity(%s, text) DESC, length(text)", BY_PART, [text, text]))
    least = 2 if is_chinese(text) else 3
    short = [word for word in dict.fromkeys([text, *text.split()]) if least <= len(word) <= SHORT + 1][:5]
    for word in short:
        near = _edits("text", word, 2 if word == text else 1)
        ways.append((near, "levenshtein(text, %s)", BY_EDITS, [word, word]))
    return ways


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _parts(text: str) -> list[str]:
    """Every run of up to four of the words: one of them may be a whole name, the others its town."""
    words = text.split()
    return [
        " ".join(words[begin:end])
        for begin in range(len(words))
        for end in range(begin + 1, min(begin + 5, len(words) + 1))
    ][:60]
