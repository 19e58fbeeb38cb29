"""Numbers with names as they are pasted from a list, a sheet or a message. Pure: it splits, it does not judge."""

import re

SEPARATORS = re.compile(r"[\t,;，；、|:：]+")
NUMBER = re.compile(r"\+?[\d(（][\d\s\-./()（）]*\d|\+?\d")


def rows_of(pasted: str) -> list[tuple[int, str, str]]:
    """``(line, name, number)`` of every line that is not empty, lines counted from 1; either may stand first.

    The number is the longest run of digits with what people write between them; what is left is the name. A line
    without one keeps its words as the number, so that whoever judges it can quote them.
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
    found = max(NUMBER.finditer(text), key=lambda match: _digits(match[0]), default=None)
    if found is None:
        return "", text
    name = f"{text[: found.start()]} {text[found.end() :]}".strip(" -.()（）")
    return " ".join(name.split()), found[0].strip()


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
