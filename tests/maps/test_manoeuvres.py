"""Sentences of the route, in both languages."""

import re

import pytest

from maps.routing.manoeuvres import ARRIVALS, STARTS, TYPES, Step, distance, sentence, short

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("number", TYPES)
def test_every_manoeuvre_has_a_sentence_of_its_own_language(number: int) -> None:
    step = Step(number, "Rue Grimaldi", 120, exit=2, bearing=90)
    english, chinese = sentence(step, "en"), sentence(step, "zh-hans")

    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    for text in (english, chinese):
        assert text.count("Rue Grimaldi") == 1
        assert "{" not in text
        assert "  " not in text
    if number in STARTS:
        assert "120" not in english + chinese
    else:
        assert english.startswith("In 120 m ")
        assert chinese.startswith("120 米后")


@pytest.mark.parametrize("number", TYPES)
def test_every_manoeuvre_does_without_a_street_name(number: int) -> None:
    assert short(Step(number), "en")[0].isupper()
    assert CHINESE.match(short(Step(number), "zh-hans"))


def test_no_two_manoeuvres_read_the_same() -> None:
    for language in ("en", "zh-hans"):
        assert len({short(Step(number, "X"), language) for number in TYPES}) == len(TYPES)


@pytest.mark.parametrize(
    ("step", "english", "chinese"),
    [
        (Step(10, "Rue Grimaldi", 120), "In 120 m turn right onto Rue Grimaldi", "120 米后右转进入 Rue Grimaldi"),
        (Step(15, "友谊大马路", 1240), "In 1.2 km turn left onto 友谊大马路", "1.2 公里后左转进入友谊大马路"),
        (
            Step(26, "Rond-Point Canton", 438, exit=2, exit_street="Tunnel de la Colle"),
            "In 450 m enter the roundabout Rond-Point Canton and take the 2nd exit onto Tunnel de la Colle",
            "450 米后进入环岛（Rond-Point Canton），从第 2 个出口驶出，进入 Tunnel de la Colle",
        ),
        (Step(26, "", 40, exit=11), "In 40 m enter the roundabout and take the 11th exit",
         "40 米后进入环岛，从第 11 个出口驶出"),
        (Step(13, "", 60), "In 60 m make a U-turn to the left", "60 米后向左掉头"),
        (Step(25, "A8", 900), "In 900 m merge onto A8", "900 米后汇入 A8"),
        (Step(28, "", 300), "In 300 m board the ferry", "300 米后驶上渡轮"),
        (Step(5, "", 80), "In 80 m you arrive; the place is on the right", "80 米后到达目的地，目的地在右侧"),
        (Step(6, "", 0), "You arrive; the place is on the left", "到达目的地，目的地在左侧"),
        (Step(1, "Rue du Gabian", 0, bearing=226), "Set off south-west along Rue du Gabian",
         "沿 Rue du Gabian 向西南出发"),
        (Step(20, "", 500, towards="Nice"), "In 500 m take the exit on the right, towards Nice",
         "500 米后从右侧出口驶出，往 Nice 方向"),
    ],
)  # fmt: skip
def test_sentences_read_as_a_person_would_say_them(step: Step, english: str, chinese: str) -> None:
    assert sentence(step, "en") == english
    assert sentence(step, "zh-hans") == chinese


@pytest.mark.parametrize(
    ("metres", "words"),
    [(7, "10 m"), (123, "120 m"), (340, "350 m"), (990, "1.0 km"), (1449, "1.4 km"), (23_600, "24 km")],
)
def test_distances_are_rounded_as_they_are_spoken(metres: float, words: str) -> None:
    assert distance(metres, "en") == words


def test_arrivals_and_starts_are_known() -> None:
    assert STARTS.isdisjoint(ARRIVALS)
