"""The auditor's page."""

from django.core.paginator import Paginator
from django.shortcuts import render

from dispatch.journal.actions import record
from dispatch.journal.forms import JournalFilter
from dispatch.journal.models import Seal
from dispatch.journal.queries import journal_entries
from units.access.decorators import needs

PAGE = 100


@needs("journal.read")
def journal(request):
    """Entries by filter, newest first. Reading the journal is journalled too."""
    form = JournalFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(journal_entries(request.user, **wanted), PAGE).get_page(request.GET.get("page"))
    record(
        "journal.read",
        by=request.user,
        data={"filter": {k: str(v) for k, v in wanted.items() if v}, "page": page.number},
    )
    newest = Seal.objects.order_by("-position").first()
    return render(request, "dispatch/journal/page.html", {"form": form, "page": page, "newest_seal": newest})
