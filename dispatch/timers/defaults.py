"""Limits and the chain as shipped; the bureau changes them in admin. Sources: requirements 4.1 (NENA, NFPA, UK, China).

A call is answered within 20 s at the latest (NENA-STA-020: 95 %), and within 10 s as a rule (UK, NFPA 1225).
"""

from dispatch.timers.models import Chain, ChainStep, Limit, Stage

# stage: [(level or None, area type or "", warn, alarm, escalate)]
SHIPPED: dict[str, list[tuple[int | None, str, int, int, int]]] = {
    Stage.ANSWER: [(None, "", 10, 20, 60)],
    Stage.ENTER: [(None, "", 90, 180, 600)],
    Stage.DISPATCH: [(1, "", 40, 60, 120), (2, "", 60, 90, 180), (3, "", 120, 180, 600), (4, "", 300, 600, 1800)],
    Stage.SIGN: [(1, "", 20, 30, 60), (2, "", 30, 45, 90), (3, "", 40, 60, 180), (4, "", 45, 60, 300)],
    Stage.DEPART: [(1, "", 40, 60, 120), (2, "", 60, 90, 180), (3, "", 80, 120, 300), (4, "", 90, 120, 600)],
    Stage.ARRIVE: [
        (None, "urban", 240, 300, 600),
        (None, "suburban", 480, 600, 900),
        (None, "rural", 720, 900, 1800),
        (None, "", 480, 600, 900),
        (4, "", 900, 1200, 2400),
    ],
    Stage.REPORT: [(None, "", 1500, 1800, 3600)],
    Stage.CLOSE: [(None, "", 20 * 3600, 24 * 3600, 48 * 3600)],
    Stage.TAKE_UP: [(None, "", 8 * 3600, 12 * 3600, 24 * 3600)],
    Stage.ACT: [(None, "", 36 * 3600, 48 * 3600, 72 * 3600)],
}


def ensure_limits(**kwargs) -> None:
    """Fill an empty table; a bureau that deleted a row meant it. Called after every ``migrate``."""
    if Limit.objects.exists():
        return
    Limit.objects.bulk_create(
        [
            Limit(stage=stage, level=level, area_type=area, warn_s=warn, alarm_s=alarm, escalate_s=escalate)
            for stage, rows in SHIPPED.items()
            for level, area, warn, alarm, escalate in rows
        ],
        ignore_conflicts=True,
    )


def ensure_chain(**kwargs) -> None:
    """One chain for everything: the duty chief of the organisation above. A bureau that has any chain is left alone."""
    if not Chain.objects.exists():
        ChainStep.objects.create(chain=Chain.objects.create())
