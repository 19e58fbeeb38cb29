"""What is said: fields filled in, then the keys, in the campaign's language. Pure."""

import re

from django.utils.translation import gettext as _

from units.access.refused import Refused

FIELDS = ("place", "time", "bring")
LONGEST = 600
BRACES = re.compile(r"\{([^{}]*)\}")
KEYS = {
    "zh": "收到请按 1。有困难不能到，请按 2，然后在提示音后说明原因。",
    "en": "Press 1 to acknowledge. If you cannot come, press 2 and say why after the tone.",
}
DRILL = {"zh": "这是演习。", "en": "This is a drill."}
OBSTACLE = {"zh": "请说明原因，说完请挂机。", "en": "Please say why, then hang up."}
THANKS = {"zh": "已收到，谢谢。", "en": "Thank you."}


def filled(text: str, fields: dict[str, str]) -> str:
    """The text with its fields. Raises ``Refused``: empty, too long, an unknown field, one not filled in."""
    for name in BRACES.findall(text):
        if name.strip() not in FIELDS:
            words = _("“{%(name)s}” is no field of a message: use {place}, {time} or {bring}.") % {"name": name}
            raise Refused(words, code="field", field="text")
        if not str(fields.get(name.strip(), "")).strip():
            raise Refused(
                _("The message names {%(name)s}: fill it in, or take it out of the text.") % {"name": name.strip()},
                code="field",
                field=name.strip(),
            )
    said = " ".join(BRACES.sub(lambda match: str(fields[match[1].strip()]).strip(), text).split())
    if not said:
        raise Refused(
            _("There is no message: choose one, type one, or upload a recording."), code="empty", field="text"
        )
    if len(said) > LONGEST:
        raise Refused(_("A message has at most %(most)s characters.") % {"most": LONGEST}, code="long", field="text")
    return said


def spoken(text: str, language: str, *, drill: bool) -> str:
    """The message with what goes before it in a drill; the keys are said after it, see ``KEYS``."""
    return f"{DRILL[language]} {text}" if drill else text
