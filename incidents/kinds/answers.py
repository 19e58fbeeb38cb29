"""Pure: what the answers to guided questions say. A question nobody answered shows as skipped.

``answers`` is the JSON of the draft or incident: ``{"<question id>": value}``; value is ``"yes"``, ``"no"`` or
``"unknown"`` for yes/no, a choice's ``value``, a text, or a number as typed. Empty text and ``None`` count as skipped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ANSWERED, SKIPPED = "answered", "skipped"
PREFIX = "answer-"


@dataclass(frozen=True)
class Answered:
    """One question with its answer; ``label`` is ``{"zh", "en"}`` for choices and empty otherwise."""

    question: Any
    value: str
    status: str
    label: dict[str, str] = field(default_factory=dict)
    sets_level: int | None = None
    raises_flag: str | None = None

    @property
    def skipped(self) -> bool:
        return self.status == SKIPPED


def answered(questions: Iterable[Any], answers: Mapping[str, Any]) -> list[Answered]:
    """Each question, in the order given, as answered or skipped, with the level and flag its answer suggests."""
    return [_one(question, answers.get(str(question.pk))) for question in questions]


def suggestion(rows: Iterable[Answered]) -> tuple[int | None, list[str]]:
    """Most urgent level and all flags (no repeats, in order) that the answers suggest; a person decides."""
    rows = list(rows)
    levels = [row.sets_level for row in rows if row.sets_level]
    flags = [row.raises_flag for row in rows if row.raises_flag]
    return (min(levels) if levels else None), list(dict.fromkeys(flags))


def from_form(data: Mapping[str, Any]) -> dict[str, str]:
    """Answers out of posted form data: fields named ``answer-<question id>``; empty ones are left out."""
    return {
        name.removeprefix(PREFIX): str(value).strip()
        for name, value in data.items()
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdigit() and str(value).strip()
    }


def _one(question: Any, raw: Any) -> Answered:
    value = "" if raw is None else str(raw).strip()
    if not value:
        return Answered(question, "", SKIPPED)
    if question.answer_type == "choice":
        choice = next((choice for choice in question.choices if choice["value"] == value), None)
        if choice is None:  # the list was changed since: the word given then still stands
            return Answered(question, value, ANSWERED)
        label = {"zh": choice["zh"], "en": choice["en"]}
        return Answered(question, value, ANSWERED, label, choice.get("sets_level"), choice.get("raises_flag"))
    if _affirms(question.answer_type, value):
        return Answered(question, value, ANSWERED, {}, question.sets_level, question.flag_code)
    return Answered(question, value, ANSWERED)


def _affirms(answer_type: str, value: str) -> bool:
    """A yes, or a number above zero: what makes a question suggest its level and flag. Text never does."""
    if answer_type == "yes_no":
        return value == "yes"
    if answer_type == "number":
        try:
            return float(value) > 0
        except ValueError:
            return False
    return False
