"""Pages for what went wrong: they say what happened, what is safe and where to go on."""

from django.http import HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def unreadable(request, exception=None):
    """Without context processors: they would ask the request, which is what could not be read."""
    return HttpResponseBadRequest(loader.get_template("400.html").render({}))


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def broken(request):
    """Without context processors: whatever failed may be what they need."""
    return HttpResponseServerError(loader.get_template("500.html").render({}))
