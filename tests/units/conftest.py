"""What several tests of this floor ask for: fences and their watcher, a phone and the stream it speaks into."""

import pytest

from tests import factories as make
from units.fences import watch
from units.fences.watch import Watch
from units.positions import stream
from units.terminals import log
from units.terminals.models import Terminal


@pytest.fixture
def fences_looked_at_once(monkeypatch):
    """Changed fences are looked for with every batch, not once a second."""
    monkeypatch.setattr(watch, "LOOK_EVERY_S", 0)


@pytest.fixture
def alice():
    return make.make_user("dispatcher")


@pytest.fixture
def car():
    return make.make_unit("P1", point=None)


@pytest.fixture
def watcher():
    watcher = Watch()
    watcher.begin()
    return watcher


@pytest.fixture
def stream_emptied():
    """Stream and logs of terminals are empty, whatever a test before left there, and empty again afterwards."""
    redis = stream.connection()  # now: a test may put another in its place

    def empty() -> None:
        redis.delete(stream.key(), *redis.keys(log.key(0).replace(":0:", ":*:")))

    empty()
    yield
    empty()


@pytest.fixture
def phone(db):
    """A terminal of unit P12; ``phone.token`` is what it says to be let in."""
    unit = make.make_unit("P12")
    terminal = Terminal(label="phone", organisation=unit.organisation, unit=unit)
    terminal.token = terminal.issue_token()
    terminal.save()
    return terminal
