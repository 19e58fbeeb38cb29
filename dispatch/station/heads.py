"""The heads of the station's tables, column by column as the templates fill them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HEADS = {
    "to_sign": [_("Unit"), _("Incident"), _("Place"), _("Sent"), _("Received by the terminal"), ""],
    "incidents": [
        *(_("Level"), pgettext_lazy("incident", "Code"), _("Kind"), _("Place")),
        *(_("State"), _("Opened"), _("Units"), _("To do")),
    ],
    "units": [
        *(_("Unit"), _("Kind"), _("Organisation"), _("State")),
        *(_("Since"), _("Last position"), _("Change the state")),
    ],
    "shifts": [_("Unit"), _("Begins"), _("Ends"), _("Officers"), _("Logged on"), ""],
    "reports": [
        *(_("Incident"), _("Kind at intake"), _("Kind as found"), _("Unit")),
        *(_("Written by"), _("At"), _("Outcome"), ""),
    ],
}
