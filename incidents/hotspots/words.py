"""What came of a run, and where a method stands, in one sentence each."""

from collections.abc import Callable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from incidents.hotspots.models import HotspotMethod, HotspotRun, MethodCode

OUTCOMES: dict[str, Callable[[HotspotRun], str]] = {
    "found": lambda run: (
        ngettext("%(count)d finding.", "%(count)d findings.", len(run.findings)) % {"count": len(run.findings)}
    ),
    "quiet": lambda run: (
        _("Nothing stands out: %(cases)d incidents are as chance would have them.")
        % {"cases": run.facts.get("cases", 0)}
    ),
    "empty": lambda run: _("There are no incidents up to this day. Import past incidents, or choose a later day."),
    "few": lambda run: (
        _("Only %(cases)d incidents: too few to say anything about a place. At least 20 are needed.")
        % {"cases": run.facts.get("cases", 0)}
    ),
    "short": lambda run: _("The history is shorter than 28 days: nothing can be called unusual yet."),
    "huge": lambda run: _("More than a million incidents: shorten the history of this method in the administration."),
    "failed": lambda run: _("The run failed: %(why)s") % {"why": run.message},
}

# Why stations did not get what was found.
KEPT: dict[str, Callable[[], str]] = {
    "not_delivered": lambda: _("Not delivered: the method does not warn now."),
    "held_back": lambda: _("Some were held back by the budget."),
    "again": lambda: _("What was warned of already is told there again."),
}


def outcome(run: HotspotRun) -> str:
    say = OUTCOMES.get(run.outcome)
    if not say:
        return ""
    return one_after_another([say(run), *(why() for name, why in KEPT.items() if run.facts.get(name))])


def one_after_another(sentences: list[str]) -> str:
    """Chinese ones have no space between them."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(sentences)


def standing(method: HotspotMethod) -> str:
    """Whether it warns, and if not, why."""
    if not method.active:
        return _("Not in use: the administrator switched it off.")
    if method.paused_at is not None:
        return _("Paused: %(why)s") % {"why": method.paused_why}
    told = method.verdict
    counted = {name: told.get(name) for name in ("warnings", "confirmed", "naive")} if "warnings" in told else None
    if method.off_at is not None:
        if counted:
            return (
                _(
                    "Switched off because it does not beat the naive map: of %(warnings)d warnings %(confirmed)d were "
                    "confirmed, and %(naive)g would have been at the naive map's places."
                )
                % counted
            )
        if method.code == MethodCode.DENSITY:
            return _(
                "It does not beat the naive map by more than luck explains: it shows where incidents were, and is no "
                "better guess at where they will be."
            )
        return _("Switched off because it does not beat the naive map by more than luck explains.")
    if told.get("reason") == "beats":
        if counted:
            return (
                _(
                    "In use: of %(warnings)d warnings %(confirmed)d were confirmed, and %(naive)g would have been at "
                    "the naive map's places: more than luck explains."
                )
                % counted
            )
        return _(
            "In use: it caught more than the naive map over the last %(weeks)d weeks, by more than luck explains."
        ) % {"weeks": method.window_weeks}
    if "let_on" in told:
        return _(
            "On trial again: it was switched off because it did not beat the naive map, and the duty chief let it warn "
            "again on %(day)s. What has come since decides."
        ) % {"day": told["let_on"]}
    return _("On trial: nothing is shown yet, too few incidents have passed since it began.")
