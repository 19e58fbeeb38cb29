"""CSV in and out: the same columns as the shipped files, rows known by their natural keys, a preview before anything.

A wrong row names its field and the remedy, and nothing at all is imported until every row is right.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources

from incidents.kinds.columns import (
    CapabilitiesColumn,
    ChoicesColumn,
    CodeColumn,
    FlagColumn,
    KindColumn,
    LevelColumn,
    StepsColumn,
    TruthColumn,
)
from incidents.kinds.models import GuidanceCard, GuidanceStep, Kind, Question, RequiredResponse, RiskFlag
from incidents.signals import changed


class EditedResource(resources.ModelResource):
    """Rows that come in by import are the bureau's own: loading the shipped set leaves them alone afterwards."""

    def before_save_instance(self, instance, row, **kwargs) -> None:
        instance.mark_edited()

    def after_import(self, dataset, result, **kwargs) -> None:
        super().after_import(dataset, result, **kwargs)
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        counts = {name: count for name, count in result.totals.items() if count}
        name = self._meta.model._meta.model_name
        changed.send(sender=self._meta.model, verb=f"{name}.imported", subject=None, by=kwargs.get("user"), data=counts)

    class Meta:
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class KindResource(EditedResource):
    """Parents must stand in an earlier row or in the database."""

    code = fields.Field("code", "code", CodeColumn())
    parent = fields.Field("parent", "parent", KindColumn())
    default_level = fields.Field("default_level", "default_level", LevelColumn())
    active = fields.Field("active", "active", TruthColumn(), default=True)

    class Meta(EditedResource.Meta):
        model = Kind
        import_id_fields = ("code",)
        fields = (
            "code", "parent", "name_zh", "name_en", "default_level", "nature",
            "keywords_zh", "keywords_en", "initials", "active",
        )  # fmt: skip

    def before_import_row(self, row, **kwargs) -> None:
        if row.get("active") in ("", None):
            row.pop("active", None)  # the shipped file has no such column; an empty cell means in use

    def get_queryset(self):
        return super().get_queryset().select_related("parent__parent__parent")


class RiskFlagResource(EditedResource):
    raises_level_to = fields.Field("raises_level_to", "raises_level_to", LevelColumn())
    officer_safety = fields.Field("officer_safety", "officer_safety", TruthColumn())

    class Meta(EditedResource.Meta):
        model = RiskFlag
        import_id_fields = ("code",)
        fields = ("code", "name_zh", "name_en", "letter", "letter_en", "raises_level_to", "officer_safety", "order")


class QuestionResource(EditedResource):
    kind = fields.Field("kind", "kind", KindColumn())
    choices = fields.Field("choices", "choices", ChoicesColumn())
    sets_level = fields.Field("sets_level", "sets_level", LevelColumn())
    raises_flag = fields.Field("raises_flag", "raises_flag", FlagColumn())
    required = fields.Field("required", "required", TruthColumn())

    class Meta(EditedResource.Meta):
        model = Question
        import_id_fields = ("kind", "key")
        fields = (
            "kind", "key", "order", "text_zh", "text_en", "answer_type", "choices",
            "sets_level", "raises_flag", "required",
        )  # fmt: skip


class GuidanceCardResource(EditedResource):
    """One row a card, its steps as lines of one cell for each language."""

    kind = fields.Field("kind", "kind", KindColumn())
    steps_zh = StepsColumn("zh")
    steps_en = StepsColumn("en")

    class Meta(EditedResource.Meta):
        model = GuidanceCard
        import_id_fields = ("kind", "audience")
        fields = (
            "kind", "audience", "title_zh", "title_en", "legal_basis_zh", "legal_basis_en",
            "version_date", "review_date", "steps_zh", "steps_en",
        )  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().filter(active=True).prefetch_related("steps")

    def import_instance(self, instance, row, **kwargs) -> None:
        super().import_instance(instance, row, **kwargs)
        steps = getattr(instance, "imported_steps", {})
        if len({len(lines) for lines in steps.values()}) > 1:
            raise ValidationError(
                {
                    "title_zh": _(
                        "%(zh)s steps in Chinese but %(en)s in English. Write one line for each step in both cells."
                    )
                    % {"zh": len(steps["zh"]), "en": len(steps["en"])}
                }
            )

    def after_save_instance(self, instance, row, **kwargs) -> None:
        steps = getattr(instance, "imported_steps", {})
        if set(steps) != {"zh", "en"}:
            return
        instance.steps.all().delete()
        GuidanceStep.objects.bulk_create(
            GuidanceStep(card=instance, order=place * 10, critical=critical, text_zh=zh, text_en=en)
            for place, ((critical, zh), (_critical, en)) in enumerate(zip(steps["zh"], steps["en"], strict=True), 1)
        )


class RequiredResponseResource(EditedResource):
    kind = fields.Field("kind", "kind", KindColumn())
    level = fields.Field("level", "level", LevelColumn())
    capabilities = fields.Field("capabilities", "capabilities", CapabilitiesColumn())

    class Meta(EditedResource.Meta):
        model = RequiredResponse
        import_id_fields = ("kind", "level", "role", "capabilities")
        fields = ("kind", "level", "role", "tier", "count", "capabilities", "officers_min")
