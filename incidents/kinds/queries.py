"""Reads. The classification belongs to the whole bureau: every signed-in user sees all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.translation import get_language, override

from incidents.kinds.answers import Answered, answered
from incidents.kinds.inherit import nearest, nearest_for_level
from incidents.kinds.models import GuidanceCard, Kind, Question, RequiredResponse, RiskFlag

CACHED_FOR = 24 * 3600


def kinds_version() -> str:
    """A short word that changes whenever any kind or flag does: the ETag of the list, and part of its cache key."""
    states = [table.objects.aggregate(count=Count("pk"), newest=Max("updated_at")) for table in (Kind, RiskFlag)]
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]


def kinds_for_picker(language: str | None = None) -> list[dict]:
    """Every kind in use, in tree order: what the picker of the intake form needs (about 300 rows, cached)."""
    language = language or get_language() or "en"
    key = f"kinds:picker:{language}:{kinds_version()}"
    rows = cache.get(key)
    if rows is None:
        with override(language):
            rows = _picker_rows()
        cache.set(key, rows, CACHED_FOR)
    return rows


def _picker_rows() -> list[dict]:
    kinds = {kind.pk: kind for kind in Kind.objects.in_tree_order()}
    for kind in kinds.values():
        if kind.parent_id:  # the parent read already, or path_label() asks the database once per step
            kind.parent = kinds[kind.parent_id]
    return [
        {
            "code": kind.code,
            "parent": kind.parent.code if kind.parent else None,
            "depth": kind.depth,
            "name": kind.name,
            "name_zh": kind.name_zh,
            "name_en": kind.name_en,
            "path": kind.path_label(),
            "level": kind.default_level,
            "nature": kind.nature,
            "keywords_zh": kind.keywords_zh,
            "keywords_en": kind.keywords_en,
            "initials": kind.initials,
        }
        for kind in kinds.values()
        if kind.active
    ]


def kind_by_code(code: str) -> Kind | None:
    """The kind with its line of ancestors loaded; dashes in the code are allowed."""
    line = "parent__parent__parent"
    return Kind.objects.select_related(line).filter(code=code.replace("-", "")).first()


def lineage(kind: Kind) -> list[int]:
    return [kind.pk, *(above.pk for above in kind.ancestors())]


def questions_for(kind: Kind) -> list[Question]:
    """Guided questions of the kind, or of its nearest ancestor that has some."""
    rows: dict[int, list[Question]] = {}
    line = lineage(kind)
    for question in Question.objects.filter(kind__in=line, active=True).select_related("raises_flag").order_by("order"):
        rows.setdefault(question.kind_id, []).append(question)
    return nearest(line, rows)


def answers_shown(kind: Kind, answers: Mapping[str, Any]) -> list[Answered]:
    """Every question of the kind with its answer or as skipped, then what was answered before the kind was changed."""
    questions = questions_for(kind)
    current = {str(question.pk) for question in questions}
    others = [key for key in answers if key not in current and key.isdigit() and answers[key]]
    if others:
        questions += list(Question.objects.filter(pk__in=others).select_related("raises_flag").order_by("pk"))
    return answered(questions, answers)


def guidance_for(kind: Kind, audience: str) -> GuidanceCard | None:
    """The card in use for the audience, own or of the nearest ancestor, with its steps loaded; else ``None``."""
    return guidance_cards(kind).get(audience)


def guidance_cards(kind: Kind) -> dict[str, GuidanceCard]:
    """All cards that serve the kind, ``{audience: card}``; each audience is inherited on its own."""
    line = lineage(kind)
    rows: dict[str, dict[int, list[GuidanceCard]]] = {}
    for card in GuidanceCard.objects.filter(kind__in=line, active=True).prefetch_related("steps"):
        rows.setdefault(card.audience, {}).setdefault(card.kind_id, []).append(card)
    return {audience: nearest(line, by_kind)[0] for audience, by_kind in rows.items()}


def responses_for(kind: Kind, level: int) -> list[RequiredResponse]:
    """Required response for the level: own rows or those of the nearest ancestor with rows for it."""
    line = lineage(kind)
    rows: dict[int, list[RequiredResponse]] = {}
    for response in RequiredResponse.objects.filter(kind__in=line).order_by("pk"):
        rows.setdefault(response.kind_id, []).append(response)
    return nearest_for_level(line, rows, level)


def risk_flags() -> list[RiskFlag]:
    """Flags in use, in the bureau's order."""
    return list(RiskFlag.objects.filter(active=True))


def flags_by_code(codes: list[str]) -> list[RiskFlag]:
    """The flags an incident carries, in the bureau's order; also those switched off since."""
    return list(RiskFlag.objects.filter(code__in=codes))
