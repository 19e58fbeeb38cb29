"""Telephone lines and their test call. The password is never here: the row names the variable that holds it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from incidents.signals import changed
from incidents.telephony.faults import fault_sentence
from incidents.telephony.models import Trunk
from incidents.telephony.testing import begin_test_call
from units.access.admin import EverybodysAdmin
from units.access.refused import Refused


class TestCallForm(forms.Form):
    number = forms.CharField(label=_("number to call"), max_length=32)


@admin.register(Trunk)
class TrunkAdmin(EverybodysAdmin):
    list_display = ["name", "organisation", "server", "simulated", "lines", "active", "state"]
    list_filter = ["simulated", "active"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["state"]
    change_form_template = "admin/incidents/trunk/change_form.html"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Help texts are printed as HTML here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.help_text:
            field.help_text = escape(field.help_text)
        return field

    @admin.display(description=_("state"))
    def state(self, trunk: Trunk) -> str:
        return fault_sentence(trunk.fault, trunk.fault_detail) or str(_("no trouble known"))

    def save_model(self, request, obj, form, change) -> None:
        obj.fault = obj.fault_detail = ""  # what was wrong may be right now: the next call tells
        obj.fault_at = obj.next_try_at = None
        super().save_model(request, obj, form, change)
        facts = {"line": obj.name, "simulated": obj.simulated, "changed": form.changed_data}
        changed.send(sender=Trunk, verb="trunk.changed", subject=obj, by=request.user, data=facts)

    def delete_model(self, request, obj) -> None:
        changed.send(sender=Trunk, verb="trunk.deleted", subject=obj, by=request.user, data={"line": obj.name})
        super().delete_model(request, obj)

    def get_urls(self):
        call = path("<int:pk>/call/", self.admin_site.admin_view(self.test_call), name="incidents_trunk_call")
        return [call, *super().get_urls()]

    def test_call(self, request, pk: int):
        """Call one number over this line and say what happened."""
        trunk = self.get_object(request, str(pk))
        if trunk is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_change_permission(request, trunk):
            raise PermissionDenied
        form = TestCallForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                outcome = begin_test_call(trunk, form.cleaned_data["number"], by=request.user)
            except Refused as refused:
                form.add_error("number", refused.message)
            else:
                messages.add_message(request, messages.SUCCESS if outcome.good else messages.ERROR, outcome.sentence)
                return HttpResponseRedirect(reverse("admin:incidents_trunk_call", args=[pk]))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "trunk": trunk, "form": form}
        context["title"] = _("Test call over %(line)s") % {"line": trunk}
        return TemplateResponse(request, "admin/incidents/trunk/test_call.html", context)
