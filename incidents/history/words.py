"""Why a row cannot be used, and why a file cannot be read: cause and remedy."""

from collections.abc import Callable

from django.utils.translation import gettext as _

ROW: dict[str, Callable[[], str]] = {
    "cells": lambda: _("The row has fewer cells than the head. Complete it, or remove the line break inside a cell."),
    "kind": lambda: _("This word was not matched with a kind. Match it, or say that it is left out."),
    "time": lambda: _("No date and time in the order that was chosen. Check the order of dates and the columns."),
    "future": lambda: _("The time lies in the future. Check the order of dates and the time zone."),
    "no_place": lambda: _("No coordinates: such a row cannot be put on the map. Leave it out, or add its place."),
    "number": lambda: _("No coordinate: only digits, sign and decimal point are. Correct the cell."),
    "degrees": lambda: _("No degrees: longitude is −180 to 180, latitude −90 to 90. Was another system meant?"),
    "far": lambda: _(
        "More than 50 km from every area of the bureau. Check the coordinate system and the order of x, y."
    ),
    "projection": lambda: _("This coordinate does not exist in the chosen EPSG code. Check the code."),
}

FILE: dict[str, Callable[[], str]] = {
    "empty": lambda: _("The file is empty. Choose a CSV file with a head row and one incident in each row."),
    "binary": lambda: _("This is no text file. Save the table as CSV (UTF-8 or GB18030) and choose that one."),
    "no_columns": lambda: _(
        "No table was found: a head row with at least three columns is needed, separated by comma, semicolon or tab."
    ),
    "no_rows": lambda: _("The file has a head but no rows. Choose a file with one incident in each row."),
    "too_large": lambda: _("The file is larger than 100 MB. Split it by year and import the parts one after another."),
    "too_many_words": lambda: _("The kind's column has more than 300 different words: is it the right column?"),
    "known": lambda: _("This very file was imported before (%(when)s). Withdraw that import first to do it again."),
}

STAGE: dict[str, Callable[[], str]] = {
    "waiting": lambda: _("Waiting for a worker"),
    "reading": lambda: _("Reading the rows"),
    "places": lambda: _("All rows are read. Turning coordinates and finding the stations"),
    "storing": lambda: _("Storing what can be used"),
}


def stage_words(code: str) -> str:
    return STAGE[code]()


def row_words(code: str) -> str:
    say = ROW.get(code)
    return say() if say else code
