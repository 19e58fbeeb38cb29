"""Runs a command with this clone's PostgreSQL and Redis: its own for the time, or those of a running `make run`.

Usage: with_services.py COMMAND…       Exit status is the command's.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

from area import demo_area
from instance import ROOT, claim, read_env, say
from services import make_folders, services


def surroundings() -> dict[str, str]:
    """The command's environment, which meets a running `make run` nowhere in Redis: other database, queue, channels."""
    env = {**read_env(), **os.environ}
    env.setdefault("MUSTER_TEST_DATABASE", "test_muster")
    env["MUSTER_REDIS_URL"] = env["MUSTER_REDIS_URL"].rsplit("/", 1)[0] + "/1"
    env["MUSTER_QUEUE"] = env["MUSTER_CHANNEL_PREFIX"] = "test"
    env["PATH"] = f"{ROOT / '.venv' / 'bin'}:{env['PATH']}"
    return env


def main(command: list[str]) -> int:
    make_folders()
    demo_area()
    with ExitStack() as stack:
        held = stack.enter_context(claim(f"`{' '.join(command[:3])}` is using this folder (process {os.getpid()})."))
        if held.holder:
            say(f"{held.holder} Using its services.")
        else:
            stack.enter_context(services())
        child = subprocess.Popen(command, cwd=ROOT, env=surroundings())
        # Ctrl-C reaches the command too: it ends, then we do; a TERM is handed on.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: child.terminate())
        return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
