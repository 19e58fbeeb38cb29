"""What the list of an incident's orders shows: each order with both clocks and the steps the user may take by hand."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dispatch.assignments.clocks import clocks
from dispatch.assignments.models import Assignment
from dispatch.assignments.queries import orders_of
from dispatch.assignments.states import ALLOWED
from dispatch.assignments.words import Verb
from dispatch.recommendation.choosing import OverrideReason
from incidents.register.models import Incident
from units.access.scope import may

CLOCK_WORDS = {
    "sent": (_("sent"), _("received by the terminal")),
    "signed": (_("signed"), ""),
    "en_route": (_("en route"), _("seen moving by GPS")),
    "on_scene": (_("on scene"), _("seen on scene by GPS")),
    "handled": (_("handled"), ""),
    "ended": (_("ended"), ""),
}
BY_VOICE = {
    Verb.SIGN: _("Signed"),
    Verb.DEPART: _("Under way"),
    Verb.ARRIVE: _("On scene"),
    Verb.HANDLE: _("Handled"),
    Verb.CLEAR: _("Cleared"),
}


def orders_context(user, incident: Incident) -> dict[str, Any]:
    """For ``dispatch/assignments/_list.html``."""
    return {"incident": incident, "orders": [order_line(user, order) for order in orders_of(incident)]}


def order_line(user, order: Assignment) -> dict[str, Any]:
    shown = [
        {"clock": clock, "word": CLOCK_WORDS[clock.step][0], "evidence_word": CLOCK_WORDS[clock.step][1]}
        for clock in clocks(order)
        if clock.button or clock.evidence
    ]
    return {
        "order": order,
        "override": dict(OverrideReason.choices).get(order.override_reason, order.override_reason),
        "clocks": shown,
        "steps": _steps(order) if order.live and may(user, "assignment.answer", order.organisation) else [],
        "may_cancel": order.live
        and Verb.CANCEL in ALLOWED[order.state]
        and may(user, "incident.relay", order.organisation),
        "may_approve": order.live
        and order.return_requested_at is not None
        and may(user, "assignment.approve_return", order.organisation),
    }


def _steps(order: Assignment) -> list[dict[str, Any]]:
    """The next step first; later ones that may be skipped to after it."""
    return [
        {"verb": verb.value, "word": word, "next": place == 0}
        for place, (verb, word) in enumerate((v, w) for v, w in BY_VOICE.items() if v in ALLOWED[order.state])
    ]
