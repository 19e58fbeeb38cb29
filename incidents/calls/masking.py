"""A caller's number as it may stand on a list: enough to know it again, too little to know whose it is. Pure."""

SHOWN = 4


def masked(number: str) -> str:
    """``…1234``; of a short number half; ``""`` when it was withheld."""
    kept = min(SHOWN, len(number) // 2)
    return f"…{number[-kept:]}" if kept else ("…" if number else "")
