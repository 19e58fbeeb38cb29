"""The criteria of the ranking: weights are the bureau's, what they measure is the product's."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dispatch.recommendation.criteria import CRITERIA
from dispatch.recommendation.models import Criterion
from dispatch.signals import changed


@admin.register(Criterion)
class CriterionAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "weight", "explanation", "order"]
    list_editable = ["weight", "order"]
    search_fields = ["code", "name_zh", "name_en"]
    readonly_fields = ["code"]

    @admin.display(description=_("explanation"))
    def explanation(self, criterion: Criterion) -> str:
        return criterion.help

    def has_add_permission(self, request) -> bool:
        return False  # a criterion is code; a weight of 0 switches it off

    def has_delete_permission(self, request, obj=None) -> bool:
        return obj is not None and obj.code not in CRITERIA and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        facts = {"criterion": obj.code, "weight": obj.weight}
        changed.send(sender=Criterion, verb="criterion.changed", subject=obj, by=request.user, data=facts)
