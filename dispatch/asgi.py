"""The ASGI application: pages and the API through Django, sockets through Channels."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402  Django must be set up first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402

from dispatch.live.consumers import ConsoleConsumer  # noqa: E402
from dispatch.wall.consumers import WallConsumer  # noqa: E402
from units.positions.door import PositionsDoor  # noqa: E402

sockets = URLRouter(
    [path("ws/console/", ConsoleConsumer.as_asgi()), path("ws/wall/<slug:name>/", WallConsumer.as_asgi())]
)

application = ProtocolTypeRouter(
    {
        "http": PositionsDoor(django_application),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets)),
    }
)
