"""The criteria as shipped: seconds of travel time that the full measure of each is worth."""

from dispatch.recommendation.models import Criterion

# code: (weight, 中文, English, explanation 中文, explanation English)
SHIPPED: dict[str, tuple[float, str, str, str, str]] = {
    "travel_time": (
        600, "路程时间", "Travel time",
        "按道路行驶10分钟计满。", "Ten minutes of driving are the full measure.",
    ),
    "availability": (
        240, "是否空闲", "Availability",
        "空闲为零；正在处警计满，已到场更高。", "Free is nothing; at work is full, more when already on scene.",
    ),
    "capability": (
        420, "能力匹配", "Capability",
        "缺少所需能力的比例。", "Share of the required capabilities that is lacking.",
    ),
    "staffing": (
        90, "警力人数", "Staffing",
        "与要求相比缺少警员的比例。", "Share of officers lacking against what is required.",
    ),
    "workload": (
        60, "工作量", "Workload",
        "八小时内六单计满。", "Six orders within eight hours are the full measure.",
    ),
    "fix_age": (
        120, "定位时效", "Age of fix",
        "定位超过五分钟计满。", "A fix more than five minutes old is the full measure.",
    ),
    "coverage": (
        150, "辖区留守", "Coverage left behind",
        "是否为其辖区最后一个空闲单位。", "Whether it is the last free unit of its area.",
    ),
    "suitability": (
        60, "适合程度", "Suitability",
        "步行过远、车型不便。", "On foot too far, or an unhandy vehicle.",
    ),
    "foreign": (
        45, "其他单位", "Other organisation",
        "不属于管辖单位。", "Does not belong to the responsible station.",
    ),
}  # fmt: skip

WEIGHTS = {code: row[0] for code, row in SHIPPED.items()}


def ensure_criteria(**kwargs) -> None:
    """Write the rows that are missing; what the bureau changed stays. Called after every ``migrate``."""
    known = set(Criterion.objects.values_list("code", flat=True))
    Criterion.objects.bulk_create(
        [
            Criterion(
                code=code, weight=weight, name_zh=zh, name_en=en, help_zh=help_zh, help_en=help_en, order=10 * place
            )
            for place, (code, (weight, zh, en, help_zh, help_en)) in enumerate(SHIPPED.items(), 1)
            if code not in known
        ],
        ignore_conflicts=True,
    )


def weights() -> dict[str, float]:
    """Weights in force: the bureau's, else those shipped."""
    return {**WEIGHTS, **dict(Criterion.objects.values_list("code", "weight"))}
