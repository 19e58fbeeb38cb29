"""Pages of automatic calls: the list, a campaign being made, its board. They translate, nothing else."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.autocalls import actions, queries
from dispatch.autocalls.found import found_or_404, theme_of
from dispatch.autocalls.lines import line_of
from dispatch.autocalls.recordings import hear
from dispatch.autocalls.states import CampaignState
from units.access.decorators import needs
from units.access.refused import Refused
from units.access.scope import may

PAGE = 50
FIRST, MOST = 100, 500  # rows of a board in its page, and in one answer
SEE, RUN = queries.SEE, queries.RUN
BYTE_ORDER_MARK = "\ufeff"  # or a spreadsheet takes Chinese for something else


@require_safe
@needs(SEE)
def campaigns(request):
    """All campaigns, newest first; ``state`` narrows them."""
    rows = queries.campaigns(request.user)
    state = request.GET.get("state", "")
    if state in CampaignState.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": CampaignState.choices,
        "state": state,
        "may_run": may(request.user, RUN),
        "tab": "campaigns",
        **theme_of(request.user),
    }
    return render(request, "dispatch/autocalls/campaigns.html", context)


@require_safe
@never_cache
@needs(SEE)
def board(request, code: str):
    campaign = found_or_404(queries.campaign_of, request.user, code)
    lines = _lines(queries.callees_of(campaign)[:FIRST])  # the script fetches the others
    context = {**_board_context(request.user, campaign), "lines": lines, **theme_of(request.user)}
    return render(request, "dispatch/autocalls/board.html", context)


@require_safe
@never_cache
@needs(SEE)
def versions(request, code: str):
    """``{"rows": [[person, version], …]}`` of a whole board, so that it fetches only what it lacks."""
    campaign = found_or_404(queries.campaign_of, request.user, code)
    return JsonResponse({"rows": queries.versions_of(campaign)})


@require_safe
@never_cache
@needs(SEE)
def changes(request, code: str):
    """The board's head, and the rows named by ``ids`` (by commas): what a board on screen puts in place."""
    campaign = found_or_404(queries.campaign_of, request.user, code)
    keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isdecimal()][:MOST]
    lines = _lines(queries.callees_of(campaign).filter(pk__in=keys))
    context = {**_board_context(request.user, campaign), "lines": lines}
    return render(request, "dispatch/autocalls/_changes.html", context)


def _lines(callees):
    return [line_of(row) for row in callees]


def _board_context(user, campaign) -> dict:
    return {
        "campaign": campaign,
        "board": queries.board(campaign),
        "may_run": may(user, RUN, campaign.organisation),
        "tab": "campaigns",
        "drill": campaign.is_drill,
    }


DEEDS = {
    "start": (actions.start_campaign, lambda row: _("Started: telephones ring from now on.")),
    "resume": (actions.resume_campaign, lambda row: _("It goes on.")),
    "pause": (actions.pause_campaign, lambda row: _("Paused: nothing new is dialled.")),
    "stop": (actions.stop_campaign, lambda row: _("Stopped: nobody is called any more.")),
}


@require_POST
@needs(RUN)
def deed(request, code: str, verb: str):
    """Start, pause, resume or stop it; back to its board with what happened or why not."""
    campaign = found_or_404(queries.campaign_of, request.user, code, RUN)
    do, said = DEEDS[verb]
    try:
        messages.success(request, said(do(campaign, by=request.user)))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("dispatch:autocall", code)


@require_POST
@needs(RUN)
def hand_over(request, code: str):
    campaign = found_or_404(queries.campaign_of, request.user, code, RUN)
    try:
        moved = actions.hand_over(campaign, by=request.user)
        messages.success(request, _("Handed over: %(n)s persons.") % {"n": moved})
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("dispatch:autocall", code)


@require_POST
@needs(RUN)
def copy(request, code: str):
    campaign = found_or_404(queries.campaign_of, request.user, code, RUN)
    made = actions.copy_campaign(campaign, by=request.user)
    messages.success(request, _("A copy of %(code)s: look at it, then start it.") % {"code": campaign.code})
    return redirect("dispatch:autocall", made.code)


@require_POST
@needs(RUN)
def take_off(request, pk: int):
    callee = found_or_404(queries.callee_of, request.user, pk, RUN)
    try:
        actions.remove_callee(callee, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("dispatch:autocall", callee.campaign.code)


@require_safe
@never_cache
@needs(SEE)
def recording(request, pk: int):
    """What a called person said. Each hearing is in the journal."""
    sound = hear(found_or_404(queries.attempt_of, request.user, pk), by=request.user)
    if sound is None:
        raise Http404
    return FileResponse(sound.open("rb"), content_type="audio/wav")


@require_safe
@never_cache
@needs(SEE)
def export(request, code: str):
    """The board as CSV in the reader's language, for a spreadsheet."""
    campaign = found_or_404(queries.campaign_of, request.user, code)
    answer = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="autocall-{campaign.code}.csv"'
    csv.writer(answer).writerows([[_harmless(cell) for cell in row] for row in queries.export_rows(campaign)])
    return answer


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would calculate is text: people paste names."""
    number = cell[:1] == "+" and cell[1:].replace(" ", "").isdecimal()
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell and not number else cell
