"""Items of a report that are lists or codes rather than plain fields. Pure: what came in → what is stored."""

import re
from collections.abc import Mapping
from typing import Any

MOST_PARTIES = 20
ROLES = ("caller", "victim", "suspect", "witness", "other")
PARTY_LENGTHS = {"name": 80, "telephone": 32, "statement": 2000}
TRAFFIC_KEYS = ("form", "cause", "visibility", "surface", "damage", "vehicles")
LONGEST_SIGNATURE = 60_000
PATH_DATA = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE\s,.+-]*")


class WrongItem(ValueError):
    """``field`` names the item; the text is for programmers, forms say it in the reader's language."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


def clean_parties(rows: Any) -> list[dict[str, str]]:
    """``[{role, name, telephone, statement}]``; empty rows are left out, unknown roles become ``other``."""
    if rows in (None, ""):
        return []
    if not isinstance(rows, list) or len(rows) > MOST_PARTIES or not all(isinstance(row, Mapping) for row in rows):
        raise WrongItem("parties", f"a list of at most {MOST_PARTIES} objects")
    found = []
    for row in rows:
        texts = {name: str(row.get(name) or "").strip()[:longest] for name, longest in PARTY_LENGTHS.items()}
        if any(texts.values()):
            role = row.get("role")
            found.append({"role": str(role) if role in ROLES else "other", **texts})
    return found


def clean_traffic(items: Any) -> dict[str, str]:
    """Known items of a traffic accident, as short texts."""
    if items in (None, ""):
        return {}
    if not isinstance(items, Mapping):
        raise WrongItem("traffic", "an object")
    return {key: str(items[key]).strip()[:120] for key in TRAFFIC_KEYS if str(items.get(key) or "").strip()}


def clean_signature(path: Any) -> str:
    """SVG path data and nothing else: it is drawn on other people's screens."""
    text = str(path or "").strip()
    if len(text) > LONGEST_SIGNATURE or not PATH_DATA.fullmatch(text):
        raise WrongItem("signature", "SVG path data")
    return text
