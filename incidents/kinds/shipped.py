"""The set that ships with the product: CSV files in ``data/``, read into plain rows with values of the right type."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``data/<name>.csv`` as text, by column."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> int | None:
    return int(text) if text else None


def _truth(text: str) -> bool:
    return text == "1"


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _list(text: str) -> list[Any]:
    return json.loads(text) if text else []


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


TYPES = {
    "default_level": _number,
    "raises_level_to": _number,
    "sets_level": _number,
    "level": _number,
    "count": _number,
    "officers_min": _number,
    "order": _number,
    "officer_safety": _truth,
    "required": _truth,
    "critical": _truth,
    "version_date": _date,
    "review_date": _date,
    "choices": _list,
    "capabilities": _words,
}


def typed(row: dict[str, str]) -> dict[str, Any]:
    """The row with numbers, truths, dates and lists instead of their texts."""
    return {column: TYPES[column](text) if column in TYPES else text for column, text in row.items()}
