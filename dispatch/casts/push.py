"""After the commit: receivers are told to look, the sender what became of it. Content is fetched, by who may see it."""

from typing import Any

from dispatch.casts.models import Cast, TargetKind
from dispatch.casts.queries import sender_row
from dispatch.casts.targets import receivers
from dispatch.live.groups import group_of_user
from dispatch.live.push import publish
from dispatch.wall.viewer import group_of_display


def push_cast(verb: str, row: Cast) -> None:
    if verb in ("cast.sent", "cast.ended"):
        nudge = {"id": row.pk, "version": row.version, "gone": not row.in_force}
        publish(_groups(row), _frame(verb, "cast", row, nudge))
    publish([group_of_user(row.by_id)], _frame(verb, "receipt", row, sender_row(row)))


def _groups(row: Cast) -> list[str]:
    if row.target_kind == TargetKind.WALL:
        return [group_of_display(row.to_wall_id)]
    return [group_of_user(user.pk) for user in receivers(row.target_kind, row.target)]


def _frame(verb: str, subject: str, row: Cast, body: dict[str, Any]) -> dict[str, Any]:
    version = row.version
    return {"kind": "event", "verb": verb, "subject": subject, "code": str(row.pk), "version": version, "row": body}
