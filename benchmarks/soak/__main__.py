"""``make soak``: 200 persons are called while workers, clock, Redis and PostgreSQL are killed at random, by a seed.

Then the telephones' own log is held against the rows: every INVITE is one attempt, nobody got more than three, nobody
was skipped, everyone ends acknowledged or with a person. It prints a table, or what was wrong, and ends with 1.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg

from benchmarks.soak.machines import Phones, Postgres, Redis


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--persons", type=int, default=200)
    parser.add_argument("--blows", type=int, default=24)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muster-soak-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres, redis, phones = Postgres(folder), Redis(folder), Phones(folder)
        machines = (postgres, redis, phones)
        try:
            for machine in machines:
                machine.start()
            with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as db:
                db.execute("CREATE DATABASE soak")
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "dispatch.settings",
                "MUSTER_DATABASE_URL": postgres.url("soak"),
                "MUSTER_REDIS_URL": redis.url,
                "MUSTER_SIMULATION": "1",
                "MUSTER_VAR_DIR": str(folder),
                "MUSTER_LOG_LEVEL": "WARNING",
            }
            import django

            django.setup()
            from benchmarks.soak.campaign import Soak

            soak = Soak(folder, postgres, redis, phones, random.Random(asked.seed))
            print(f"seed {asked.seed}, {asked.persons} persons, {asked.blows} blows", flush=True)
            began = time.monotonic()
            figures = soak.run(asked.persons, asked.blows)
            print(table({**figures, "minutes": round((time.monotonic() - began) / 60, 1)}))
        except AssertionError as wrong:
            sys.exit(f"✗ {wrong}")
        finally:
            for machine in reversed(machines):
                machine.kill()


def table(figures: dict[str, object]) -> str:
    rows = []
    for name, value in figures.items():
        shown = (
            ", ".join(f"{key} {count}" for key, count in value.most_common()) if isinstance(value, Counter) else value
        )
        rows.append(f"| {name} | {shown} |")
    return "\n".join(["| what | how many |", "| --- | --- |", *rows])


if __name__ == "__main__":
    main()
