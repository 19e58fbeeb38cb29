"""The kind picker in a real browser: for people who type, and the same ranking as on the server."""

import pytest

from incidents.kinds.loading import load_shipped_set
from incidents.kinds.match import match_kinds
from incidents.kinds.queries import kinds_for_picker
from tests.factories import make_user

TYPED = [
    "qj",
    "robb",
    "抢劫",
    "0101",
    "01-01-02",
    "打架",
    "dj",
    "家暴",
    "missing child",
    "电诈",
    "fire",
    "a",
    "xqzw",
    "醉 驾",
]
INTO_AN_EMPTY_PAGE = """async () => {
  const main = document.createElement("main");
  main.innerHTML = '<kind-picker src="/kinds/" label="Kind" intake="#ask"></kind-picker>' +
    '<label>Next <input id="next"></label><div id="ask"></div>';
  document.body.replaceChildren(main);
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = "/static/css/incidents/kind-picker.css";
  document.head.append(styles);
  document.addEventListener("kind-chosen", (event) => { window.chosen = event.detail.code; });
  document.addEventListener("kind-suggestion", (event) => { window.suggested = event.detail; });
  await import("/static/js/incidents/kind-picker.js");
  await import("/static/js/incidents/kind-answers.js");
}"""


@pytest.fixture
def desk(page_for, transactional_db):
    load_shipped_set()
    page = page_for(make_user("call_taker"))
    page.goto("/accounts/password/change/")  # any page with the frame: catalogue of words, htmx, styles
    page.evaluate(INTO_AN_EMPTY_PAGE)
    return page


def test_the_browser_ranks_kinds_as_the_server_does(desk):
    ranks = """async ([words, kinds]) => {
      const { matchKinds } = await import("/static/js/incidents/kind-match.js");
      return words.map((word) => matchKinds(word, kinds).map((kind) => kind.code));
    }"""
    kinds = kinds_for_picker("en")
    there = desk.evaluate(ranks, [TYPED, kinds])
    assert there == [[kind["code"] for kind in match_kinds(word, kinds)] for word in TYPED]


def test_a_kind_is_chosen_by_keys_alone_and_its_questions_and_card_appear(desk):
    box = desk.get_by_role("combobox", name="Kind")
    box.press_sequentially("qj")
    first = desk.get_by_role("option").first
    first.wait_for()
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Tab")  # takes the first, and the focus goes on
    assert desk.evaluate("document.activeElement.id") == "next"
    assert desk.evaluate("window.chosen") == "010100"
    assert box.input_value() == "Robbery"
    assert box.get_attribute("aria-expanded") == "false"
    desk.get_by_role("heading", name="Robbery: taking the call").wait_for()
    desk.get_by_label("a gun", exact=True).check()
    assert desk.evaluate("window.suggested") == {"level": 1, "flags": ["gun"]}
    desk.get_by_label("a gun", exact=True).click()  # taken back: skipped again
    assert desk.evaluate("window.suggested") == {"level": None, "flags": []}


def test_escape_gives_back_what_was_chosen_and_words_without_choice_are_marked(desk):
    box = desk.get_by_role("combobox", name="Kind")
    box.fill("zzzz")
    desk.get_by_text("No kind fits").wait_for()
    desk.keyboard.press("Tab")
    assert box.get_attribute("aria-invalid") == "true"
    assert box.input_value() == "zzzz"
    box.fill("010101")
    desk.keyboard.press("Enter")
    box.fill("fraud")
    desk.keyboard.press("Escape")
    assert box.input_value() == "Armed robbery, firearm"
    assert desk.locator("input[name=kind]").input_value() == "010101"
    desk.screenshot(path="test-results/kind-picker.png")
