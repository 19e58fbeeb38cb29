"""The page that measures how fast this machine draws the map: points of its own making, no unit of anybody."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.access.decorators import needs

AMOUNTS = [10, 500, 1_000, 10_000, 50_000]
USUAL = 10_000


@require_safe
@needs("drawing.measure")
def performance(request):
    return render(request, "dispatch/console/performance.html", {"amounts": AMOUNTS, "usual": USUAL})
