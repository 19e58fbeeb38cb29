"""The list of calls by hand: what stands with me, and with everybody whom I may see."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.autocalls import manual, queries
from dispatch.autocalls.found import found_or_404, theme_of
from dispatch.autocalls.models import ManualCall
from dispatch.autocalls.people import holders
from dispatch.autocalls.states import ManualResult
from incidents.telephony.numbers import shown
from units.access.decorators import needs
from units.access.refused import Refused
from units.access.scope import scope_paths, within

ANSWER = "autocall.answer"
MOST = 200


class ByHand:
    """A row as its card shows it."""

    def __init__(self, call: ManualCall) -> None:
        self.call, self.callee, self.number = call, call.callee, shown(call.callee.number)
        self.said = [one for one in call.callee.attempts.all() if one.recording]
        self.tried = [one for one in call.callee.attempts.all() if one.outcome]


@require_safe
@never_cache
@needs(ANSWER)
def calls(request):
    mine = request.GET.get("whose") != "all"
    everybody, own = queries.manual_calls_for(request.user), queries.manual_calls_for(request.user, mine=True)
    rows = (own if mine else everybody).select_related("callee__unit").prefetch_related("callee__attempts")[:MOST]
    context = {
        "rows": [ByHand(row) for row in rows],
        "mine": mine,
        "own_count": own.count(),
        "all_count": everybody.count(),
        "results": ManualResult.choices,
        "people": holders(ANSWER, within(scope_paths(request.user, ANSWER))).order_by("username"),
        "tab": "by_hand",
        **theme_of(request.user),
    }
    return render(request, "dispatch/autocalls/by_hand.html", context)


@require_safe
@never_cache
@needs(ANSWER)
def mine(request):
    """``{"count", "late"}`` of what stands with the user: the badge on the console."""
    rows = queries.manual_calls_for(request.user, mine=True)
    return JsonResponse({"count": rows.count(), "late": rows.filter(escalated__gt=0).count()})


@require_POST
@needs(ANSWER)
def settle(request, pk: int):
    row = found_or_404(queries.manual_call_of, request.user, pk)
    result, notes = request.POST.get("result", ""), request.POST.get("notes")
    said = _("%(person)s: written down.") % {"person": row.callee.name}
    return _do(request, said, lambda: manual.settle_manual_call(row, result, by=request.user, notes=notes))


@require_POST
@needs(ANSWER)
def note(request, pk: int):
    row = found_or_404(queries.manual_call_of, request.user, pk)
    return _do(request, "", lambda: manual.note_manual_call(row, request.POST.get("notes", ""), by=request.user))


@require_POST
@needs(ANSWER)
def reassign(request, pk: int):
    row = found_or_404(queries.manual_call_of, request.user, pk)
    key = request.POST.get("person", "")
    people = holders(ANSWER, within(scope_paths(request.user, ANSWER)))
    person = people.filter(pk=key).first() if key.isdecimal() else None
    if person is None:
        return _answer(request, _("Choose who takes it over."), failed=True)
    said = _("%(person)s has it now.") % {"person": person.name}
    return _do(request, said, lambda: manual.reassign_manual_call(row, person, by=request.user))


def _do(request, said: str, deed):
    try:
        deed()
    except Refused as refused:
        return _answer(request, refused.message, failed=True)
    return _answer(request, said)


def _answer(request, said: str, *, failed: bool = False):
    """To a script its words; to a plain form the list again."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"message": said}, status=409 if failed else 200)
    if said:
        (messages.error if failed else messages.success)(request, said)
    whose = "?whose=all" if request.POST.get("whose") == "all" else ""
    return redirect(f"/autocalls/by-hand/{whose}")
