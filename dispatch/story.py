"""Sentences for the lines that this floor writes into an incident's story, beside those of the floor below."""

from django.utils.translation import gettext_lazy as _

from incidents.timeline.sentences import SENTENCES

SENTENCES.update(
    {
        "report.submitted": _("%(unit)s: report submitted"),
        "report.amended": _("%(unit)s: report amended"),
        "report.corrected": _("%(unit)s: report corrected"),
        "report.photos_added": _("%(unit)s: photos added to the report (%(photos)s)"),
        "report.approved": _("Report approved"),
        "report.returned": _("Report returned for correction"),
        "autocall.started": _("Automatic calls started: %(title)s"),
        "autocall.resumed": _("Automatic calls go on: %(title)s"),
        "autocall.paused": _("Automatic calls paused: %(title)s"),
        "autocall.stopped": _("Automatic calls stopped: %(title)s"),
        "autocall.finished": _("Automatic calls are over: %(title)s"),
        "autocall.attempted": _("Called %(who)s, attempt %(n)s: %(outcome)s"),
        "autocall.handed_over": _("%(person)s takes over the call to %(who)s"),
        "autocall.settled": _("%(who)s, called by hand: %(answer)s"),
        "timer.alarmed": _("Limit of %(limit)s passed: %(missed)s"),
        "timer.escalated": _("Limit of %(limit)s passed: %(missed)s. Told: %(whom)s"),
    }
)
