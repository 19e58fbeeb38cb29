"""What the intake form is made of."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from incidents.calls.models import Channel, Draft
from incidents.calls.queries import live_drafts
from incidents.calls.typed import values_of
from incidents.kinds.choices import Level, Nature
from incidents.kinds.queries import risk_flags
from incidents.register.models import InvolvedPerson

ANY_ID = UUID(int=0)  # in the patterns of addresses given to the browser, which puts the draft's own id there


def intake_context(user, draft_id: str = "") -> dict[str, Any]:
    """Choices, flags, what was left unfinished, and what the element must know (``setup``, handed over as JSON)."""
    flags = risk_flags()
    draft = _draft_to_type(draft_id)
    setup = {
        "draft": draft,
        "known": Draft.objects.visible_to(user, "incident.take").filter(pk=draft).exists(),
        "user": user.pk,
        "flags": {flag.code: flag.raises_level_to for flag in flags},
        "urls": {
            "save": reverse("incidents:draft_save", args=[ANY_ID]),
            "release": reverse("incidents:draft_release", args=[ANY_ID]),
            "end": reverse("incidents:draft_end", args=[ANY_ID]),
            "discard": reverse("incidents:draft_discard", args=[ANY_ID]),
            "duplicates": reverse("incidents:duplicates"),
            "kind": reverse("incidents:kind_intake", args=["000000"]),
            "intake": reverse("incidents:intake"),
        },
    }
    return {
        "channels": Channel.choices,
        "natures": Nature.choices,
        "levels": Level.choices,
        "roles": InvolvedPerson.Role.choices,
        "flags": flags,
        "unfinished": [_left_behind(row) for row in live_drafts(user).filter(by=user)],
        "setup": setup,
        "setup_json": json.dumps(setup),
    }


def _draft_to_type(draft_id: str) -> str:
    """The id asked for, of a draft there is or of one to come (the browser chose it); a new one if it is no id."""
    try:
        return str(UUID(draft_id))
    except ValueError:
        return str(uuid4())


def _left_behind(draft: Draft) -> dict[str, Any]:
    values = values_of(draft.fields)
    place = values.get("place") or {}
    words = str(values.get("description") or place.get("typed") or "")[:40]
    return {"id": str(draft.pk), "words": words, "saved_at": draft.saved_at}
