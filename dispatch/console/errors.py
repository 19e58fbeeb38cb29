"""Pages for what went wrong: they say what happened, what is safe and where to go on."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def broken(request):
    """Without context processors: whatever failed may be what they need."""
    return HttpResponseServerError(loader.get_template("500.html").render({}))
