"""Pages of the import: upload, columns, kinds, check, import, withdraw."""

import csv
import io
import itertools
import zlib

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from incidents.history import actions, columns, words
from incidents.history.forms import ColumnsForm, KindsForm, UploadForm
from incidents.history.models import OWED, HistoryFile, HistoryImport, ImportState
from incidents.history.storing import progress_of
from incidents.kinds.models import Kind
from units.access.decorators import needs
from units.access.refused import Refused
from units.access.scope import scope_paths
from units.organisations.models import Organisation

SAMPLE = 8
LISTED = 50


@require_safe
@needs("history.see")
def imports(request):
    return _list(request, UploadForm())


@require_POST
@needs("history.import")
def upload(request):
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = actions.add_file(file.name, file.read(), organisation=_bureau(request.user), by=request.user)
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("incidents:history_import", row.pk)
    return _list(request, form, status=422)


@require_safe
@never_cache
@needs("history.see")
def detail(request, pk: int):
    return _detail(request, _mine(request, pk))


@require_POST
@needs("history.import")
def describe(request, pk: int):
    row = _mine(request, pk, "history.import")
    form = ColumnsForm(request.POST, row=row)
    if form.is_valid():
        try:
            actions.describe(row, by=request.user, **form.said())
        except Refused as refused:
            name = f"column_{refused.field}" if f"column_{refused.field}" in form.fields else refused.field
            form.add_error(name if name in form.fields else None, refused.message)
        else:
            return redirect(f"{request.path.removesuffix('columns/')}#kinds-head")
    return _detail(request, row, columns_form=form, status=422)


@require_POST
@needs("history.import")
def match(request, pk: int):
    row = _mine(request, pk, "history.import")
    form = KindsForm(request.POST, row=row, counts={})
    if form.is_valid():
        try:
            actions.match_kinds(row, form.matched(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("incidents:history_import", pk)
    return _detail(request, row, kinds_form=form, status=422)


@require_POST
@needs("history.import")
def start(request, pk: int):
    return _do(request, pk, actions.start_import)


@require_POST
@needs("history.import")
def withdraw(request, pk: int):
    return _do(request, pk, actions.withdraw_import)


@require_safe
@never_cache
@needs("history.see")
def progress(request, pk: int):
    """``{"state", "done", "of", "stage", "words"}``, the last four only while it is under way."""
    row = _mine(request, pk)
    if row.state not in OWED:
        return JsonResponse({"state": row.state})
    told = progress_of(row)
    return JsonResponse({"state": row.state, **told, "words": words.stage_words(told["stage"])})


@require_safe
@needs("history.see")
def errors(request, pk: int):
    """All rows that cannot be used, as CSV with the remedy in the reader's language."""
    row = _mine(request, pk)
    file = HistoryFile.objects.filter(source=row).first()
    kept = zlib.decompress(bytes(file.errors)).decode("utf-8-sig") if file and file.errors else ""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["row", "field", "value", "what is wrong, and the remedy"])
    said = {code: words.row_words(code) for code in words.ROW}
    table.writerows(
        (*cells[:3], said.get(cells[3], cells[3])) for cells in itertools.islice(csv.reader(io.StringIO(kept)), 1, None)
    )
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="errors-{row.pk}.csv"'
    return answer


def _list(request, form, status: int = 200):
    rows = HistoryImport.objects.visible_to(request.user).select_related("by", "organisation")[:LISTED]
    return render(request, "incidents/history/imports.html", {"rows": rows, "form": form}, status=status)


def _detail(request, row: HistoryImport, columns_form=None, kinds_form=None, status: int = 200):
    open_ = row.state in (ImportState.DRAFT, ImportState.CHECKED, ImportState.FAILED)
    file = HistoryFile.objects.filter(source=row).first() if open_ else None
    counts = actions.word_counts(row) if open_ and row.kinds and file else {}
    context = {
        "row": row,
        "owed": row.state in OWED,
        "open": open_,
        "progress": (told := progress_of(row)),
        "stage": words.stage_words(told["stage"]),
        "sample": _sample(row, file) if file else [],
        "columns_form": columns_form or ColumnsForm(row=row),
        "kinds_form": kinds_form or (KindsForm(row=row, counts=counts) if row.kinds else None),
        "kinds": Kind.objects.filter(active=True).in_tree_order() if open_ else [],
        "reasons": [(count, words.row_words(code)) for code, count in row.reasons.items()],
        "errors": [(number, field, value, words.row_words(code)) for number, field, value, code in row.errors],
    }
    return render(request, "incidents/history/import.html", context, status=status)


def _sample(row: HistoryImport, file: HistoryFile) -> list[list[str]]:
    content = zlib.decompress(bytes(file.content))
    return list(itertools.islice(columns.rows(content, row.encoding, row.delimiter), SAMPLE))


def _bureau(user):
    """The topmost organisation that the user imports for: the events of all below it are looked at together."""
    paths = scope_paths(user, "history.import")
    return Organisation.objects.filter(path__in=paths).order_by("path").first()


def _mine(request, pk: int, right: str | None = None) -> HistoryImport:
    return get_object_or_404(
        HistoryImport.objects.visible_to(request.user, right).select_related("organisation"), pk=pk
    )


def _do(request, pk: int, deed):
    row = _mine(request, pk, "history.import")
    try:
        deed(row, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("incidents:history_import", pk)
