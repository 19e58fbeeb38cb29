"""The bureau as the simulated city sees it: its public API, with a gateway terminal's token. Nothing else is used."""

import logging
from typing import Any
from uuid import uuid4

import httpx

log = logging.getLogger(__name__)


class Bureau:
    """One connection to ``/api/v1/``. A call that fails is logged and answered with None: the city lives on."""

    def __init__(self, address: str, token: str) -> None:
        self._health = f"{address}/healthz/"
        self._http = httpx.Client(
            base_url=f"{address}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(10.0, connect=2.0),
            trust_env=False,
        )

    def answers(self) -> bool:
        """Whether the web is there at all; nothing is logged: at the start it is not yet."""
        try:
            return self._http.get(self._health).is_success
        except httpx.HTTPError:
            return False

    def units(self) -> list[dict]:
        return self._ask("GET", "/units") or []

    def orders(self) -> list[dict] | None:
        """Live dispatch orders with their incident's place; None when the bureau did not answer."""
        return self._ask("GET", "/assignments?state=live")

    def open_incidents(self) -> list[dict]:
        answer = self._ask("GET", "/incidents?state=open&limit=500")
        return answer["incidents"] if answer else []

    def send_fixes(self, fixes: list[dict]) -> None:
        self._ask("POST", "/positions", {"fixes": fixes})

    def report_incident(self, incident: dict) -> dict | None:
        return self._ask("POST", "/incidents", incident)

    def step(self, order: str, verb: str, body: dict | None = None) -> None:
        self._ask("POST", f"/assignments/{order}/{verb}", body or {})

    def recommend(self, incident: str) -> dict | None:
        return self._ask("GET", f"/incidents/{incident}/recommendation?limit=5")

    def assign(self, incident: str, units: list[str]) -> None:
        self._ask("POST", f"/incidents/{incident}/assignments", {"units": units})

    def close(self, incident: str, result: str, note: str) -> None:
        self._ask("POST", f"/incidents/{incident}/close", {"result": result, "note": note})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        try:
            answer = self._http.request(method, path, json=body, headers=headers)
        except httpx.HTTPError as error:
            log.warning("%s %s: %s", method, path, error)
            return None
        if answer.is_error:
            log.warning("%s %s: %s %s", method, path, answer.status_code, answer.text[:300])
            return None
        return answer.json() if answer.content else {}
