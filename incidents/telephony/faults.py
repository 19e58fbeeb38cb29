"""What may be wrong with a line, as codes that rows keep and sentences that operators read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "no_trunk": gettext_lazy("No telephone line is set up for this organisation. An administrator adds one."),
    "no_exchange": gettext_lazy(
        "Drills call simulated phones only, and no simulated exchange is set up. An administrator adds one."
    ),
    "rehearsal": gettext_lazy(
        "A drill or demonstration may not use the line %(detail)s: it is no simulated exchange on this machine."
    ),
    "no_password": gettext_lazy(
        "The password of the telephone line is missing: set the variable %(detail)s and restart the workers."
    ),
    "bad_password": gettext_lazy(
        "The password of the telephone line holds a character that cannot be sent: no spaces, quotes, ; < > there."
    ),
    "refused_login": gettext_lazy(
        "The telephone exchange refuses user or password (%(detail)s). An administrator corrects them; calls go on by "
        "themselves then."
    ),
    "forbidden": gettext_lazy(
        "The telephone exchange forbids the call (%(detail)s): account, caller number or destination is not allowed."
    ),
    "dead": gettext_lazy(
        "The telephone exchange does not answer (%(detail)s). It is tried again by itself; nobody is lost."
    ),
    "overloaded": gettext_lazy("The telephone exchange has no line free (%(detail)s). It is tried again by itself."),
    "no_program": gettext_lazy(
        "The program “%(detail)s” is not installed on the machine that makes the calls. Install it; calls go on then."
    ),
    "no_space": gettext_lazy(
        "The disk of the machine that makes the calls is full. Make room; calls go on by themselves then."
    ),
    "broken": gettext_lazy("The calling program did not start (%(detail)s). It is tried again by itself."),
    "no_message": gettext_lazy("The spoken message could not be made (%(detail)s)."),
}
# Of the line itself: one call after the other finds out whether it is well again. The others are of this machine.
OF_THE_TRUNK = {"refused_login", "forbidden", "dead", "overloaded", "no_password", "bad_password", "rehearsal"}


class LineFault(Exception):
    """No call was made, for a reason that is not the called person's. ``code``: a key of ``SENTENCES``."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, str(detail)[:200]


def fault_sentence(code: str, detail: str = "") -> str:
    """In the active language; empty for no fault."""
    pattern = SENTENCES.get(code)
    if pattern is None:
        return _("The line failed (%(detail)s).") % {"detail": detail or code} if code else ""
    return str(pattern) % {"detail": detail or "–"}
