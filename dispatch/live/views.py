"""The snapshot as a page of JSON, for whom the socket does not suit."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dispatch.live.groups import scope_of
from dispatch.live.snapshot import snapshot


@login_required
@require_GET
@never_cache
def snapshot_page(request: HttpRequest) -> HttpResponse:
    """``GET /console/snapshot/``: the snapshot frame of the socket."""
    if scope_of(request.user) is None:
        raise PermissionDenied
    return HttpResponse(snapshot(request.user), content_type="application/json")
