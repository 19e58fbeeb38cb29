"""Tables of the classification (警情分类) and of what hangs on it: questions, guidance, required response, risk flags.

Codes are six digits, shown NN-NN-NN; ``99`` means "other" at its level. A row that the bureau changed carries
``edited_at``: `load_kinds` leaves such rows alone.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from incidents.kinds.choices import AnswerType, Audience, Level, Nature, ResponseRole, in_language
from incidents.kinds.editable import Editable
from incidents.kinds.guidance import GuidanceCard, GuidanceStep, RequiredResponse

__all__ = [
    "AnswerType",
    "Audience",
    "GuidanceCard",
    "GuidanceStep",
    "Kind",
    "Level",
    "Nature",
    "Question",
    "RequiredResponse",
    "ResponseRole",
    "RiskFlag",
]

MAX_DEPTH = 4  # category, type, subtype, detail


class RiskFlag(Editable):
    """A warning that an incident carries (涉枪, 涉刀 …)."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    letter = models.CharField(
        _("letter"),
        max_length=2,
        help_text=_("Shown in the mark beside the colour: one or two characters."),
    )
    letter_en = models.CharField(
        _("letter in English"),
        max_length=2,
        blank=True,
        help_text=_("Shown on English pages; empty: the first letter of the English name."),
    )
    raises_level_to = models.PositiveSmallIntegerField(
        _("suggests at least level"),
        choices=Level.choices,
        null=True,
        blank=True,
        help_text=_("The intake form proposes this level when the flag is set; a person decides."),
    )
    officer_safety = models.BooleanField(
        _("officer safety"),
        default=False,
        help_text=_("Shown as a caution on the order of everyone sent."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("risk flag")
        verbose_name_plural = _("risk flags")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def mark(self) -> str:
        return in_language(self.letter, self.letter_en or self.name_en[:1])


def tree_path() -> Concat:
    """Codes from the category down to the kind: sorts every kind directly before its subtypes, details too."""
    line = [Coalesce(f"{'parent__' * above}code", Value("")) for above in range(MAX_DEPTH - 1, -1, -1)]
    return Concat(*line, output_field=models.CharField())


class KindQuerySet(models.QuerySet["Kind"]):
    def in_tree_order(self) -> KindQuerySet:
        return self.order_by(tree_path())


class Kind(Editable):
    """One node of the classification; its questions, cards and responses serve its descendants that have none."""

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^\d{6}$", _("A code is six digits, for example 010509."))],
        help_text=_("Six digits in three pairs; 99 means other at its level."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
        help_text=_("Empty for a category. Questions, guidance and response are inherited from here."),
    )
    depth = models.PositiveSmallIntegerField(_("depth"), default=1, editable=False)
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    default_level = models.PositiveSmallIntegerField(
        _("default level"),
        choices=Level.choices,
        default=Level.THREE,
        help_text=_("Proposed on intake; the call taker may change it, with the change recorded."),
    )
    nature = models.CharField(
        _("usual nature of the call"),
        max_length=12,
        choices=Nature.choices,
        default=Nature.EMERGENCY,
    )
    keywords_zh = models.CharField(
        _("search words in Chinese"),
        max_length=300,
        blank=True,
        help_text=_("Separated by spaces."),
    )
    keywords_en = models.CharField(
        _("search words in English"),
        max_length=300,
        blank=True,
        help_text=_("Separated by spaces."),
    )
    initials = models.CharField(
        _("pinyin initials"),
        max_length=200,
        blank=True,
        help_text=_("For quick typing: qj finds 抢劫. First those of the name, then of the search words."),
    )
    active = models.BooleanField(
        _("in use"),
        default=True,
        help_text=_("Switch off instead of deleting: past incidents keep their kind."),
    )

    objects = KindQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("kind")
        verbose_name_plural = _("kinds")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(default_level__range=(1, 4)),
                name="kind_level_1_to_4",
            ),
            models.CheckConstraint(
                condition=models.Q(depth__range=(1, MAX_DEPTH)),
                name="kind_depth_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def shown_code(self) -> str:
        return f"{self.code[:2]}-{self.code[2:4]}-{self.code[4:]}"

    @property
    def category_code(self) -> str:
        return f"{self.code[:2]}0000"

    def ancestors(self) -> list[Kind]:
        """Parent, grandparent … up to the category, nearest first."""
        found: list[Kind] = []
        above = self.parent
        while above is not None and len(found) < MAX_DEPTH:
            found.append(above)
            above = above.parent
        return found

    def path_label(self) -> str:
        """Names from the category down to this kind: ``Criminal › Robbery › Armed robbery``."""
        return " › ".join([kind.name for kind in reversed(self.ancestors())] + [self.name])

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.pk and (self.parent_id == self.pk or any(above.pk == self.pk for above in self.parent.ancestors())):
            raise ValidationError({"parent": _("A kind cannot belong to itself or to one of its own subtypes.")})
        if self.parent.depth >= MAX_DEPTH:
            raise ValidationError({"parent": _("Four steps are the most: category, type, subtype, detail.")})
        if self.code[:2] != self.parent.code[:2]:
            raise ValidationError(
                {
                    "code": _("The first two digits must be those of its category (%(category)s).")
                    % {"category": self.parent.code[:2]}
                }
            )

    def save(self, *args, **kwargs) -> None:
        self.depth = 1 if self.parent is None else self.parent.depth + 1
        super().save(*args, **kwargs)


class Question(Editable):
    """A guided question of the intake form; an unanswered one shows as skipped."""

    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="questions", verbose_name=_("kind"))
    key = models.SlugField(
        _("key"),
        max_length=40,
        help_text=_("Short stable word, unique within the kind: weapon, injured …"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=10)
    text_zh = models.CharField(_("question in Chinese"), max_length=200)
    text_en = models.CharField(_("question in English"), max_length=300)
    answer_type = models.CharField(_("answer"), max_length=8, choices=AnswerType.choices, default=AnswerType.YES_NO)
    choices = models.JSONField(
        _("choices"),
        default=list,
        blank=True,
        help_text=_(
            'For "one of a list": [{"value": "gun", "zh": "枪", "en": "gun", "raises_flag": "gun", "sets_level": 1}]; '
            "the last two may be left out."
        ),
    )
    sets_level = models.PositiveSmallIntegerField(_("yes suggests level"), choices=Level.choices, null=True, blank=True)
    raises_flag = models.ForeignKey(
        RiskFlag,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("yes raises the flag"),
    )
    required = models.BooleanField(
        _("ask always"),
        default=False,
        help_text=_("Marked on the form; saving is never blocked."),
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["kind", "order", "pk"]
        verbose_name = _("guided question")
        verbose_name_plural = _("guided questions")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="question_key_once_per_kind")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)

    @property
    def options(self) -> list[dict]:
        """Choices with a ``label`` in the active language."""
        return [{**choice, "label": in_language(choice.get("zh", ""), choice.get("en", ""))} for choice in self.choices]

    @property
    def flag_code(self) -> str | None:
        return self.raises_flag.code if self.raises_flag else None

    def clean(self) -> None:
        if self.answer_type == AnswerType.CHOICE and not self.choices:
            raise ValidationError({"choices": _("A question with a list needs at least one choice.")})
        for choice in self.choices:
            if not isinstance(choice, dict) or not all(choice.get(part) for part in ("value", "zh", "en")):
                raise ValidationError({"choices": _('Each choice needs "value", "zh" and "en".')})
