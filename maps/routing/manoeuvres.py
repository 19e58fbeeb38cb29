"""From Valhalla's manoeuvre numbers, street names and distances to sentences in 简体中文 and English. Pure.

Valhalla itself knows no Chinese, and word order differs too much for a translated template with holes, so both
languages stand here side by side as data instead of in the gettext catalogues. Numbers 0..43 and their meaning:
Valhalla ``proto/directions.proto`` (DirectionsLeg.Maneuver.Type).
"""

from typing import NamedTuple

START, DESTINATION = 1, 4
ROUNDABOUT_ENTER, ROUNDABOUT_EXIT = 26, 27
STARTS = frozenset({1, 2, 3})
ARRIVALS = frozenset({4, 5, 6})
TYPES = range(44)
CJK = "\u2e80"  # the first of the ideographs and their radicals


class Step(NamedTuple):
    """One manoeuvre as Valhalla tells it.

    ``before_m``: metres driven since the previous one. ``bearing``: degrees after it. ``towards``: words on the sign.
    ``exit``: which exit of a roundabout, 0 when unknown.
    """

    type: int
    street: str = ""
    before_m: float = 0.0
    exit: int = 0
    bearing: float | None = None
    towards: str = ""
    exit_street: str = ""


# Type → (English, English with a street, 中文, 中文带路名). "{s}" is the street.
_WORDS: dict[int, tuple[str, str, str, str]] = {
    0: ("carry on", "carry on along {s}", "继续前行", "沿{s}继续前行"),
    1: ("set off", "set off along {s}", "出发", "沿{s}出发"),
    2: ("set off; the start is on the right", "set off along {s}; the start is on the right",
        "出发，起点在道路右侧", "沿{s}出发，起点在道路右侧"),
    3: ("set off; the start is on the left", "set off along {s}; the start is on the left",
        "出发，起点在道路左侧", "沿{s}出发，起点在道路左侧"),
    4: ("you arrive at the place", "you arrive at the place on {s}", "到达目的地", "到达{s}的目的地"),
    5: ("you arrive; the place is on the right", "you arrive on {s}; the place is on the right",
        "到达目的地，目的地在右侧", "到达{s}的目的地，目的地在右侧"),
    6: ("you arrive; the place is on the left", "you arrive on {s}; the place is on the left",
        "到达目的地，目的地在左侧", "到达{s}的目的地，目的地在左侧"),
    7: ("keep on; the street changes its name", "keep on; the street becomes {s}",
        "直行，道路改名", "直行，道路改名为{s}"),
    8: ("go straight on", "go straight on along {s}", "直行", "直行进入{s}"),
    9: ("bear right", "bear right onto {s}", "向右前方行驶", "向右前方进入{s}"),
    10: ("turn right", "turn right onto {s}", "右转", "右转进入{s}"),
    11: ("turn sharp right", "turn sharp right onto {s}", "向右后方急转", "向右后方急转进入{s}"),
    12: ("make a U-turn to the right", "make a U-turn to the right onto {s}", "向右掉头", "向右掉头进入{s}"),
    13: ("make a U-turn to the left", "make a U-turn to the left onto {s}", "向左掉头", "向左掉头进入{s}"),
    14: ("turn sharp left", "turn sharp left onto {s}", "向左后方急转", "向左后方急转进入{s}"),
    15: ("turn left", "turn left onto {s}", "左转", "左转进入{s}"),
    16: ("bear left", "bear left onto {s}", "向左前方行驶", "向左前方进入{s}"),
    17: ("go straight onto the slip road", "go straight onto the slip road to {s}",
        "直行驶入匝道", "直行驶入通往{s}的匝道"),
    18: ("take the slip road on the right", "take the slip road on the right to {s}",
        "驶入右侧匝道", "驶入右侧通往{s}的匝道"),
    19: ("take the slip road on the left", "take the slip road on the left to {s}",
        "驶入左侧匝道", "驶入左侧通往{s}的匝道"),
    20: ("take the exit on the right", "take the exit on the right to {s}",
        "从右侧出口驶出", "从右侧出口驶出，前往{s}"),
    21: ("take the exit on the left", "take the exit on the left to {s}",
        "从左侧出口驶出", "从左侧出口驶出，前往{s}"),
    22: ("at the fork keep straight on", "at the fork keep straight on to {s}", "岔路口保持直行", "岔路口直行进入{s}"),
    23: ("at the fork keep right", "at the fork keep right to {s}", "岔路口靠右行驶", "岔路口靠右进入{s}"),
    24: ("at the fork keep left", "at the fork keep left to {s}", "岔路口靠左行驶", "岔路口靠左进入{s}"),
    25: ("merge", "merge onto {s}", "汇入主路", "汇入{s}"),
    26: ("enter the roundabout", "enter the roundabout {s}", "进入环岛", "进入环岛（{s}）"),
    27: ("leave the roundabout", "leave the roundabout onto {s}", "驶出环岛", "驶出环岛进入{s}"),
    28: ("board the ferry", "board the ferry {s}", "驶上渡轮", "驶上{s}渡轮"),
    29: ("leave the ferry", "leave the ferry onto {s}", "驶离渡轮", "驶离渡轮进入{s}"),
    30: ("take public transport", "take {s}", "乘坐公共交通", "乘坐{s}"),
    31: ("change lines", "change to {s}", "换乘", "换乘{s}"),
    32: ("stay on board", "stay on board {s}", "继续乘坐", "继续乘坐{s}"),
    33: ("walk into the station", "walk into the station {s}", "步行进站", "步行进入{s}站"),
    34: ("change inside the station", "change at the station {s}", "站内换乘", "在{s}站内换乘"),
    35: ("walk out of the station", "walk out of the station {s}", "步行出站", "步行离开{s}站"),
    36: ("walk on from the station", "walk on along {s}", "出站后步行", "出站后沿{s}步行"),
    37: ("merge to the right", "merge to the right onto {s}", "向右汇入主路", "向右汇入{s}"),
    38: ("merge to the left", "merge to the left onto {s}", "向左汇入主路", "向左汇入{s}"),
    39: ("take the lift", "take the lift to {s}", "乘坐电梯", "乘坐电梯前往{s}"),
    40: ("take the steps", "take the steps {s}", "走楼梯", "走{s}台阶"),
    41: ("take the escalator", "take the escalator to {s}", "乘坐自动扶梯", "乘坐自动扶梯前往{s}"),
    42: ("enter the building", "enter the building {s}", "进入建筑物", "进入{s}"),
    43: ("leave the building", "leave the building onto {s}", "离开建筑物", "离开建筑物进入{s}"),
}  # fmt: skip
_COMPASS_EN = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_COMPASS_ZH = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def is_chinese(language: str) -> bool:
    """True for zh, zh-hans, zh-CN …"""
    return language.lower().startswith("zh")


