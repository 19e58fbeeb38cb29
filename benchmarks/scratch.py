"""A database of its own for a benchmark, made like the tests' and dropped afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.processes import on_this_database


@contextmanager
def scratch_database() -> Iterator[dict[str, str]]:
    """Gives the environment for processes that shall use it; this process uses it already."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield on_this_database()
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)
