"""One paragraph of a warning, written from its figures alone, in the active language."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch.warnings.models import HotspotWarning
from incidents.hotspots.effect import Together
from incidents.hotspots.matching import FEWEST
from incidents.hotspots.models import MethodCode
from incidents.hotspots.words import one_after_another
from incidents.kinds.choices import in_language

ON_WALL = 4


def paragraph(warning: HotspotWarning) -> str:
    """What happened where and when, what would be usual, and how often chance alone does as well."""
    figures = warning.figures
    facts = {
        "kind": warning.kind.name,
        "cases": figures["cases"],
        "expected": _number(figures["expected"]),
        "low": figures["low"],
        "high": figures["high"],
        "p": _p(figures["p"]),
        "station": warning.organisation.name,
        "radius": round(figures["radius_m"] or 0),
        "first": _day(figures["first_day"]),
        "last": _day(figures["last_day"]),
    }
    words = [_what(warning, facts), _usual(facts), _chance(warning, facts)]
    if figures.get("rule") == "ears":
        words.append(_("The history is short, so the usual is known only roughly."))
    return one_after_another(words)


def _what(warning: HotspotWarning, facts: dict) -> str:
    if warning.method == MethodCode.COUNTS:
        return _("%(kind)s: %(cases)d incidents in the area of %(station)s on %(last)s.") % facts
    near = in_language(*(warning.figures.get("near", {}).get(part, "") for part in ("zh", "en")))
    if near:
        return _("%(kind)s: %(cases)d incidents within %(radius)d m of %(near)s from %(first)s to %(last)s.") % {
            **facts,
            "near": near,
        }
    return _("%(kind)s: %(cases)d incidents within %(radius)d m from %(first)s to %(last)s, %(station)s.") % facts


def _usual(facts: dict) -> str:
    return _("%(expected)s would be usual there in that time (95 %% between %(low)d and %(high)d).") % facts


def _chance(warning: HotspotWarning, facts: dict) -> str:
    days = warning.figures.get("recurrence_days")
    if not days:
        return _("p = %(p)s.") % facts
    told = {**facts, "days": round(days)}
    return (
        ngettext(
            "Chance alone does as well about once in %(days)d day (p = %(p)s).",
            "Chance alone does as well about once in %(days)d days (p = %(p)s).",
            told["days"],
        )
        % told
    )


def warnings_scene(viewer) -> list[dict]:
    """Open warnings for a wall, newest first, in its language."""
    rows = HotspotWarning.objects.visible_to(viewer).open().select_related("kind", "organisation")[:ON_WALL]
    return [
        {
            "code": one.code,
            "kind": one.kind.name,
            "station": one.organisation.name,
            "words": paragraph(one),
            "state": one.state,
            "state_name": one.get_state_display(),
        }
        for one in rows
    ]


def after_words(warning: HotspotWarning) -> list[str]:
    """What became of it, as far as it can be said."""
    words, came, changed = [], warning.outcome, warning.effect
    if came:
        facts = {**came, "expected": _number(came["expected"])}
        say = (
            _("Confirmed: in the %(days)d days after, %(count)d came where %(expected)s are usual.")
            if came["confirmed"]
            else _("Not confirmed: in the %(days)d days after, %(count)d came where %(expected)s are usual.")
        )
        words.append(say % facts)
    return words + (_effect_words(changed) if "control" in changed else _nothing_before(changed))


def _effect_words(changed: dict) -> list[str]:
    """The change at the place, what it is compared with, and whether that says anything."""
    scale = changed["days"] / changed["before_days"]
    facts = {
        **changed,
        "usual": _number(changed["before"] * scale),
        "control_usual": _number(changed["control_before"] * scale),
        "fewest": FEWEST,
    }
    words = [
        _("With the measures: %(after)d came here in %(days)d days, where %(usual)s had come on average before.")
        % facts,
        (
            _(
                "In %(found)d control areas that were as busy before and left alone: %(control_after)d, "
                "where %(control_usual)s had come."
            )
            if changed["control"] == "matched"
            else _(
                "Too few places were as busy before and left alone (%(found)d; %(fewest)d are needed), so it is "
                "compared with the rest of the bureau: %(control_after)d, where %(control_usual)s had come. "
                "A place that is chosen because it was high falls by itself: this comparison does not see that."
            )
        )
        % facts,
    ]
    if changed["ratio"] is None:
        return [*words, _("These are too few to compare.")]
    rates = {name: f"{changed[name]:.2f}" for name in ("ratio", "low", "high")}
    rates["expected"] = _number(changed["expected"])
    change = (
        _(
            "As there, %(expected)s would have come here: the change here is %(ratio)s times the change there "
            "(95 %%: %(low)s to %(high)s)."
        )
        % rates
    )
    luck = _("Chance alone does not explain this well.") if changed["clear"] else _("Chance alone may explain this.")
    return [*words, one_after_another([change, luck])]


def measures_words(all_: Together | None) -> str:
    """What the measures of all warnings did, added up."""
    if all_ is None:
        return _("No measure has been held against control areas yet: that takes four weeks from its first day on.")
    facts = {
        "warnings": all_.warnings,
        "after": all_.after,
        "expected": _number(all_.expected),
        **{name: f"{getattr(all_, name):.2f}" for name in ("ratio", "low", "high")},
    }
    return (
        ngettext(
            "%(warnings)d warning with control areas: %(after)d came in the four weeks after its first measure, and "
            "%(expected)s would have come as there: %(ratio)s times (95 %%: %(low)s to %(high)s).",
            "%(warnings)d warnings with control areas: %(after)d came in the four weeks after their first measures, "
            "and %(expected)s would have come as there: %(ratio)s times (95 %%: %(low)s to %(high)s).",
            all_.warnings,
        )
        % facts
    )


def _nothing_before(changed: dict) -> list[str]:
    if changed.get("before") != 0:
        return []
    return [_("Nothing of this kind came here in the half year before: the measures have nothing to be compared with.")]


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _p(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}".rstrip("0")


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return _("%(year)d-%(month)02d-%(day)02d") % {"year": day.year, "month": day.month, "day": day.day}
