"""Admin of the classification: a tree to read, everything of one kind on one page, CSV in and out."""

from django.contrib import admin
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV

from incidents.kinds.admin_forms import QuestionForm, RequiredResponseForm
from incidents.kinds.editable import Editable
from incidents.kinds.importing import (
    GuidanceCardResource,
    KindResource,
    QuestionResource,
    RequiredResponseResource,
    RiskFlagResource,
)
from incidents.kinds.models import GuidanceCard, GuidanceStep, Kind, Question, RequiredResponse, RiskFlag, tree_path
from incidents.signals import changed

# What a kind may have of its own: annotation, table, short word for the list.
HANGING_ON_A_KIND = [
    ("own_questions", Question, _("questions")),
    ("own_guidance", GuidanceCard, _("cards")),
    ("own_responses", RequiredResponse, _("response")),
]


class EditedAdmin(ImportExportModelAdmin):
    """Marks what is changed here as the bureau's own, and announces it so that the journal has it."""

    formats = [CSV]
    import_template_name = "incidents/kinds/admin_import.html"

    def save_model(self, request, obj, form, change) -> None:
        if change and not form.changed_data:
            return  # only rows below it may have changed: save_formset sees to them
        obj.mark_edited()
        super().save_model(request, obj, form, change)
        self.announce(request, obj, "changed" if change else "added", form.changed_data)

    def save_formset(self, request, form, formset, change) -> None:
        rows = formset.save(commit=False)
        for row in rows:
            if isinstance(row, Editable):
                row.mark_edited()
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()
        if not rows and not formset.deleted_objects:
            return
        if not issubclass(formset.model, Editable):  # the steps of a card: the card carries the mark
            form.instance.mark_edited()
            form.instance.save(update_fields=["edited_at"])
        if change:
            self.announce(request, form.instance, "changed", [formset.prefix])

    def delete_model(self, request, obj) -> None:
        self.announce(request, obj, "deleted", [])
        super().delete_model(request, obj)

    def announce(self, request, obj, what: str, columns: list[str]) -> None:
        name = obj._meta.model_name
        data = {"columns": columns} if columns else {}
        changed.send(sender=type(obj), verb=f"{name}.{what}", subject=obj, by=request.user, data=data)


