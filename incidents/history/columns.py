"""What a file looks like before anybody said what it means: its letters, its separator, its head. Pure."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
DELIMITERS = ",;\t|"
MOST_COLUMNS = 200

# role → words that heads have for it; the first that fits is proposed, a person decides
ROLES: dict[str, tuple[str, ...]] = {
    "at": (
        "at",
        "datetime",
        "date_time",
        "occurred_at",
        "timestamp",
        "日期时间",
        "案发时间",
        "发生时间",
        "报警时间",
        "接警时间",
    ),
    "date": ("date", "日期", "发生日期", "报警日期"),
    "time": ("time", "时间", "时刻"),
    "year": ("year", "年"),
    "month": ("month", "月"),
    "day": ("day", "日"),
    "hour": ("hour", "时"),
    "minute": ("minute", "分"),
    "x": ("x", "lon", "lng", "longitude", "easting", "x coordinate", "经度", "东坐标", "x坐标"),
    "y": ("y", "lat", "latitude", "northing", "y coordinate", "纬度", "北坐标", "y坐标"),
    "kind": ("kind", "type", "category", "offence", "primary type", "类别", "案由", "警情性质", "警情类别", "案件类别"),
    "source": ("source", "channel", "origin", "来源", "报警方式"),
}


class Unreadable(Exception):
    """``code``: empty, no_rows, no_columns, binary."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Look:
    encoding: str
    delimiter: str
    header: list[str]


def look(content: bytes) -> Look:
    """Letters, separator and head of a CSV file. Raises ``Unreadable``."""
    if not content.strip():
        raise Unreadable("empty")
    if b"\0" in content[:4096]:
        raise Unreadable("binary")
    encoding = next(name for name in ENCODINGS if _reads(content, name))
    text = content.decode(encoding)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    header = [head.strip() for head in next(csv.reader([first.rstrip("\r")], delimiter=delimiter), [])]
    if not 2 < len(header) <= MOST_COLUMNS:
        raise Unreadable("no_columns")
    return Look(encoding, delimiter, header)


def _reads(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def rows(content: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The rows below the head, empty lines left out."""
    lines = content.decode(encoding).lstrip("\r\n").splitlines(keepends=True)
    found = csv.reader(lines, delimiter=delimiter)
    next(found, None)
    return (row for row in found if any(cell.strip() for cell in row))


def proposed(header: list[str]) -> dict[str, str]:
    """``{role: head}`` as far as the heads speak for themselves."""
    heads = {head.casefold().strip(): head for head in header}
    found = {role: heads[word] for role, words in ROLES.items() for word in words[::-1] if word.casefold() in heads}
    if "time" in found and not {"at", "date", "year"} & set(found):
        found["at"] = found.pop("time")  # a time without any day beside it holds both
    if "at" in found or "date" in found:
        return {role: head for role, head in found.items() if role not in ("year", "month", "day", "hour", "minute")}
    return found
