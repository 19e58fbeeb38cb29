"""What the bureau says about automatic calls: how often, which groups, which messages. Changes are in the journal."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from dispatch.autocalls import message
from dispatch.autocalls.models import CallGroup, CallRules, MessageTemplate
from dispatch.signals import changed
from units.access.admin import EverybodysAdmin
from units.access.refused import Refused


class TellingAdmin(EverybodysAdmin):
    autocomplete_fields = ["organisation"]
    verb = ""

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        row = form.instance
        facts = {"row": str(row), "changed": form.changed_data}
        changed.send(sender=type(row), verb=f"{self.verb}.changed", subject=row, by=request.user, data=facts)

    def delete_model(self, request, obj) -> None:
        facts = {"row": str(obj)}
        changed.send(sender=type(obj), verb=f"{self.verb}.deleted", subject=obj, by=request.user, data=facts)
        super().delete_model(request, obj)


@admin.register(CallRules)
class CallRulesAdmin(TellingAdmin):
    verb = "call_rules"
    list_display = ["__str__", "attempts", "second_after_s", "third_after_s", "manual_after_s", "obstacle_to_person"]


@admin.register(CallGroup)
class CallGroupAdmin(TellingAdmin):
    verb = "call_group"
    list_display = ["__str__", "organisation", "active"]
    search_fields = ["name_zh", "name_en"]
    autocomplete_fields = ["organisation", "people"]


class MessageTemplateForm(ModelForm):
    def clean(self) -> dict:
        """A field that the message cannot fill in is found here, not when everybody waits for the call."""
        given = super().clean()
        anything = dict.fromkeys(message.FIELDS, "x")
        for name in ("text_zh", "text_en"):
            try:
                message.filled(given.get(name) or "", anything)
            except Refused as refused:
                self.add_error(name, ValidationError(refused.message))
        return given


@admin.register(MessageTemplate)
class MessageTemplateAdmin(TellingAdmin):
    verb = "message_template"
    form = MessageTemplateForm
    list_display = ["__str__", "organisation", "text_zh", "active"]
    search_fields = ["name_zh", "name_en"]
