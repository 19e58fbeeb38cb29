"""Names of a thing from its OSM tags: local, Chinese, English, and everything else it answers to."""

from collections.abc import Mapping
from typing import NamedTuple

# Order of preference: what a reader of simplified Chinese can use best comes first.
CHINESE = ("name:zh-Hans", "name:zh-CN", "name:zh", "name:zh-Hant", "name:zh-TW", "name:zh-HK")
OTHER = ("alt_name", "old_name", "short_name", "official_name", "loc_name", "int_name", "nat_name", "reg_name")


class Names(NamedTuple):
    """``name`` as written on the spot; ``zh`` and ``en`` or ''; ``rest`` all others by language or by role."""

    name: str
    zh: str
    en: str
    rest: dict[str, str]


def names_of(tags: Mapping[str, str]) -> Names:
    """Read the names out of a plain dict of OSM tags. A thing without ``name`` may still have a brand or operator."""
    rest = {key: tags[key] for key in OTHER if key in tags}
    rest |= {key[5:]: value for key, value in tags.items() if key.startswith("name:") and value}
    name = tags.get("name", "")
    zh = next((tags[key] for key in CHINESE if tags.get(key)), "")
    return Names(_clean(name), _clean(zh), _clean(tags.get("name:en", "")), rest)


def _clean(text: str) -> str:
    # NUL cannot be stored by PostgreSQL, and stray line breaks would break labels.
    return " ".join(text.replace("\x00", "").split())
