"""What the bureau demands of a role, kept on every request: a second factor, and signing out when idle."""

import time

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from units.access.models import RolePolicy
from units.access.scope import roles

OPEN_PATHS = ("/accounts/", "/static/", "/i18n/", "/jsi18n/", "/healthz/")
SEEN = "seen_at"


def policy_of(user) -> tuple[bool, int]:
    """``(second factor required, idle minutes or 0)``: the strictest over the user's roles."""
    policies = list(RolePolicy.objects.filter(role__in=roles(user)))
    idle = [policy.idle_minutes for policy in policies if policy.idle_minutes]
    return any(policy.second_factor_required for policy in policies), min(idle, default=0)


def keep_role_policy(get_response):
    """Lead a user without the demanded second factor to its set-up page; sign out one who has been idle too long."""

    def middleware(request):
        if request.user.is_anonymous or request.path.startswith(OPEN_PATHS):
            return get_response(request)
        second_factor, idle_minutes = policy_of(request.user)
        now = time.time()
        if idle_minutes and now - request.session.get(SEEN, now) > idle_minutes * 60:
            logout(request)
            return _refused(request, "account_login")
        if idle_minutes and now - request.session.get(SEEN, 0) > 30:  # not a session write per request
            request.session[SEEN] = now
        if second_factor and not is_mfa_enabled(request.user):
            return _refused(request, "mfa_activate_totp")
        return get_response(request)

    return middleware


def _refused(request, view_name: str):
    """A page goes where the user can mend it; a program gets 403 with the same address."""
    where = reverse(view_name)
    if request.path.startswith("/api/") or request.headers.get("HX-Request"):
        answer = JsonResponse({"title": "sign in", "status": 403, "detail": where}, status=403)
        answer["HX-Redirect"] = where
        return answer
    return redirect(where)
