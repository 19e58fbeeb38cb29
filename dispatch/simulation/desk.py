"""The simulated desk: sends units to what nobody has touched for a while, and closes what is reported.

It leaves a visitor time to act first, and keeps the demo from drowning when nobody is there.
"""

from datetime import UTC, datetime

from dispatch.simulation.bureau import Bureau

PATIENCE_S = {1: 45.0, 2: 60.0, 3: 90.0, 4: 120.0}  # waiting time by level before the desk sends somebody itself
LEAVE_WAITING = 2  # so many incidents always wait for the visitor
CLOSE_AFTER_S = 60.0


class Desk:
    def __init__(self, bureau: Bureau, speed: float, manual: set[str]) -> None:
        self._bureau, self._speed, self._manual = bureau, speed, manual

    def tend(self, now: datetime | None = None) -> int:
        """Look at the queue once; returns how many incidents are open."""
        now = now or datetime.now(UTC)
        incidents = self._bureau.open_incidents()
        waiting = [incident for incident in incidents if incident["state"] == "accepted" and not incident["held_until"]]
        for incident in waiting[: max(len(waiting) - LEAVE_WAITING, 0)]:
            if self._age(incident, now) > PATIENCE_S[incident["level"]]:
                self._send(incident)
        for incident in incidents:
            if incident["state"] in ("handled", "reported") and self._age(incident, now) > CLOSE_AFTER_S:
                self._bureau.close(incident["code"], "settled", "")
        return len(incidents)

    def _age(self, incident: dict, now: datetime) -> float:
        """Simulated seconds in the present state."""
        return (now - datetime.fromisoformat(incident["state_since"])).total_seconds() * self._speed

    def _send(self, incident: dict) -> None:
        advice = self._bureau.recommend(incident["code"])
        if advice:
            count = 2 if incident["level"] <= 2 else 1
            free = [unit["call_sign"] for unit in advice["units"] if unit["state"] == "free"]
            chosen = [call_sign for call_sign in free if call_sign not in self._manual][:count]
            if chosen:
                self._bureau.assign(incident["code"], chosen)
