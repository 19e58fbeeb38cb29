"""One running valhalla_service over one folder of tiles."""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from maps.routing.build import TILES, executable
from maps.routing.config import router_config

STOP_WITHIN_S = 6.0


class Service:
    """Start it with the tiles' folder and ``host:port``; stop it before another takes the port."""

    def __init__(self, folder: Path, listen: str) -> None:
        self.folder, self.listen = folder, listen
        self._own = Path(tempfile.mkdtemp(prefix="muster-router-"))
        config = self._own / "valhalla.json"
        config.write_text(json.dumps(router_config(folder / TILES, listen=listen, sockets=self._own), indent=1))
        self._process = subprocess.Popen(
            [executable("valhalla_service"), str(config), str(os.cpu_count() or 1)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a line for every request
            preexec_fn=_die_with_parent,
        )

    @property
    def alive(self) -> bool:
        """Whether the process runs (not whether it answers)."""
        return self._process.poll() is None

    @property
    def returncode(self) -> int | None:
        """Exit status, or None while it runs."""
        return self._process.poll()

    def wait_until_it_answers(self, seconds: float = 20.0) -> bool:
        """True as soon as /status answers 200; False when it ended or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.alive:
            try:
                if httpx.get(f"http://{self.listen}/status", timeout=1.0).status_code == 200:
                    return True
            except httpx.HTTPError:
                time.sleep(0.05)
        return False

    def stop(self) -> None:
        """End the process, politely first, and remove its sockets."""
        if self.alive:
            self._process.terminate()
            try:
                self._process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._own, ignore_errors=True)


def _die_with_parent() -> None:
    """Linux: a killed parent must not leave the port taken for its successor."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
