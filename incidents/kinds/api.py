"""``GET /api/v1/kinds``: the classification for terminals, gateways and other systems."""

from ninja import Router, Schema

from incidents.kinds.queries import kinds_for_picker

router = Router(tags=["kinds"])


class KindOut(Schema):
    """One kind in use. ``level`` is the default level, 1 the most urgent; ``parent`` is a code."""

    code: str
    parent: str | None
    depth: int
    name: str
    name_zh: str
    name_en: str
    path: str
    level: int
    nature: str
    keywords_zh: str
    keywords_en: str
    initials: str


@router.get("/kinds", response=list[KindOut], summary="Kinds in use, in tree order")
def list_kinds(request) -> list[dict]:
    return kinds_for_picker()
