"""The deeds on a campaign: made, filled, started, paused, stopped. Calls themselves are in ``placing.py``."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.autocalls import message, people, speaking, waking
from dispatch.autocalls.attempts import give_to_person, plan_attempt
from dispatch.autocalls.models import Attempt, Callee, CallGroup, Campaign, MessageTemplate
from dispatch.autocalls.states import AttemptState, CalleeState, CampaignState, ManualReason
from dispatch.autocalls.telling import note_in_story, tell, touch
from incidents.register.models import Incident
from incidents.register.numbers import next_code
from incidents.telephony.numbers import read_number
from incidents.telephony.trunks import plan_for, rehearses
from units.access.refused import Refused
from units.access.scope import may
from units.crews.models import Unit
from units.organisations.models import Organisation
from units.people.models import User

MOST_CALLEES = 2000
RIGHT = "autocall.run"
UNCHANGED: Any = object()  # where None means: none any more


@transaction.atomic
def create_campaign(*, by: User, title: str, organisation: Organisation | None = None, **more: Any) -> Campaign:
    """A draft. ``more``: as in ``change_campaign``, and ``incident`` (one that ``by`` may see).

    ``organisation``: whose campaign it is (default: the user's own). Raises ``Refused`` (with its ``field``) for a
    title, text, field, recording, person or time that will not do; ``PermissionDenied`` without ``autocall.run`` there.
    """
    organisation = organisation or by.organisation
    if organisation is None or not may(by, RIGHT, organisation):
        raise PermissionDenied(RIGHT)
    incident = more.pop("incident", None)
    row = Campaign(code=next_code(timezone.now(), prefix="G"), organisation=organisation, by=by, manual_to=by)
    row.incident = incident
    _fill(row, title=title, **more)
    row.save()
    tell(row, "campaign.created", by=by, data={"incident": incident.code if incident else ""})
    return row


@transaction.atomic
def change_campaign(campaign: Campaign, *, by: User, **more: Any) -> Campaign:
    """Change a draft: ``title``, ``language`` (zh, en), ``text``, ``template``, ``fields`` ({place, time, bring}),
    ``upload`` (a sound file; False: no recording any more), ``starts_at``, ``quiet_from``, ``quiet_to`` (None: none),
    ``lines``, ``is_drill``, ``manual_to``."""
    campaign = _locked(campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Refused(_("It has been started: its message and times stay as they are. Copy it."), code="started")
    _fill(campaign, **more)
    campaign.save()
    touch(campaign)
    tell(campaign, "campaign.changed", by=by, data={"changed": sorted(more)})
    return campaign


def _fill(
    row: Campaign,
    *,
    title: str | None = None,
    language: str | None = None,
    text: str | None = None,
    template: MessageTemplate | None = None,
    fields: dict[str, str] | None = None,
    upload=None,
    starts_at: datetime | None = UNCHANGED,
    quiet_from: time | None = UNCHANGED,
    quiet_to: time | None = UNCHANGED,
    lines: int | None = None,
    is_drill: bool | None = None,
    manual_to: User | None = None,
) -> None:
    if title is not None:
        row.title = title.strip()
    if not row.title:
        raise Refused(_("Give it a title: it stands on the board and in the journal."), code="empty", field="title")
    if len(row.title) > 80:
        raise Refused(_("A title has at most 80 characters."), code="long", field="title")
    row.language = language or row.language
    if language is not None and language not in ("zh", "en"):
        raise Refused(_("Spoken in Chinese or English."), code="language", field="language")
    simulated = row.incident is not None and row.incident.simulated  # nobody real is called for what did not happen
    row.is_drill = simulated or (row.is_drill if is_drill is None else bool(is_drill))
    row.template = template or row.template
    row.fields = {name: str((fields or row.fields).get(name, "")).strip()[:200] for name in message.FIELDS}
    if upload:
        speaking.keep_upload(row, upload)
    elif upload is False:
        row.recording, row.recording_sha256 = "", ""
    wording = text if text is not None else (getattr(template, f"text_{row.language}") if template else row.text)
    if wording or not row.recording:
        row.text = message.filled(wording, row.fields)
    if starts_at is not UNCHANGED:
        row.starts_at = starts_at
    row.quiet_from = row.quiet_from if quiet_from is UNCHANGED else quiet_from
    row.quiet_to = row.quiet_to if quiet_to is UNCHANGED else quiet_to
    if (row.quiet_from is None) != (row.quiet_to is None):
        missing = "quiet_from" if row.quiet_from is None else "quiet_to"
        raise Refused(_("Quiet hours need a beginning and an end."), code="empty", field=missing)
    if lines is not None:
        if not 1 <= lines <= 200:
            raise Refused(_("Between 1 and 200 lines."), code="range", field="lines")
        row.lines = lines
    if manual_to is not None:
        if not may(manual_to, "autocall.answer", row.organisation):
            words = _("%(person)s may not take over calls of %(organisation)s.")
            names = {"person": manual_to.name, "organisation": row.organisation}
            raise Refused(words % names, code="person", field="manual_to")
        row.manual_to = manual_to


@transaction.atomic
def add_callees(
    campaign: Campaign,
    *,
    by: User | None,
    people_ticked: Iterable[User] = (),
    units: Iterable[Unit] = (),
    organisations: Iterable[Organisation] = (),
    groups: Iterable[CallGroup] = (),
    incident: Incident | None = None,
    numbers: Iterable[tuple[str, str]] = (),
) -> people.Added:
    """Add everybody meant, each number once. Rows must come from ``people.*_for(user)``: that is where scope is kept.

    Whoever has no number that can be called is added and goes to the named person at the start; a typed number that is
    none is refused. ``problems`` has a sentence for each; the others are added all the same.
    """
    campaign = _locked(campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Refused(_("It has been started: make another one for those who were forgotten."), code="started")
    plan = plan_for(campaign.organisation, rehearsal=rehearses(drill=campaign.is_drill))
    known = set(campaign.callees.values_list("number", flat=True)) - {""}
    users = set(campaign.callees.exclude(user=None).values_list("user_id", flat=True))
    done, rows = people.Added(), []
    for one in people.persons(
        people=people_ticked,
        units=units,
        organisations=organisations,
        groups=groups,
        incident=incident,
        numbers=numbers,
    ):
        if one.user is not None and one.user.pk in users:
            continue
        number = ""
        try:
            number = read_number(one.number, plan)
        except Refused as refused:
            if one.user is None and one.unit is None:  # typed by somebody who can correct it
                done.problems.append(people.Problem(one.name, one.number, refused.message, typed=True))
                continue
            person = campaign.manual_to.name if campaign.manual_to else _("the duty chief")
            words = _("%(why)s %(person)s takes over at the start.") % {"why": refused.message, "person": person}
            done.problems.append(people.Problem(one.name, one.number, words))
        if number in known:
            continue
        known |= {number} - {""}
        users |= {one.user.pk} if one.user else set()
        rows.append(one.in_campaign(campaign, number))
    if campaign.callees.count() + len(rows) > MOST_CALLEES:
        raise Refused(_("A campaign calls at most %(most)s persons.") % {"most": MOST_CALLEES}, code="many")
    Callee.objects.bulk_create(rows)
    done.added = len(rows)
    touch(campaign)
    tell(campaign, "campaign.filled", by=by, data={"added": done.added, "refused": len(done.problems)})
    return done


@transaction.atomic
def remove_callee(callee: Callee, *, by: User) -> None:
    """Take somebody off a draft."""
    campaign = _locked(callee.campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Refused(_("It has been started: stop it, or let it go on."), code="started")
    callee.delete()
    touch(campaign)
    tell(campaign, "campaign.filled", by=by, data={"removed": 1})


def start_campaign(campaign: Campaign, *, by: User | None) -> Campaign:
    """Start a draft, or go on after a pause. The message is made first: what cannot be spoken is refused, with why."""
    speaking.prepare(campaign)
    return _start(campaign, by)


@transaction.atomic
def start_unprepared(campaign: Campaign, *, by: User | None) -> Campaign:
    """Start without making the sound first, inside another deed's transaction: workers make it before they dial."""
    return _start(campaign, by)


@transaction.atomic
def _start(campaign: Campaign, by: User | None) -> Campaign:
    campaign = _locked(campaign)
    if campaign.state == CampaignState.RUNNING:
        return campaign
    if campaign.state not in (CampaignState.DRAFT, CampaignState.PAUSED):
        raise Refused(_("It has ended. Copy it to call again."), code="ended")
    first = campaign.state == CampaignState.DRAFT
    if first and not campaign.callees.exists():
        raise Refused(_("There is nobody to call: tick somebody first."), code="empty", field="people")
    campaign.state = CampaignState.RUNNING
    campaign.started_at = campaign.started_at or timezone.now()
    campaign.save(update_fields=["state", "started_at"])
    if first:
        since = max(campaign.starts_at or timezone.now(), timezone.now())
        for callee in campaign.callees.all():
            if callee.number:
                plan_attempt(callee, at=since)
            else:
                give_to_person(callee, ManualReason.NO_NUMBER)
    touch(campaign)
    verb = "campaign.started" if first else "campaign.resumed"
    tell(campaign, verb, by=by, data={"persons": campaign.callees.count(), "drill": campaign.is_drill})
    note_in_story(campaign, "autocall.started" if first else "autocall.resumed", by=by)
    transaction.on_commit(waking.wake, robust=True)
    return campaign


resume_campaign = start_campaign


@transaction.atomic
def pause_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Nothing new is dialled from now on; calls that ring or talk go on to their end."""
    campaign = _locked(campaign)
    if campaign.state != CampaignState.RUNNING:
        return campaign
    campaign.state = CampaignState.PAUSED
    campaign.save(update_fields=["state"])
    touch(campaign)
    tell(campaign, "campaign.paused", by=by, data={})
    note_in_story(campaign, "autocall.paused", by=by)
    return campaign


@transaction.atomic
def stop_campaign(campaign: Campaign, *, by: User | None) -> Campaign:
    """For good. What is not dialled never will be; what rings is hung up within a second; who listens may finish."""
    campaign = _locked(campaign)
    if not campaign.open:
        return campaign
    campaign.state, campaign.ended_at = CampaignState.STOPPED, timezone.now()
    campaign.save(update_fields=["state", "ended_at"])
    _void(campaign)
    gone = campaign.callees.filter(state=CalleeState.WAITING)
    withdrawn = gone.update(state=CalleeState.WITHDRAWN, settled_at=timezone.now(), version=F("version") + 1)
    touch(campaign)
    tell(campaign, "campaign.stopped", by=by, data={"not_called": withdrawn})
    note_in_story(campaign, "autocall.stopped", by=by)
    return campaign


@transaction.atomic
def hand_over(campaign: Campaign, *, by: User) -> int:
    """Everybody who still waits for a call goes to the named person now (a dead line, no time left). How many."""
    campaign = _locked(campaign)
    if campaign.state not in (CampaignState.RUNNING, CampaignState.PAUSED):
        raise Refused(_("Only a campaign that runs can be handed over."), code="ended")
    _void(campaign)
    waiting = list(campaign.callees.select_for_update(no_key=True).filter(state=CalleeState.WAITING))
    for callee in waiting:
        give_to_person(callee, ManualReason.HANDED_OVER)
    touch(campaign)
    tell(campaign, "campaign.handed_over", by=by, data={"persons": len(waiting)})
    return len(waiting)


@transaction.atomic
def copy_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """A fresh draft with the same message, times and persons."""
    copied = ("organisation", "incident", "title", "language", "template", "fields", "text", "recording")
    copied += ("recording_sha256", "quiet_from", "quiet_to", "lines", "is_drill", "manual_to")
    row = Campaign(code=next_code(timezone.now(), prefix="G"), by=by)
    for name in copied:
        setattr(row, name, getattr(campaign, name))
    row.save()
    kept = ("organisation", "user", "unit", "name_zh", "name_en", "number")
    Callee.objects.bulk_create(
        Callee(campaign=row, **{name: getattr(one, name) for name in kept}) for one in campaign.callees.all()
    )
    tell(row, "campaign.created", by=by, data={"copy_of": campaign.code})
    return row


def _void(campaign: Campaign) -> None:
    due = Attempt.objects.filter(campaign=campaign, state=AttemptState.DUE)
    due.update(state=AttemptState.VOID, version=F("version") + 1)


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "organisation", "incident", "manual_to"
    )
    return rows.get(pk=campaign.pk)
