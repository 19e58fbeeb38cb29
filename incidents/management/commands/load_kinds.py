"""``manage.py load_kinds``: the shipped kinds, questions, guidance, responses and risk flags."""

from django.core.management.base import BaseCommand

from incidents.kinds.loading import load_shipped_set


class Command(BaseCommand):
    help = "Load the shipped kinds with questions, guidance, responses and risk flags. Loading again changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="Also undo what the bureau changed in admin or by import."
        )

    def handle(self, *args, overwrite: bool, verbosity: int, **options) -> None:
        done = load_shipped_set(overwrite=overwrite)
        if verbosity:
            for table, count in done.items():
                kept = f", {count.kept} edited here and kept" if count.kept else ""
                self.stdout.write(
                    f"{table}: {count.added} added, {count.changed} changed, {count.same} as they were{kept}"
                )
