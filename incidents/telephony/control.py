"""Talking to one baresip process: netstrings of JSON over its loopback socket, which has no authentication.

The port is read from the process itself (its own listening sockets), so we never talk to another one's.
"""

import contextlib
import json
import os
import socket
import time
from pathlib import Path
from typing import Any


class Control:
    """Commands out, events in. ``poll`` waits at most so long and gives what has come."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._buffer = b""
        self.open = True

    def send(self, command: str, params: str = "", token: str = "") -> None:
        body = json.dumps({"command": command, "params": params, "token": token}).encode()
        self._socket.settimeout(5)
        self._socket.sendall(b"%d:%s," % (len(body), body))

    def poll(self, seconds: float) -> list[dict[str, Any]]:
        """Messages, perhaps none; ``open`` is False once the process has closed its side."""
        self._socket.settimeout(max(seconds, 0.001))
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return []
        except OSError:
            data = b""
        if not data:
            self.open = False
        messages, self._buffer = split(self._buffer + data)
        return messages

    def close(self) -> None:
        self._socket.close()


def split(data: bytes) -> tuple[list[dict[str, Any]], bytes]:
    """Whole netstrings and the rest. What is no JSON is passed over: one odd event must not cost the call."""
    messages = []
    while b":" in data:
        length, rest = data.split(b":", 1)
        if not length.isdigit():
            return messages, b""
        size = int(length)
        if len(rest) < size + 1:
            break
        with contextlib.suppress(ValueError):
            messages.append(json.loads(rest[:size]))
        data = rest[size + 1 :]
    return messages, data


def control_port(pid: int, *, within_s: float, alive) -> int | None:
    """The process's newest listening TCP port, once it has all three (SIP, SIP over TLS, control); None: it has not."""
    end = time.monotonic() + within_s
    while time.monotonic() < end and alive():
        ports = listening(pid)
        if len(ports) >= 3:
            return ports[-1]
        time.sleep(0.004)
    return None


def listening(pid: int) -> list[int]:
    """TCP ports that the process listens on, oldest descriptor first (Linux)."""
    mine: dict[str, int] = {}
    try:
        for entry in os.scandir(f"/proc/{pid}/fd"):
            try:
                target = os.readlink(entry.path)
            except OSError:
                continue
            if target.startswith("socket:["):
                mine[target[8:-1]] = int(entry.name)
        table = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []
    rows = [line.split() for line in table]
    found = [(mine[row[9]], int(row[1].split(":")[1], 16)) for row in rows if row[3] == "0A" and row[9] in mine]
    return [port for _descriptor, port in sorted(found)]
