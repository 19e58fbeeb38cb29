"""This clone's own PostgreSQL cluster: made, started, never the system's.

It listens on 127.0.0.1 only, with generated passwords (scram). PostgreSQL refuses to run as root: then it runs as the
user `postgres`, and lives outside the clone when that user cannot enter it.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from instance import ROOT, VAR, fail, is_free, is_listening, move_port, port_of, read_env, say
from processes import Process, run_logged, start, wait_for
from psycopg import sql

AWAY = Path("/var/lib/muster")
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist", "unaccent", "fuzzystrmatch", "pgcrypto")


def runs_as() -> dict[str, Any]:
    """Popen arguments for PostgreSQL's own user: none unless we are root."""
    if os.getuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise fail("PostgreSQL does not run as root, and there is no user `postgres` here: add one.") from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def programs(version: str = "*") -> Path:
    """The folder of the newest PostgreSQL programs (or those of `version`) that have PostGIS beside them."""
    shares = Path("/usr/share/postgresql").glob(f"{version}/extension/postgis.control")
    found = [Path("/usr/lib/postgresql") / share.parent.parent.name / "bin" for share in shares]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    config = shutil.which("pg_config")
    if config:
        folder = Path(subprocess.check_output([config, "--bindir"], text=True).strip())
        if (folder / "initdb").exists():
            return folder
    wanted = "PostgreSQL" if version == "*" else f"PostgreSQL {version}, which made this clone's database,"
    raise fail(f"{wanted} with PostGIS is not installed. (`make reset` would start with a new, empty database.)")


def choose_home() -> Path:
    """Where a new cluster goes: var/postgres, or outside the clone when user `postgres` cannot enter it."""
    user = runs_as()
    if not user or subprocess.run(["test", "-x", str(VAR)], cwd="/", **user).returncode == 0:
        return VAR / "postgres"
    away = AWAY / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    say(f"User `postgres` cannot enter {ROOT}: this clone's database goes to {away}")
    return away


def home() -> Path:
    """Where this clone's cluster lives, as var/muster.env says."""
    return Path(read_env()["MUSTER_POSTGRES_DIR"])


def create_cluster() -> None:
    """initdb with passwords only, then the settings of deploy/postgresql.conf."""
    folder, user = home(), runs_as()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user:
        os.chown(folder, user["user"], user["group"])
    say(f"Creating a PostgreSQL cluster in {folder}")
    with tempfile.NamedTemporaryFile("w", prefix="muster-") as secret:
        secret.write(read_env()["MUSTER_POSTGRES_PASSWORD"])
        secret.flush()
        if user:
            os.chown(secret.name, user["user"], user["group"])
        command = [programs() / "initdb", "-D", folder, "-U", "postgres", f"--pwfile={secret.name}", "--no-sync"]
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        run_logged(command + options, "postgres.log", **user)
    tuning = (ROOT / "deploy" / "postgresql.conf").read_text(encoding="utf-8")
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"\n# --- Muster ---\n{tuning}listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")


def start_postgres() -> Process:
    """Start this clone's cluster, made first where there is none. A server left over from a crash is stopped first."""
    folder = home()
    if not (folder / "PG_VERSION").exists():
        create_cluster()
    bin_ = programs((folder / "PG_VERSION").read_text().strip())
    url = read_env()["MUSTER_DATABASE_URL"]
    if (folder / "postmaster.pid").exists() and is_listening(port_of(url)):
        run_logged([bin_ / "pg_ctl", "stop", "-D", folder, "-m", "fast"], "postgres.log", **runs_as())
    if not is_free(port_of(url)):
        url = move_port("MUSTER_DATABASE_URL")
    command = [bin_ / "postgres", "-D", folder, "-p", port_of(url)]
    server = start(command, "postgres.log", signal.SIGINT, cwd="/", **runs_as())
    wait_for("PostgreSQL", server, answers, "postgres.log")
    return server


def answers() -> bool:
    """Whether the cluster takes our password; raises when it refuses: file and data do not belong together."""
    try:
        with psycopg.connect(superuser_dsn("postgres"), connect_timeout=2):
            return True
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise fail("PostgreSQL refuses the password of var/muster.env: is the database of another clone?") from None
        return False


def superuser_dsn(database: str) -> str:
    env = read_env()
    port, password = port_of(env["MUSTER_DATABASE_URL"]), env["MUSTER_POSTGRES_PASSWORD"]
    return f"host=127.0.0.1 port={port} user=postgres password={password} dbname={database}"


def create_database() -> None:
    """Role and database `muster`, no superuser: the extensions wait in template1, for test databases too."""
    with psycopg.connect(superuser_dsn("template1"), autocommit=True) as db:
        if db.execute("SELECT 1 FROM pg_database WHERE datname = 'muster'").fetchone():
            return
        for extension in EXTENSIONS:
            db.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        db.execute("DROP ROLE IF EXISTS muster")
        password = urlsplit(read_env()["MUSTER_DATABASE_URL"]).password
        db.execute(sql.SQL("CREATE ROLE muster LOGIN CREATEDB PASSWORD {}").format(sql.Literal(password)))
    with psycopg.connect(superuser_dsn("postgres"), autocommit=True) as db:
        db.execute("CREATE DATABASE muster OWNER muster TEMPLATE template1")
