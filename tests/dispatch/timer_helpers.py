"""What the tests of the clocks share: a station, the shipped limits and chain, and how to ask what runs and rings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dispatch.timers.defaults import ensure_chain, ensure_limits
from dispatch.timers.models import Alarm, Timer
from dispatch.timers.subjects import of
from incidents.register.actions import open_incident
from tests.factories import HERE, make_kind, make_station, make_user


@pytest.fixture(autouse=True)
def limits(db):
    ensure_limits()
    ensure_chain()


@pytest.fixture
def wang():
    return make_user(username="wang")


@pytest.fixture
def station():
    return make_station()


def opened(by, **more):
    return open_incident(kind=make_kind(level=1), point=HERE, by=by, **more)


def later(seconds: float):
    return timezone.now() + timedelta(seconds=seconds)


def running(subject) -> set[str]:
    """Stages whose clock runs for an incident, a form or a call."""
    return set(Timer.objects.filter(**of(subject)).exclude(state="stopped").values_list("stage", flat=True))


def ringing(subject) -> dict[str, str]:
    """Cause → severity of what rings."""
    return dict(Alarm.objects.ringing().filter(**of(subject)).values_list("cause", "severity"))
