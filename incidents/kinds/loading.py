"""Loading the shipped set. Rows that the bureau edited (``edited_at``) stay, unless told to overwrite."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from incidents.kinds.models import GuidanceCard, GuidanceStep, Kind, Question, RequiredResponse, RiskFlag
from incidents.kinds.shipped import rows, typed
from units.crews.models import Capability


@dataclass
class Loaded:
    """How many rows of one table were added, changed, left as they were, or kept because the bureau edited them."""

    added: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0


@transaction.atomic
def load_shipped_set(*, overwrite: bool = False) -> dict[str, Loaded]:
    """Bring flags, kinds, questions, cards and responses up to the shipped files; loading twice changes nothing."""
    _load_capabilities()
    done = {"risk_flags": _merge(RiskFlag, ["code"], map(typed, rows("risk_flags")), overwrite)}
    done["kinds"] = _load_kinds(overwrite)
    kinds = {kind.code: kind for kind in Kind.objects.all()}
    flags = {flag.code: flag for flag in RiskFlag.objects.all()}

    def of_kind(name: str) -> Iterable[dict[str, Any]]:
        for row in map(typed, rows(name)):
            yield {**row, "kind": kinds[row["kind"]]}

    questions = ({**row, "raises_flag": flags.get(row["raises_flag"])} for row in of_kind("questions"))
    done["questions"] = _merge(Question, ["kind", "key"], questions, overwrite)
    done["guidance_cards"] = _merge(GuidanceCard, ["kind", "audience"], of_kind("guidance_cards"), overwrite)
    done["guidance_steps"] = _load_steps()
    done["responses"] = _merge(
        RequiredResponse, ["kind", "level", "role", "capabilities"], of_kind("responses"), overwrite
    )
    return done


def _load_capabilities() -> None:
    """Words that the responses require must exist as capabilities; existing ones stay as they are."""
    known = set(Capability.objects.values_list("code", flat=True))
    Capability.objects.bulk_create(Capability(**row) for row in rows("capabilities") if row["code"] not in known)


def _load_kinds(overwrite: bool) -> Loaded:
    """Parents before children: a category's code sorts first, and a detail follows its subtype in the second round."""
    waiting = list(map(typed, rows("kinds")))
    total = Loaded()
    while waiting:
        known = {kind.code: kind for kind in Kind.objects.all()}
        ready = [row for row in waiting if not row["parent"] or row["parent"] in known]
        if not ready:
            raise ValueError(f"kinds.csv: no parent for {[row['code'] for row in waiting]}")
        waiting = [row for row in waiting if row not in ready]
        placed = []
        for row in ready:
            parent = known.get(row["parent"])
            placed.append({**row, "parent": parent, "depth": parent.depth + 1 if parent else 1})
        done = _merge(Kind, ["code"], placed, overwrite)
        total.added += done.added
        total.changed += done.changed
        total.same += done.same
        total.kept += done.kept
    return total


def _load_steps() -> Loaded:
    """Steps, counted by card: those of an edited card stay, others are replaced as a whole when they differ."""
    wanted: dict[tuple[str, str], list[tuple]] = {}
    for row in map(typed, rows("guidance_steps")):
        step = (row["order"], row["text_zh"], row["text_en"], row["critical"])
        wanted.setdefault((row["kind"], row["audience"]), []).append(step)
    done, stale, fresh = Loaded(), [], []
    for card in GuidanceCard.objects.filter(active=True).select_related("kind").prefetch_related("steps"):
        steps = wanted.get((card.kind.code, card.audience))
        present = [(step.order, step.text_zh, step.text_en, step.critical) for step in card.steps.all()]
        if steps is None or card.edited_at:
            done.kept += 1
        elif present == steps:
            done.same += 1
        else:
            done.added += not present
            done.changed += bool(present)
            stale.append(card.pk)
            fresh += [
                GuidanceStep(card=card, order=order, text_zh=zh, text_en=en, critical=critical)
                for order, zh, en, critical in steps
            ]
    GuidanceStep.objects.filter(card__in=stale).delete()
    GuidanceStep.objects.bulk_create(fresh)
    return done


def _merge(model: type[models.Model], key: list[str], wanted: Iterable[dict[str, Any]], overwrite: bool) -> Loaded:
    """Add rows that are missing (by ``key``), change those that differ, keep those that the bureau edited."""
    found: dict[tuple, Any] = {}
    for row in model._default_manager.select_related(*_foreign(model)):
        found.setdefault(_key(key, lambda column, row=row: getattr(row, column)), row)
    done, new = Loaded(), []
    for values in wanted:
        row = found.get(_key(key, values.__getitem__))
        if row is None:
            new.append(model(**values))
            done.added += 1
        elif row.edited_at and not overwrite:
            done.kept += 1
        elif row.edited_at is None and all(getattr(row, column) == value for column, value in values.items()):
            done.same += 1
        else:
            for column, value in values.items():
                setattr(row, column, value)
            row.edited_at = None
            row.save()
            done.changed += 1
    model._default_manager.bulk_create(new)
    return done


def _foreign(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.fields if field.is_relation]


def _key(columns: list[str], value_of: Callable[[str], Any]) -> tuple:
    return tuple(",".join(value) if isinstance(value := value_of(column), list) else value for column in columns)
