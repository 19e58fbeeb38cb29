"""What the tests of this floor share."""

from collections.abc import Iterator

import pytest

from incidents.kinds.loading import load_shipped_set
from incidents.kinds.models import Kind, RiskFlag
from units.crews.models import Capability


@pytest.fixture(scope="module")
def _shipped_once(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The shipped set, loaded once for a file of tests; tests that change it are rolled back to it."""
    with django_db_blocker.unblock():
        load_shipped_set()
    yield
    with django_db_blocker.unblock():
        for depth in (4, 3, 2, 1):
            Kind.objects.filter(depth=depth).delete()
        RiskFlag.objects.all().delete()
        Capability.objects.all().delete()


@pytest.fixture
def shipped(_shipped_once, db) -> None:
    """The shipped set is there. Tests without it make kinds of category 88, which it does not use."""
