"""Emptying the test database between transactional tests: only the tables that a test filled, row by row.

Django truncates every table, each a new file on the disk, and writes all content types and permissions anew: one to
two seconds after each test with a browser or a socket. Tests leave a few dozen rows.
"""

from django.db import connection, transaction

from dispatch.apps import fill_empty_tables

KEPT = {"django_content_type", "auth_permission"}  # as the migrations left them


def empty_tables(_case: object = None) -> None:
    """As after the migrations, what ships as data included. Append-only tables have their guards back afterwards."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        guarded = {name for (name,) in cursor.fetchall()}.intersection(filled)
        with transaction.atomic():
            for name in guarded:
                cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            for name in filled:
                cursor.execute(f"DELETE FROM {name}")
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    fill_empty_tables(sender=None)
