"""Tables of what to do (执法指引) and whom to send (处警力量) for a kind."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.kinds.choices import Audience, Level, ResponseRole, in_language
from incidents.kinds.editable import Editable


class GuidanceCard(Editable):
    """What to do (执法指引) for one kind and one audience, with legal basis and version date."""

    kind = models.ForeignKey(
        "incidents.Kind", on_delete=models.CASCADE, related_name="guidance", verbose_name=_("kind")
    )
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience.choices)
    title_zh = models.CharField(_("title in Chinese"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120)
    legal_basis_zh = models.TextField(_("legal basis in Chinese"), blank=True)
    legal_basis_en = models.TextField(_("legal basis in English"), blank=True)
    version_date = models.DateField(_("version of"))
    review_date = models.DateField(_("review due"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["kind", "audience", "-version_date"]
        verbose_name = _("guidance card")
        verbose_name_plural = _("guidance cards")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "audience"],
                condition=models.Q(active=True),
                name="one_active_card_per_audience",
                violation_error_message=_("This kind already has a card in use for this audience: retire that one."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def legal_basis(self) -> str:
        return in_language(self.legal_basis_zh, self.legal_basis_en)

    @property
    def overdue(self) -> bool:
        return self.review_date is not None and self.review_date < timezone.localdate()


class GuidanceStep(models.Model):
    """One numbered line of a card; ``critical`` lines are those that save a life if said first."""

    card = models.ForeignKey(GuidanceCard, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"))
    text_zh = models.CharField(_("step in Chinese"), max_length=300)
    text_en = models.CharField(_("step in English"), max_length=500)
    critical = models.BooleanField(_("first and always"), default=False)

    class Meta:
        ordering = ["card", "order", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)


class RequiredResponse(Editable):
    """Units that this kind needs; rows without a level serve every level that has no rows of its own."""

    kind = models.ForeignKey(
        "incidents.Kind", on_delete=models.CASCADE, related_name="responses", verbose_name=_("kind")
    )
    level = models.PositiveSmallIntegerField(
        _("level"),
        choices=Level.choices,
        null=True,
        blank=True,
        help_text=_("Empty: every level."),
    )
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=ResponseRole.choices,
        default=ResponseRole.FIRST,
    )
    tier = models.CharField(_("tier of force"), max_length=20, blank=True, help_text=_("Empty: any tier."))
    count = models.PositiveSmallIntegerField(_("units"), default=1, validators=[MinValueValidator(1)])
    capabilities = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        verbose_name=_("capabilities each needs"),
        help_text=_("Separated by commas: armed, traffic, first_aid …"),
    )
    officers_min = models.PositiveSmallIntegerField(
        _("officers in total, at least"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )

    class Meta:
        ordering = ["kind", "level", "pk"]
        verbose_name = _("required response")
        verbose_name_plural = _("required responses")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "level", "role", "capabilities"],
                nulls_distinct=False,
                name="response_once_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.get_role_display()}"