class CategoryFilter(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "category"

    def lookups(self, request, model_admin):
        return [(kind.code[:2], kind.name) for kind in Kind.objects.filter(depth=1)]

    def queryset(self, request, rows):
        return rows.filter(**{self.prefix(rows.model): self.value()}) if self.value() else rows

    @staticmethod
    def prefix(model) -> str:
        return "code__startswith" if model is Kind else "kind__code__startswith"


class QuestionInline(admin.StackedInline):
    model = Question
    form = QuestionForm
    extra = 0
    classes = ["collapse"]
    fields = [
        ("order", "key", "required", "active"),
        ("text_zh", "text_en"),
        ("answer_type", "sets_level", "raises_flag"),
        "choices",
    ]


class GuidanceCardInline(admin.TabularInline):
    model = GuidanceCard
    extra = 0
    fields = ["audience", "title_zh", "title_en", "version_date", "review_date", "active"]
    show_change_link = True
    verbose_name_plural = _("guidance cards (save, then open one to edit its steps)")


class RequiredResponseInline(admin.StackedInline):
    model = RequiredResponse
    form = RequiredResponseForm
    extra = 0
    classes = ["collapse"]
    fields = [("level", "role", "tier", "count", "officers_min"), "capabilities"]


@admin.register(Kind)
class KindAdmin(EditedAdmin):
    resource_classes = [KindResource]
    list_display = ["shown", "indented", "default_level", "own_rows", "active", "edited"]
    list_display_links = ["shown"]
    list_filter = [
        CategoryFilter, "default_level", "nature", "active", "depth", ("edited_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["code__startswith", "name_zh", "name_en", "keywords_zh", "keywords_en", "initials"]
    search_help_text = _("Code, Chinese, English or pinyin initials: 0101, 抢劫, robbery, qj")
    autocomplete_fields = ["parent"]
    inlines = [QuestionInline, GuidanceCardInline, RequiredResponseInline]
    list_per_page = 400
    list_max_show_all = 1000
    actions = ["switch_off", "switch_on"]
    fieldsets = [
        (None, {"fields": [("code", "parent"), ("name_zh", "name_en"), ("default_level", "nature"), "active"]}),
        (_("Quick typing"), {"fields": ["keywords_zh", "keywords_en", "initials"]}),
    ]

    def get_queryset(self, request):
        own = {name: Exists(table.objects.filter(kind=OuterRef("pk"))) for name, table, _word in HANGING_ON_A_KIND}
        return super().get_queryset(request).select_related("parent__parent__parent").annotate(**own)

    def get_search_results(self, request, queryset, search_term):
        dashless = search_term.strip().replace("-", "")
        return super().get_search_results(request, queryset, dashless if dashless.isdigit() else search_term)

    def get_ordering(self, request):
        return [tree_path().asc()]

    @admin.display(description=_("kind"), ordering=tree_path())
    def indented(self, kind: Kind) -> str:
        return "\u2003" * (kind.depth - 1) + kind.name

    @admin.display(description=_("code"), ordering="code")
    def shown(self, kind: Kind) -> str:
        return kind.shown_code

    @admin.display(description=_("of its own (the rest is inherited)"))
    def own_rows(self, kind: Kind) -> str:
        words = [word for name, _table, word in HANGING_ON_A_KIND if getattr(kind, name)]
        return " · ".join(map(str, words)) or "–"

    @admin.display(description=_("edited here"), boolean=True, ordering="edited_at")
    def edited(self, kind: Kind) -> bool:
        return kind.edited_at is not None

    @admin.action(description=_("Switch off (past incidents keep their kind)"))
    def switch_off(self, request, kinds) -> None:
        self._switch(request, kinds, active=False)

    @admin.action(description=_("Switch on"))
    def switch_on(self, request, kinds) -> None:
        self._switch(request, kinds, active=True)

    @transaction.atomic
    def _switch(self, request, kinds, *, active: bool) -> None:
        for kind in kinds:
            kind.active = active
            kind.mark_edited()
            kind.save()
            self.announce(request, kind, "changed", ["active"])


@admin.register(RiskFlag)
class RiskFlagAdmin(EditedAdmin):
    resource_classes = [RiskFlagResource]
    list_display = ["mark", "code", "name_zh", "name_en", "raises_level_to", "officer_safety", "order", "active"]
    list_display_links = ["code"]
    list_filter = ["officer_safety", "active"]
    search_fields = ["code", "name_zh", "name_en"]

    @admin.display(description="")
    def mark(self, flag: RiskFlag) -> str:
        return format_html("<strong>{}</strong>", flag.mark)


class GuidanceStepInline(admin.TabularInline):
    model = GuidanceStep
    extra = 1
    fields = ["order", "critical", "text_zh", "text_en"]


@admin.register(GuidanceCard)
class GuidanceCardAdmin(EditedAdmin):
    resource_classes = [GuidanceCardResource]
    list_display = ["title", "kind", "audience", "version_date", "review_date", "is_overdue", "active"]
    list_filter = ["audience", CategoryFilter, "active", "review_date"]
    search_fields = ["title_zh", "title_en", "kind__code", "kind__name_zh", "kind__name_en", "steps__text_zh"]
    autocomplete_fields = ["kind"]
    list_select_related = ["kind"]
    date_hierarchy = "version_date"
    inlines = [GuidanceStepInline]

    @admin.display(description=_("review overdue"), boolean=True)
    def is_overdue(self, card: GuidanceCard) -> bool:
        return card.overdue


@admin.register(Question)
class QuestionAdmin(EditedAdmin):
    resource_classes = [QuestionResource]
    form = QuestionForm
    fields = ["kind", *QuestionForm.Meta.fields]
    list_display = ["text", "kind", "order", "answer_type", "sets_level", "raises_flag", "required", "active"]
    list_filter = ["answer_type", CategoryFilter, "raises_flag", "required", "active"]
    search_fields = ["text_zh", "text_en", "key", "kind__code", "kind__name_zh", "kind__name_en"]
    autocomplete_fields = ["kind"]
    list_select_related = ["kind", "raises_flag"]


@admin.register(RequiredResponse)
class RequiredResponseAdmin(EditedAdmin):
    resource_classes = [RequiredResponseResource]
    form = RequiredResponseForm
    fields = ["kind", *RequiredResponseForm.Meta.fields]
    list_display = ["kind", "level", "role", "count", "capabilities", "officers_min"]
    list_filter = ["level", "role", CategoryFilter]
    search_fields = ["kind__code", "kind__name_zh", "kind__name_en"]
    autocomplete_fields = ["kind"]
    list_select_related = ["kind"]
