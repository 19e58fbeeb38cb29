"""Up the chain: its steps become rows when the first is due, so that a later change of the chain moves none of them."""

from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from dispatch.signals import changed as announced
from dispatch.timers.chain import chain_for
from dispatch.timers.models import Alarm, Chain, ChainStep, Escalation, Timer
from dispatch.timers.subjects import Subject, level_of
from incidents.register.models import Incident
from incidents.signals import changed
from units.organisations.models import Organisation, OrganisationKind

KIND_OF_PLACE = {
    ChainStep.Place.COUNTY: OrganisationKind.COUNTY_BUREAU,
    ChainStep.Place.CITY: OrganisationKind.CITY_BUREAU,
}


def climb(timer: Timer, subject: Subject, now: datetime) -> tuple[list[Escalation], datetime | None]:
    """Tell every step that is due: ``(those told now, when the next one is due)``. The timer is locked."""
    steps = list(timer.escalations.select_related("organisation"))
    if not steps:
        steps = Escalation.objects.bulk_create(_steps(timer, subject))
    due = [step for step in steps if step.told_at is None and step.due_at <= now]
    for step in due:
        step.told_at = now
    Escalation.objects.bulk_update(due, ["told_at"])
    return due, min((step.due_at for step in steps if step.told_at is None), default=None)


def told(timer: Timer) -> list[dict]:
    """``[{"role", "organisation": {"zh", "en"}}]`` of the steps told so far, the first one first."""
    steps = timer.escalations.exclude(told_at=None).select_related("organisation")
    return [{"role": step.role, "organisation": _names(step.organisation)} for step in steps]


def let_them_see(timer: Timer, alarm: Alarm) -> None:
    """Who was told reads what it is about, also beside or below the organisation that answers for it."""
    steps = timer.escalations.exclude(told_at=None).select_related("organisation")
    path, subject = alarm.organisation.path, alarm.incident
    outside = [step.organisation for step in steps if not path.startswith(step.organisation.path)]
    if not outside:
        return
    alarm.shared_with.add(*outside)
    fresh = [one for one in outside if subject and not subject.shared_with.filter(pk=one.pk).exists()]
    if fresh:
        subject.shared_with.add(*fresh)
        Incident.objects.filter(pk=subject.pk).update(version=F("version") + 1)
        facts = {"with": [one.code for one in fresh], "stage": timer.stage}
        changed.send(sender=Incident, verb="incident.shared", subject=subject, by=None, data=facts)


def let_them_be_called(steps: list[Escalation], alarm: Alarm) -> None:
    """Announce the steps just told that also call by telephone: automatic calls listen for that."""
    for step in steps:
        if step.telephone:
            facts = {"alarm": alarm.pk, "cause": alarm.cause, "telephone": step.telephone, "role": step.role}
            announced.send(sender=Escalation, verb="escalation.called", subject=step, by=None, data=facts)


def _steps(timer: Timer, subject: Subject) -> list[Escalation]:
    organisation = subject.organisation
    rows = Chain.objects.filter(active=True).annotate(organisation_path=Coalesce("organisation__path", Value("")))
    chain = chain_for(rows, path=organisation.path, kind=organisation.kind, stage=timer.stage, level=level_of(subject))
    if chain is None:
        return []
    return [
        Escalation(
            timer=timer,
            number=number,
            due_at=timer.escalate_at + timedelta(seconds=step.after_s),
            role=step.role,
            organisation=_place(step, organisation),
            telephone=step.telephone,
        )
        for number, step in enumerate(chain.steps.select_related("organisation"), start=1)
    ]


def _place(step: ChainStep, organisation: Organisation) -> Organisation:
    """Where the tree has no such bureau above, the next one above is told: nothing is told to nobody."""
    above = organisation.parent or organisation
    if step.place == ChainStep.Place.NAMED:
        return step.organisation
    if step.place == ChainStep.Place.OWN:
        return organisation
    if step.place == ChainStep.Place.ABOVE:
        return above
    bureaus = Organisation.objects.filter(path__in=organisation.ancestor_paths(), kind=KIND_OF_PLACE[step.place])
    return bureaus.order_by("-path").first() or above


def _names(organisation: Organisation) -> dict[str, str]:
    return {"zh": organisation.name_zh, "en": organisation.name_en}
