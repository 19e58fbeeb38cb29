"""A database of its own for a benchmark, made like the tests' and dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextmanager
def scratch_database() -> Iterator[dict[str, str]]:
    """Gives the environment for processes that shall use it; this process uses it already."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        one = connection.settings_dict
        login = f"{quote(one['USER'], safe='')}:{quote(one['PASSWORD'], safe='')}"
        address = f"postgis://{login}@{one['HOST']}:{one['PORT']}/{one['NAME']}"
        yield {**os.environ, "MUSTER_DATABASE_URL": address}
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)
