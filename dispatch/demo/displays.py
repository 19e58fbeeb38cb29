"""The wall in the command hall. Its scenes are the bureau's to change: only an empty one is filled."""

from dispatch.wall.models import Display, Scene, SceneKind
from units.organisations.models import Organisation

ROUND = (
    (SceneKind.MAP, 40),
    (SceneKind.INCIDENT, 20),
    (SceneKind.QUEUE, 15),
    (SceneKind.FIGURES, 15),
    (SceneKind.WARNINGS, 20),
)


def hang_displays(county: Organisation) -> None:
    names = {"label_zh": "指挥大厅", "label_en": "Command hall", "organisation": county}
    hall, _made = Display.objects.get_or_create(name="hall", defaults=names)
    if not hall.scenes.exists():
        Scene.objects.bulk_create(
            Scene(display=hall, order=order, kind=kind, seconds=seconds)
            for order, (kind, seconds) in enumerate(ROUND, 1)
        )
