"""What ships: one set of rules for everybody, and a few messages. The bureau changes both in admin."""

from dispatch.autocalls.models import CallRules, MessageTemplate

MESSAGES = [
    (
        *("紧急集合", "Emergency muster"),
        "紧急集合。请于{time}前到{place}集合，携带{bring}。",
        "Emergency muster. Report to {place} by {time}. Bring {bring}.",
    ),
    (
        *("全员到岗", "All on duty"),
        "请立即到{place}报到。",
        "Report to {place} at once.",
    ),
    (
        *("备勤通知", "Standby"),
        "请自{time}起备勤，保持电话畅通，随时待命。",
        "You are on standby from {time}. Keep your telephone free and be ready.",
    ),
]


def ensure_autocalls() -> None:
    """Fill empty tables; a bureau that deleted a row meant it. Called after every ``migrate``."""
    if not CallRules.objects.exists():
        CallRules.objects.create()
    if not MessageTemplate.objects.exists():
        MessageTemplate.objects.bulk_create(
            MessageTemplate(name_zh=zh, name_en=en, text_zh=text_zh, text_en=text_en)
            for zh, en, text_zh, text_en in MESSAGES
        )
