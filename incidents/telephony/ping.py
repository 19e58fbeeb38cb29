"""Whether a SIP server is there at all, asked with OPTIONS: no telephone rings for it."""

import secrets
import socket
import time
from enum import StrEnum

from incidents.telephony.faults import LineFault

WAIT_S = 2.0


class Answer(StrEnum):
    ANSWERS = "answers"
    REFUSED = "refused"  # nobody listens there: what was sent has reached nobody
    SILENT = "silent"  # away, or one that does not answer OPTIONS


def ping(server: str, *, wait_s: float = WAIT_S) -> Answer:
    """``server``: name or address, with a port if it is not 5060. Raises ``LineFault("dead")`` for an unknown name."""
    host, _colon, port = server.partition(":")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.connect((host, int(port or 5060)))
            return _ask(line, server, time.monotonic() + wait_s)
    except ConnectionRefusedError:
        return Answer.REFUSED
    except (OSError, OverflowError) as error:
        raise LineFault("dead", f"{host}: {getattr(error, 'strerror', None) or error}") from None


def _ask(line: socket.socket, server: str, end: float) -> Answer:
    address, port = line.getsockname()[:2]
    call, branch = secrets.token_hex(8), secrets.token_hex(8)
    lines = [
        f"OPTIONS sip:{server} SIP/2.0",
        f"Via: SIP/2.0/UDP {address}:{port};branch=z9hG4bK{branch};rport",
        "Max-Forwards: 70",
        f"From: <sip:muster@{address}>;tag={call[:8]}",
        f"To: <sip:{server}>",
        f"Call-ID: {call}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:muster@{address}:{port}>",
        "Content-Length: 0",
        "",
        "",
    ]
    packet, pause = "\r\n".join(lines).encode(), 0.25
    while (left := end - time.monotonic()) > 0:
        line.send(packet)
        line.settimeout(min(pause, left))
        try:
            if line.recv(4096).startswith(b"SIP/2.0"):
                return Answer.ANSWERS
        except TimeoutError:
            pause *= 2
    return Answer.SILENT
