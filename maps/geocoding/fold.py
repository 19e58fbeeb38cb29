"""One spelling for all spellings: what is indexed and what is typed are folded alike before they are compared. Pure.

Accents, case, traditional characters and punctuation go; abbreviations become the word they stand for, the long one, so
that a typing error in it is still one letter among many.
"""

import re
import unicodedata
from collections.abc import Sequence

from maps.geocoding.hanzi import simplify

# word: the ways it is written (after accents and dots went)
_SAME = {
    "avenue": "av ave aven avn avenida avda avinguda",
    "boulevard": "bd bld blvd boul bvd blv",
    "rue": "r",
    "place": "pl",
    "square": "sq",
    "chemin": "ch che chem",
    "route": "rte",
    "impasse": "imp",
    "allee": "all allees",
    "passage": "pass psge psg",
    "escalier": "esc escaliers",
    "quai": "q",
    "promenade": "prom",
    "residence": "res resid",
    "quartier": "qu quart",
    "saint": "sankt skt",
    "sainte": "ste",
    "road": "rd",
    "lane": "ln",
    "court": "ct",
    "crescent": "cres crs",
    "highway": "hwy",
    "parkway": "pkwy pky",
    "terrace": "terr",
    "mont": "mt mount",
    "strasse": "str",
    "platz": "plz",
    "north": "n",
    "south": "s",
    "west": "w",
    "east": "e",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
    "general": "gal gen",
    "commandant": "cdt cmdt",
    "prince": "pce",
    "princesse": "pcesse psse",
    "president": "pres",
    "1er": "premier ier",
    "travessa": "tv trav",
    "estrada": "estr",
    "calcada": "calc",
    "largo": "lgo",
}
TOKEN = {written: word for word, ways in _SAME.items() for written in ways.split()}
# Two meanings: behind a name the one, before it the other.
_LAST, _FIRST = {"st": "street", "dr": "drive"}, {"st": "saint", "dr": "docteur"}
_DIRECTIONS = frozenset(("north", "south", "west", "east", "northeast", "northwest", "southeast", "southwest"))
# Words that say what kind of way it is, and little words: they tell streets apart only when all else is equal.
_GENERIC = """
avenue boulevard rue place square chemin route impasse allee passage escalier quai promenade street road drive lane
court crescent highway parkway terrace strasse platz weg gasse ring rua travessa estrada calcada largo beco patio way
close mall ruelle sentier pont tunnel carrefour rampe descente montee cours esplanade via viale corso
"""
_LITTLE = """
a au aux d da das de dei del della dem den der des di die do dos du e el en et i il im in l la las le les lo los of
the to und von vom zu zum zur am an auf bei y
"""
GENERIC, LITTLE = frozenset(_GENERIC.split()), frozenset(_LITTLE.split())
_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# A word is a run of ideographs, or a run of letters and digits.
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_STREET_ENDING = re.compile(r"(?<=[a-z]{3})str$")


def plain(text: str) -> str:
    """Lower case, no accents, full-width forms made narrow, simplified characters; punctuation stays."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower().translate(_LETTERS))
    return simplify("".join(letter for letter in decomposed if not unicodedata.combining(letter)))


def words(text: str) -> list[str]:
    """The plain words of a text, abbreviations not yet folded."""
    return _WORD.findall(plain(text))


def fold_words(plain_words: Sequence[str]) -> list[str]:
    """Plain words as they are compared."""
    folded = [_STREET_ENDING.sub("strasse", TOKEN.get(word, word)) for word in plain_words]
    for at, word in enumerate(folded):
        if word in _LAST:
            is_last = at > 0 and all(after in _DIRECTIONS for after in folded[at + 1 :])
            folded[at] = (_LAST if is_last else _FIRST)[word]
    return folded


def fold(text: str) -> str:
    """The text as it is compared: folded words, one space between."""
    return " ".join(fold_words(words(text)))


def is_chinese(text: str) -> bool:
    """Whether there is an ideograph in it."""
    return _IDEOGRAPH.search(text) is not None


def scripts(text: str) -> list[str]:
    """The text's Chinese part and its other part, when it is written in both ("大學大馬路 Avenida da Universidade")."""
    if not is_chinese(text) or not re.search(r"[A-Za-zÀ-ÿ]{3}", text):
        return []
    chinese = " ".join(re.findall(r"[\u3400-\u9fff\uf900-\ufaff0-9（）()·]+", text)).strip()
    other = " ".join(re.sub(r"[\u3400-\u9fff\uf900-\ufaff（）]+", " ", text).split()).strip(" ()/-")
    return [part for part in (chinese, other) if part]
