"""Numbers as people type them → as they are dialled, by the number plan of a region; anything else is refused here."""

from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat

from units.access.refused import Refused


@dataclass(frozen=True)
class NumberPlan:
    """``region``: two letters. ``extension_digits``: internal numbers have at most so many; 0: there are none."""

    region: str = "CN"
    extension_digits: int = 0


def read_number(typed: str, plan: NumberPlan) -> str:
    """``+8613812345678`` (E.164), or the digits of an internal number. Raises ``Refused`` (field ``number``)."""
    text = typed.strip()
    if not text:
        raise _refusal(_("There is no number."), "empty")
    digits = "".join(letter for letter in text if letter.isdigit())
    internal = text.replace(" ", "").isdigit() and len(digits) <= plan.extension_digits
    if internal and digits.isascii():
        return digits
    try:
        number = phonenumbers.parse(text, plan.region)
    except NumberParseException:
        words = _("“%(typed)s” is no telephone number: digits, with + and the country code if it is abroad.")
        raise _refusal(words % {"typed": text}, "unreadable") from None
    if number.extension:
        raise _refusal(
            _("“%(typed)s”: an extension behind a number cannot be dialled. Leave it out.") % {"typed": text},
            "extension",
        )
    if not phonenumbers.is_possible_number(number):
        reason = phonenumbers.is_possible_number_with_reason(number)
        short = reason in (
            phonenumbers.ValidationResult.TOO_SHORT,
            phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
        )
        words = (
            _("“%(typed)s” is too short for a number of %(region)s: digits or the area code are missing.")
            if short
            else _("“%(typed)s” is too long for a number of %(region)s.")
        )
        raise _refusal(words % {"typed": text, "region": region_of(number, plan)}, "length")
    if not phonenumbers.is_valid_number(number):
        words = _("“%(typed)s” is not given out in the number plan of %(region)s: check its first digits.")
        raise _refusal(words % {"typed": text, "region": region_of(number, plan)}, "plan")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """For reading aloud and typing: ``+86 138 1234 5678``; internal numbers as they are."""
    if not number.startswith("+"):
        return number
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def dialled(number: str, *, region: str, prefix: str = "", national: bool = False) -> str:
    """As the exchange wants it. Internal numbers (without +) are dialled as they are."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    if national and phonenumbers.region_code_for_number(parsed) == region:
        local = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
        return prefix + "".join(letter for letter in local if letter.isdigit())
    return prefix + (number.removeprefix("+") if prefix else number)


def region_of(number: phonenumbers.PhoneNumber, plan: NumberPlan) -> str:
    return phonenumbers.region_code_for_country_code(number.country_code) or plan.region


def _refusal(words: str, code: str) -> Refused:
    return Refused(words, code=f"number_{code}", field="number")
