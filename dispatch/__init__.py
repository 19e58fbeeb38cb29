"""The control room, and the project that switches everything on."""

from dispatch.celery import app as celery_app

__all__ = ["celery_app"]
