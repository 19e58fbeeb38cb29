"""No double call, ever: workers, their connections and their queue are killed while telephones ring.

The small one of `make soak`: real calls, real processes, and the telephones' own memory held against the rows.
"""

import random
import subprocess
import time

import pytest
from django.db import connection

from dispatch.autocalls.actions import start_campaign
from dispatch.autocalls.models import Attempt, Callee, ManualCall
from dispatch.autocalls.states import AttemptState, CalleeState
from tests.dispatch.autocall_proof import prove
from tests.dispatch.autocall_world import (
    LINES,
    Workers,
    make_campaign,
    make_line,
    make_rules,
    make_short,
    telephones,
    told,
    wait_until,
    workers,
)

SEED = 20261128


@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_nobody_is_called_twice_for_one_attempt_and_nobody_is_forgotten(tmp_path):
    chance, log = random.Random(SEED), tmp_path / "telephones.log"
    # A row that nobody ended waits out these limits: short ones, and no longer a margin than one machine's clock needs.
    limits = {"ring_s": 2, "talk_s": 3}
    with telephones(pace=0.1, log=log) as address, workers(tmp_path, MUSTER_CALL_MARGIN_S="4") as team:
        for _more in range(2):
            team.start()  # one for each blow: a worker needs seconds until it works
        make_line(address, lines=30, **limits)
        make_rules()
        campaign = make_campaign([f"80{number:02}" for number in range(24)])
        make_short(campaign, 2.5)
        start_campaign(campaign, by=campaign.by)
        wait_until(lambda: len(told(log, "invited")) >= 3, 60, "the first calls")
        team.start()  # whoever comes after them goes on
        for with_its_calls in (False, True, chance.random() < 0.5):
            time.sleep(chance.uniform(0.2, 0.8))
            wait_until(lambda: _calls_of(_busiest(team)), 40, "calls")
            team.kill(_busiest(team), with_its_calls=with_its_calls)
            _cut_connections()

        def nobody_waits() -> bool:
            return not Callee.objects.filter(state__in=(CalleeState.WAITING, CalleeState.CALLING)).exists()

        wait_until(nobody_waits, 90, f"the end\n{team.words[-2000:]}")
    invites = [(line["number"], line["call_id"], line["at"]) for line in told(log, "invited")]
    prove(campaign, invites)
    number, _call_id, at = invites[0]
    for false in ((number, "twice", at), (number, "later", at + 3600), ("8999", "nobody's", at)):
        with pytest.raises(AssertionError):  # the witness is not blind
            prove(campaign, [*invites, false])
    assert Attempt.objects.filter(outcome="unknown").exists(), "nothing was interrupted: the blows missed"
    assert not Attempt.objects.exclude(state__in=(AttemptState.ENDED, AttemptState.VOID)).exists()
    assert ManualCall.objects.filter(person=campaign.manual_to).exists()


def _busiest(team: Workers) -> subprocess.Popen:
    return max((one for one in team.running if "worker" in one.args), key=_calls_of)


def _calls_of(worker: subprocess.Popen) -> int:
    """Calling programs that it runs now."""
    counted = subprocess.run(["pgrep", "-c", "-P", str(worker.pid)], capture_output=True, text=True, check=False)
    return int(counted.stdout)


def _cut_connections() -> None:
    """The workers' lines to the database, not those of this process, which other tests go on with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [LINES],
        )
