"""Talking to one baresip process: netstrings of JSON over its loopback socket, which has no authentication.

The port is ours before the process begins and until it has ended, so we never talk to another one's.
"""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
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


@contextlib.contextmanager
def reserved_port() -> Iterator[int]:
    """A TCP port of loopback that nobody else is given meanwhile; the process that is told of it may listen there.

    Bound but not listening, with SO_REUSEADDR as baresip has it: Linux lets the two share it, and gives it to no third.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def connect(port: int, *, within_s: float, alive: Callable[[], bool]) -> Control | None:
    """As soon as the process listens, which is the last thing that it does before it is ready. None: it never did."""
    end = time.monotonic() + within_s
    while time.monotonic() < end and alive():
        try:
            return Control(port)
        except OSError:
            time.sleep(0.005)
    return None
