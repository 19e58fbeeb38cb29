"""Does every change of a model have its migration? Needs no database, unlike `makemigrations --check`."""

import os
import sys
from pathlib import Path

FLOORS = {"dispatch", "incidents", "units", "maps"}


def missing() -> list[str]:
    """What the next migrations would do, in words."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    translation.deactivate_all()  # migrations hold the untranslated names
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph, trim_to_apps=FLOORS, convert_apps=FLOORS)
    return [
        f"{floor}: {operation.describe()}"
        for floor, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()
    found = missing()
    print("\n".join(found) or "migrations: none missing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
