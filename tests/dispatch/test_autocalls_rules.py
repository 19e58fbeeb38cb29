"""Automatic calls: what follows an outcome, when quiet hours end, what a message may hold. No database."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch.autocalls.message import filled
from dispatch.autocalls.rules import Next, Rules, after, quiet_until
from units.access.refused import Refused

RULES = Rules()
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("outcome", "counts", "then"),
    [
        ("acknowledged", (1, 0, 0), Next()),
        ("no_key", (1, 0, 0), Next(120)),
        ("busy", (2, 0, 0), Next(300)),
        ("no_answer", (3, 0, 0), Next(reason="attempts")),
        ("declined", (1, 0, 0), Next(reason="declined")),
        ("wrong_number", (1, 0, 0), Next(reason="wrong_number")),
        ("obstacle", (1, 0, 0), Next(reason="obstacle")),
        ("unknown", (1, 1, 0), Next(120)),
        ("unknown", (2, 2, 0), Next(reason="unknown")),
        ("line_fault", (0, 0, 4), Next(15)),
        ("line_fault", (0, 0, 5), Next(reason="line_fault")),
    ],
)
def test_what_follows_an_outcome(outcome, counts, then):
    made, unknowns, line_faults = counts
    assert after(outcome, made=made, unknowns=unknowns, line_faults=line_faults, rules=RULES) == then


@pytest.mark.parametrize(
    ("clock", "until"), [("21:59", None), ("22:00", "07:00"), ("03:00", "07:00"), ("07:00", None), ("12:00", None)]
)
def test_quiet_hours_go_over_midnight(clock, until):
    now = datetime.combine(datetime(2026, 11, 28), time.fromisoformat(clock), tzinfo=CHINA)
    ends = quiet_until(now, time(22), time(7))
    assert (ends and f"{ends:%H:%M}") == until
    assert ends is None or now < ends < now + timedelta(hours=10)


def test_a_message_names_only_fields_that_are_filled_in():
    assert filled("请于{time}到{place}", {"time": "8点", "place": "县局"}) == "请于8点到县局"
    for text, field in (("到{place}", "place"), ("到{where}", "text"), ("  ", "text"), ("字" * 601, "text")):
        with pytest.raises(Refused) as refused:
            filled(text, {})
        assert refused.value.field == field
