"""At the edge: where a request comes from, for everything the journal records while it is answered."""

import hashlib
from ipaddress import ip_address, ip_network

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from dispatch.journal.context import Origin, origin


@sync_and_async_middleware
def remember_origin(get_response):
    if iscoroutinefunction(get_response):

        async def middleware(request):
            token = origin.set(origin_of(request))
            try:
                return await get_response(request)
            finally:
                origin.reset(token)

    else:

        def middleware(request):
            token = origin.set(origin_of(request))
            try:
                return get_response(request)
            finally:
                origin.reset(token)

    return middleware


def origin_of(request: HttpRequest) -> Origin:
    key = request.session.session_key if hasattr(request, "session") else None
    session = hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""
    return Origin(source=_source(request), address=address_of(request), session=session)


def _source(request: HttpRequest) -> str:
    """``terminal``, ``api``, ``admin`` or ``web``: which face of the house was used."""
    if request.path.startswith("/admin/"):
        return "admin"
    if request.path.startswith("/terminal/") or request.headers.get("Muster-Seat") == "terminal":
        return "terminal"
    return "api" if "Authorization" in request.headers else "web"


def address_of(request: HttpRequest) -> str | None:
    """The caller's address. What a proxy says of it counts only when the proxy itself is one of ours."""
    direct = _valid(request.META.get("REMOTE_ADDR", ""))
    if direct is None or not _ours(direct):
        return direct
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):  # right to left: nearest first
        address = _valid(hop.strip())
        if address is None:
            return direct
        if not _ours(address):
            return address
        direct = address
    return direct


def _valid(address: str) -> str | None:
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def _ours(address: str) -> bool:
    return any(ip_address(address) in ip_network(proxy) for proxy in settings.MUSTER["TRUSTED_PROXIES"])
