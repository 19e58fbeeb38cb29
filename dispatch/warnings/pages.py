"""What every page of early warning needs beside its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from units.access.scope import may


def show(request: HttpRequest, name: str, context: dict, status: int = 200) -> HttpResponse:
    """The page ``name``; its tabs lead to past incidents whoever may see them."""
    context = {**context, "may_import": may(request.user, "history.see")}
    return render(request, f"dispatch/warnings/{name}.html", context, status=status)
