"""Numbers with names as they are pasted from a list, a sheet or a message. Pure: it splits, it does not judge."""

import re

SEPARATORS = re.compile(r"[\t,;，；、|:：]+")
ONLY_NUMBER = re.compile(r"[+\d\-./()（）]*\d[\d\-./()（）]*")
GLUED = re.compile(r"\+?\d[\d\-./()（）]*\d|\+?\d")


def rows_of(pasted: str) -> list[tuple[int, str, str]]:
    """``(line, name, number)`` of every line that is not empty, lines counted from 1; either may stand first.

    The number is where most digits are; what is left is the name. A line without one keeps its words as the number,
    so that whoever judges it can quote them.
    """
    rows = []
    for line, text in enumerate(pasted.splitlines(), start=1):
        parts = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
        if not parts:
            continue
        if len(parts) == 1:
            rows.append((line, *_split(parts[0])))
            continue
        number = max(parts, key=_digits)
        rows.append((line, " ".join(part for part in parts if part is not number), number))
    return rows


def _split(text: str) -> tuple[str, str]:
    """Words that are numbers and nothing else, side by side, are one number: “0086 137 1234 5678”, not “张3 137…”."""
    words = text.split()
    runs, start = [], None
    for place, word in enumerate([*words, ""]):
        if word and ONLY_NUMBER.fullmatch(word):
            start = place if start is None else start
        elif start is not None:
            runs.append((start, place))
            start = None
    if runs:
        first, end = max(runs, key=lambda run: _digits("".join(words[run[0] : run[1]])))
        return " ".join(words[:first] + words[end:]), " ".join(words[first:end])
    found = max(GLUED.finditer(text), key=lambda match: _digits(match[0]), default=None)
    if found is None:
        return "", text
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()), found[0]


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
