"""Where the present deed comes from: request, terminal, worker. Set at the edge, read by ``record``."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    source: str = "worker"
    address: str | None = None
    session: str = ""


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039  frozen
