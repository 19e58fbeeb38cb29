"""As much SIP as a telephone needs: requests in, responses and requests out. Pure."""

import hashlib
import re
from dataclasses import dataclass, field

REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    401: "Unauthorized",
    404: "Not Found",
    407: "Proxy Authentication Required",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    503: "Service Unavailable",
    603: "Decline",
}
SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "c": "content-type", "l": "content-length"}


@dataclass
class Message:
    """``first``: the first line. Header names are in small letters; each may occur several times."""

    first: str
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: str = ""

    @property
    def method(self) -> str:
        """Of a request; empty for a response."""
        word = self.first.split(" ", 1)[0]
        return "" if word.startswith("SIP/") else word

    def one(self, name: str) -> str:
        return self.headers.get(name, [""])[0]

    @property
    def call_id(self) -> str:
        return self.one("call-id")

    @property
    def number(self) -> str:
        """The called number: the user part of the request's address."""
        found = re.search(r"sips?:([^@;>\s]+)@", self.first)
        return found[1] if found else ""


def parse(data: bytes) -> Message | None:
    """None for what is no SIP (keep-alives, noise)."""
    try:
        head, _blank, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
    except ValueError:
        return None
    if "SIP/2.0" not in first:
        return None
    message = Message(first, body=body)
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip().lower()
            message.headers.setdefault(SHORT.get(name, name), []).append(value.strip())
    return message


def response(
    request: Message, status: int, *, tag: str, contact: str, body: str = "", extra: tuple[str, ...] = ()
) -> bytes:
    to = request.one("to")
    if status > 100 and ";tag=" not in to:
        to = f"{to};tag={tag}"
    lines = [f"SIP/2.0 {status} {REASONS[status]}"]
    lines += [f"Via: {via}" for via in request.headers.get("via", [])]
    lines += [f"Record-Route: {route}" for route in request.headers.get("record-route", [])]
    lines += [
        f"From: {request.one('from')}",
        f"To: {to}",
        f"Call-ID: {request.call_id}",
        f"CSeq: {request.one('cseq')}",
    ]
    lines += [f"Contact: <{contact}>", "Server: Muster simulated exchange", *extra]
    if body:
        lines.append("Content-Type: application/sdp")
    return _wire(lines, body)


def request(
    method: str, invite: Message, *, tag: str, sequence: int, contact: str, branch: str, body: str = "", kind: str = ""
) -> bytes:
    """A request of ours inside the dialogue that ``invite`` began: BYE or INFO, towards the caller."""
    target = re.search(r"<([^>]+)>", invite.one("contact"))
    to = invite.one("to") if ";tag=" in invite.one("to") else f"{invite.one('to')};tag={tag}"
    via = contact.removeprefix("sip:").split("@")[-1]
    lines = [
        f"{method} {target[1] if target else invite.one('contact')} SIP/2.0",
        f"Via: SIP/2.0/UDP {via};branch=z9hG4bK{branch};rport",
        "Max-Forwards: 70",
        f"From: {to}",
        f"To: {invite.one('from')}",
        f"Call-ID: {invite.call_id}",
        f"CSeq: {sequence} {method}",
        f"Contact: <{contact}>",
    ]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return _wire(lines, body)


def _wire(lines: list[str], body: str) -> bytes:
    return "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body]).encode()


def media_of(sdp: str) -> tuple[str, int, int] | None:
    """Where the caller wants its sound, and the payload type of its telephone events (0: it knows none)."""
    address = re.search(r"^c=IN IP4 (\S+)", sdp, re.M)
    audio = re.search(r"^m=audio (\d+)", sdp, re.M)
    events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", sdp, re.M)
    return (address[1], int(audio[1]), int(events[1]) if events else 0) if address and audio else None


def sdp_of(address: str, port: int, events: int) -> str:
    lines = ["v=0", f"o=- 1 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0"]
    lines.append(f"m=audio {port} RTP/AVP 8{f' {events}' if events else ''}")
    lines.append("a=rtpmap:8 PCMA/8000")
    if events:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-15"]
    return "\r\n".join([*lines, "a=sendrecv", ""])


def digest_is_right(message: Message, *, user: str, password: str, nonce: str) -> bool:
    """Whether the request proves that its sender knows the password (RFC 2617, with qop or without)."""
    told = message.one("authorization") or message.one("proxy-authorization")
    words = dict(re.findall(r'(\w+)="?([^",]+)"?', told))
    if words.get("username") != user or words.get("nonce") != nonce:
        return False
    first = _md5(f"{user}:{words.get('realm', '')}:{password}")
    second = _md5(f"{message.method}:{words.get('uri', '')}")
    if "qop" in words:
        middle = f"{nonce}:{words.get('nc', '')}:{words.get('cnonce', '')}:{words['qop']}"
        return words.get("response") == _md5(f"{first}:{middle}:{second}")
    return words.get("response") == _md5(f"{first}:{nonce}:{second}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
