"""The board of a campaign of 2,000 persons, each with one to three attempts: its page, and one row that moved.

The bare thing is one SELECT of the persons with their attempts. ``make bench ARGS=board``.
"""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.figures import Row, percentile, row, side_by_side

PERSONS, ROUNDS = 2_000, 12
SELECT = """
    SELECT c.id, c.name_zh, c.name_en, c.number, c.state, c.attempts_made, c.version,
           a.n, a.state, a.outcome, a.dialing_at, a.rang_at, a.answered_at, a.ended_at, a.cause
      FROM dispatch_callee c LEFT JOIN dispatch_attempt a ON a.callee_id = c.id
     WHERE c.campaign_id = %s ORDER BY c.id, a.n"""
# One in three is reached at once, at the second call, or not at all.
COURSES = (
    ("acknowledged", ("acknowledged",)),
    ("acknowledged", ("busy", "acknowledged")),
    ("manual", ("no_answer", "busy", "no_key")),
)


def board(client: Client) -> Row:
    """The whole page beside the SELECT; in the note what one row that moved costs, and how large the page is."""
    campaign = crowd()
    address = f"/autocalls/{campaign.code}/"
    one = campaign.callees.order_by("pk")[PERSONS // 2].pk
    pages: list[int] = []

    def ours(_number: int) -> None:
        pages.append(len(client.get(address).content))

    def bare(_number: int) -> None:
        with connection.cursor() as cursor:
            assert len(cursor.execute(SELECT, [campaign.pk]).fetchall()) >= PERSONS

    def moved(_number: int) -> None:
        assert b"data-callee" in client.get(f"{address}changes/?ids={one}").content

    times = side_by_side(ours, bare, ROUNDS)
    moves, _bare = side_by_side(moved, bare, 40)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    note = (
        f"{len(asked)} statements, {pages[-1] / 1024:.0f} kB of HTML; "
        f"one row that moved p50 {percentile(moves, 50):.0f} ms, p95 {percentile(moves, 95):.0f} ms"
    )
    return row(f"board of {PERSONS:,} persons", "one SELECT of them", *times, note)


def crowd(persons: int = PERSONS):
    """A running campaign of so many persons and twice as many attempts, a third of them with a named person."""
    from dispatch.autocalls.actions import create_campaign
    from dispatch.autocalls.models import Attempt, Callee, Campaign, ManualCall
    from tests.factories import make_user

    by = make_user("duty_chief")
    campaign = create_campaign(by=by, title="集合", text="请立即集合。", is_drill=True)
    Campaign.objects.filter(pk=campaign.pk).update(state="running", started_at=timezone.now())
    theirs = {"campaign": campaign, "organisation": campaign.organisation}
    now = timezone.now()
    callees = Callee.objects.bulk_create(
        Callee(
            **theirs,
            name_zh=f"警员{number:04}",
            name_en=f"Officer {number:04}",
            number=f"+86138{number:08}",
            state=COURSES[number % 3][0],
            attempts_made=len(COURSES[number % 3][1]),
        )
        for number in range(persons)
    )
    Attempt.objects.bulk_create(
        Attempt(
            **theirs,
            callee=callee,
            number=callee.number,
            n=n,
            state="ended",
            outcome=outcome,
            dialing_at=now + timedelta(minutes=n),
            rang_at=now + timedelta(minutes=n, seconds=3),
            ended_at=now + timedelta(minutes=n, seconds=20),
            cause="Connection reset by peer",
        )
        for number, callee in enumerate(callees)
        for n, outcome in enumerate(COURSES[number % 3][1], start=1)
    )
    ManualCall.objects.bulk_create(
        ManualCall(**theirs, callee=callee, person=by, reason="attempts") for callee in callees[2::3]
    )
    return campaign
