"""How addresses are written: number first or last, as is usual where the street's name comes from. Pure."""

import re

from maps.geocoding.fold import is_chinese, words

_FRENCH = (
    "rue avenue av boulevard bd allee allees chemin route impasse place quai promenade passage square escalier ruelle "
    "sentier cours montee descente esplanade rond giratoire pont lacets"
)
_ENGLISH = (
    "street st avenue ave road rd drive dr lane ln court ct crescent cres way highway hwy parkway terrace mall "
    "boulevard blvd square mews close gardens grove broadway diversion kingsway"
)
_NUMBER_FIRST, _ENGLISH_ENDING = frozenset(_FRENCH.split()), frozenset(_ENGLISH.split())
_ENGLISH_QUARTER = frozenset(("north", "south", "east", "west", "n", "s", "e", "w"))


def number_first(street: str) -> bool:
    """Rue Grimaldi → True (14 Rue Grimaldi); Landstrasse → False (Landstrasse 75)."""
    said = words(street)
    if not said or is_chinese(street):
        return False
    if said[0] in _NUMBER_FIRST or said[-1] in _ENGLISH_ENDING:
        return True
    return said[-1] in _ENGLISH_QUARTER and len(said) > 1 and said[-2] in _ENGLISH_ENDING


def address_label(street: str, number: str) -> str:
    """One line: 14 Rue Grimaldi, Landstrasse 75, 友谊大马路14号."""
    if is_chinese(street) and not re.search(r"[A-Za-zÀ-ÿ]{3}", street):
        return f"{street}{number}号"
    return f"{number} {street}" if number_first(street) else f"{street} {number}"


def crossing_label(a: str, b: str) -> str:
    """Rue Grimaldi × Rue Suffren Reymond."""
    return f"{a} × {b}"


def local_name(name: str, name_zh: str, name_en: str, language: str) -> str:
    """The name in the reader's language, else as written on the spot."""
    return (name_zh if language.lower().startswith("zh") else name_en) or name
