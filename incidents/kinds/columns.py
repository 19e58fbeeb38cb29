"""Columns of the CSV files: each turns a cell into a value, or says which field is wrong and what to write instead."""

import json
from collections.abc import Iterable

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from incidents.kinds.models import GuidanceCard, Kind, RiskFlag
from units.crews.models import Capability

CRITICAL = "!"


class KindColumn(Widget):
    """A kind by its six-digit code, dashes allowed. Spreadsheets drop the leading zero: five digits get it back."""

    def clean(self, value, row=None, **kwargs) -> Kind | None:
        text = str(value or "").strip().replace("-", "")
        if not text:
            return None
        code = text.zfill(6) if text.isdigit() and len(text) == 5 else text
        kind = Kind.objects.filter(code=code).first()
        if kind is None:
            raise ValueError(
                _("There is no kind %(code)s. Correct the code, or put the row of that kind before this one.")
                % {"code": text}
            )
        return kind

    def render(self, value, obj=None, **kwargs) -> str:
        return value.code if value else ""


class CodeColumn(Widget):
    """The kind's own code."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = str(value or "").strip().replace("-", "")
        return text.zfill(6) if text.isdigit() and len(text) == 5 else text


class FlagColumn(Widget):
    def clean(self, value, row=None, **kwargs) -> RiskFlag | None:
        text = str(value or "").strip()
        if not text:
            return None
        flag = RiskFlag.objects.filter(code=text).first()
        if flag is None:
            known = ", ".join(RiskFlag.objects.values_list("code", flat=True))
            raise ValueError(
                _("There is no risk flag %(code)s. Write one of: %(known)s.") % {"code": text, "known": known}
            )
        return flag

    def render(self, value, obj=None, **kwargs) -> str:
        return value.code if value else ""


class LevelColumn(Widget):
    """1 to 4, or empty where a level may be left out."""

    def clean(self, value, row=None, **kwargs) -> int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if text not in ("1", "2", "3", "4"):
            raise ValueError(_("%(value)s is no level. Write 1, 2, 3 or 4; 1 is the most urgent.") % {"value": text})
        return int(text)


class TruthColumn(Widget):
    def clean(self, value, row=None, **kwargs) -> bool:
        text = str(value if value is not None else "").strip().lower()
        if text in ("1", "true", "yes", "是"):
            return True
        if text in ("", "0", "false", "no", "否"):
            return False
        raise ValueError(_("%(value)s is neither yes nor no. Write 1 for yes, 0 for no.") % {"value": text})

    def render(self, value, obj=None, **kwargs) -> str:
        return "1" if value else "0"


class ChoicesColumn(Widget):
    """The choices of a question as JSON."""

    def clean(self, value, row=None, **kwargs) -> list:
        text = str(value or "").strip()
        if not text:
            return []
        try:
            choices = json.loads(text)
        except ValueError:
            choices = None
        if not isinstance(choices, list):
            raise ValueError(_('The choices are no JSON list. Write for example [{"value":"a","zh":"甲","en":"A"}].'))
        return choices

    def render(self, value, obj=None, **kwargs) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


class CapabilitiesColumn(Widget):
    """Codes of capabilities with commas between them; every one must exist."""

    def clean(self, value, row=None, **kwargs) -> list[str]:
        words = [word.strip() for word in str(value or "").split(",") if word.strip()]
        known = set(Capability.objects.values_list("code", flat=True))
        strange = [word for word in words if word not in known]
        if strange:
            raise ValueError(
                _("There is no capability %(code)s. Write some of: %(known)s.")
                % {"code": strange[0], "known": ", ".join(sorted(known))}
            )
        return words

    def render(self, value, obj=None, **kwargs) -> str:
        return ",".join(value or [])


class StepsColumn(Field):
    """The steps of a card in one cell, one a line; a line that begins with "!" is first and always.

    Cleaned lines wait on the card (``imported_steps``: ``{language: [(critical, text)]}``) until the card is saved.
    """

    def __init__(self, language: str) -> None:
        super().__init__(attribute=f"steps_{language}", column_name=f"steps_{language}")
        self.language = language

    def get_value(self, instance: GuidanceCard) -> str:
        waiting = getattr(instance, "imported_steps", {}).get(self.language)
        if waiting is None:
            waiting = _stored(instance, self.language) if instance.pk else []
        return "\n".join(f"{CRITICAL} {text}" if critical else text for critical, text in waiting)

    def save(self, instance: GuidanceCard, row, is_m2m=False, **kwargs) -> None:
        lines = [line.strip() for line in str(row.get(self.column_name) or "").splitlines() if line.strip()]
        steps = [(line.startswith(CRITICAL), line.removeprefix(CRITICAL).strip()) for line in lines]
        if not hasattr(instance, "imported_steps"):
            instance.imported_steps = {}
        instance.imported_steps[self.language] = steps


def _stored(card: GuidanceCard, language: str) -> Iterable[tuple[bool, str]]:
    return [(step.critical, getattr(step, f"text_{language}")) for step in card.steps.all()]
