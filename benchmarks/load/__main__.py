"""``python -m benchmarks.load --host https://… --token … --user … --units 10000 --consoles 500 --seconds 60``.

Needs nothing of Muster on this machine: the public API and the sockets. ``--token``: of a gateway terminal whose branch
has the units. ``--user``: who watches (password from MUSTER_LOAD_PASSWORD); several share the consoles between them.
"""

import argparse
import asyncio
import os
from dataclasses import asdict

import httpx
import orjson
import uvloop

from benchmarks.load.run import Load, run


def sign_in(host: str, user: str, password: str) -> str:
    """The ``Cookie`` header of a new session."""
    with httpx.Client(base_url=host, follow_redirects=False, timeout=20) as client:
        client.get("/accounts/login/").raise_for_status()
        csrf = next(value for name, value in client.cookies.items() if "csrf" in name)
        form = {"login": user, "password": password, "csrfmiddlewaretoken": csrf}
        answer = client.post("/accounts/login/", data=form, headers={"Referer": host})
        if answer.status_code != 302:
            raise SystemExit(f"{user} could not sign in at {host} ({answer.status_code}).")
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", action="append", required=True, help="http(s)://…; several: web processes in turn")
    parser.add_argument("--token", required=True)
    parser.add_argument("--user", action="append", required=True)
    for name, kind, value in (("units", int, 1_000), ("consoles", int, 50), ("seconds", float, 60.0)):
        parser.add_argument(f"--{name}", type=kind, default=value)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two fixes of a unit")
    parser.add_argument("--batch", type=int, default=100, help="fixes a request")
    parser.add_argument("--lines", type=int, default=8, help="HTTP connections")
    parser.add_argument("--at", default="7.42,43.73", help="lon,lat where the units start")
    parser.add_argument("--pid", action="append", default=[], metavar="NAME=PID", help="local process to account for")
    parser.add_argument("--database", action="append", default=[], help="local database whose processes count, too")
    options = parser.parse_args()
    password = os.environ.get("MUSTER_LOAD_PASSWORD", "")
    sessions = [sign_in(options.host[0], user, password) for user in options.user]
    lon, lat = map(float, options.at.split(","))
    pids = {name: [int(pid)] for name, _, pid in (one.partition("=") for one in options.pid)}
    load = Load(
        *(options.host, options.token, [sessions[n % len(sessions)] for n in range(options.consoles)]),
        *(options.units, options.every, options.seconds, options.batch, lon, lat, options.lines, pids),
        tuple(options.database),
    )
    figures, *_ = asyncio.run(run(load), loop_factory=uvloop.new_event_loop)
    print(orjson.dumps(asdict(figures), option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main()
