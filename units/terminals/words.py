"""Why a fix is not shown, in words for whoever sets a terminal up. ``verdict.Verdict`` and the doors' reasons."""

from django.utils.translation import gettext_lazy as _

from units.positions.verdict import Verdict

VERDICTS = {
    Verdict.TRUE: _("shown"),
    Verdict.LATE: _("kept in the track, not shown: a newer one was known already"),
    Verdict.JUMP: _("not shown: no vehicle can have come there in that time"),
    Verdict.FUTURE: _("not shown: the device's clock is in the future"),
    Verdict.ANCIENT: _("not shown: more than a day old, or the device's clock is wrong"),
    Verdict.NULL_ISLAND: _("not shown: 0°, 0° is what devices send when they know no place"),
    Verdict.POOR_ACCURACY: _("not shown: accuracy worse than 500 m"),
    Verdict.NOT_FIXED: _("not shown: the device says that it has no fix"),
}
REASONS = {
    "no_unit": _("refused: it speaks for no unit now (bind it to one, or its user is not on shift)"),
    "lon_invalid": _("refused: the longitude is no number from -180 to 180"),
    "lat_invalid": _("refused: the latitude is no number from -90 to 90"),
    "at_invalid": _("refused: the time cannot be read"),
    "not_an_object": _("refused: this is no location"),
}
WAITING = _("accepted; the verdict comes when it is stored")
