from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from maps.basemap.models import Basemap


@admin.register(Basemap)
class BasemapAdmin(admin.ModelAdmin):
    """A record of imports: they are made by ``manage.py import_basemap``, not by hand."""

    list_display = ["source", "version", "imported_at", "data_at", "seconds"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
