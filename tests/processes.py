"""Other processes on the database of this one: what a test or benchmark starts, kills and starts again."""

import os
from urllib.parse import quote

from django.db import connection


def on_this_database() -> dict[str, str]:
    """The environment of this process, leading to the database that it uses now."""
    one = connection.settings_dict
    login = f"{quote(one['USER'], safe='')}:{quote(one['PASSWORD'], safe='')}"
    address = f"postgis://{login}@{one['HOST']}:{one['PORT']}/{one['NAME']}"
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "dispatch.settings", "MUSTER_DATABASE_URL": address}