def distance(metres: float, language: str) -> str:
    """A distance as it is spoken: 120 m, 1.2 km; 120 米, 1.2 公里. Rounded to tens, above 300 m to fifties."""
    metre, kilometre = ("米", "公里") if is_chinese(language) else ("m", "km")
    whole = round(metres / 50) * 50 if metres >= 300 else max(10, round(metres / 10) * 10)
    if whole < 1000:
        return f"{whole} {metre}"
    return f"{metres / 1000:.1f} {kilometre}" if metres < 10_000 else f"{metres / 1000:.0f} {kilometre}"


def sentence(step: Step, language: str) -> str:
    """What to do, with how far it is: "In 120 m turn right onto Rue Grimaldi", "120 米后右转进入 Rue Grimaldi"."""
    if step.type in STARTS or step.before_m < 5:
        return short(step, language)
    far = distance(step.before_m, language)
    if is_chinese(language):
        return f"{far}后{short(step, language)}"
    words = short(step, language)
    return f"In {far} {words[0].lower()}{words[1:]}"


def short(step: Step, language: str) -> str:
    """What to do, without how far it is."""
    return _chinese(step) if is_chinese(language) else _english(step)


def _english(step: Step) -> str:
    plain, onto, _, _ = _WORDS.get(step.type, _WORDS[0])
    if step.type in STARTS and step.bearing is not None:
        heading = _COMPASS_EN[_octant(step.bearing)]
        plain, onto = (words.replace("set off", f"set off {heading}", 1) for words in (plain, onto))
    words = onto.format(s=step.street) if step.street else plain
    if step.type == ROUNDABOUT_ENTER and step.exit:
        words += f" and take the {_ordinal(step.exit)} exit"
        if step.exit_street:
            words += f" onto {step.exit_street}"
    if step.towards and step.towards != step.street:
        words += f", towards {step.towards}"
    return words[0].upper() + words[1:]


def _chinese(step: Step) -> str:
    _, _, plain, onto = _WORDS.get(step.type, _WORDS[0])
    if step.type in STARTS and step.bearing is not None:
        heading = _COMPASS_ZH[_octant(step.bearing)]
        plain, onto = (words.replace("出发", f"向{heading}出发", 1) for words in (plain, onto))
    words = onto.format(s=_spaced(step.street, onto)) if step.street else plain
    if step.type == ROUNDABOUT_ENTER and step.exit:
        words += f"，从第 {step.exit} 个出口驶出"
        if step.exit_street:
            words += f"，进入{_spaced(step.exit_street, '{s}')}"
    if step.towards and step.towards != step.street:
        words += f"，往{_spaced(step.towards, '往{s}方向')}方向"
    return words.strip()


def _spaced(name: str, pattern: str) -> str:
    """A Latin name gets a space on either side inside a Chinese sentence, a Chinese one none."""
    if "（{s}）" in pattern:
        return name
    left = " " if name[0] < CJK else ""
    right = " " if name[-1] < CJK and not pattern.endswith("{s}") else ""
    return f"{left}{name}{right}"


def _octant(bearing: float) -> int:
    return int((bearing % 360 + 22.5) // 45) % 8


def _ordinal(number: int) -> str:
    return _ORDINALS.get(number, f"{number}th")
