"""Places as rows of a file: position as lon and lat, aliases in one column parted by semicolons."""

from typing import Any

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from import_export import fields, resources

from maps.places.models import Place, PlaceAlias, Source


class PlaceResource(resources.ModelResource):
    """Rows are known by ``id``; a row without one is a new place."""

    # Written by hand below: none of the three is a column.
    lon = fields.Field("lon", readonly=True)
    lat = fields.Field("lat", readonly=True)
    aliases = fields.Field("aliases", readonly=True)

    class Meta:
        model = Place
        fields = ["id", "name", "name_zh", "name_en", "kind", "lon", "lat", "aliases"]

    def dehydrate_lon(self, place: Place) -> float | None:
        return round(place.point.x, 6) if place.point else None

    def dehydrate_lat(self, place: Place) -> float | None:
        return round(place.point.y, 6) if place.point else None

    def dehydrate_aliases(self, place: Place) -> str:
        return "; ".join(place.aliases.values_list("name", flat=True)) if place.pk else ""

    def before_save_instance(self, instance: Place, row: Any, **kwargs: Any) -> None:
        try:
            lon, lat = float(row["lon"]), float(row["lat"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(_("lon and lat must be numbers in degrees (WGS-84).")) from error
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(_("lon and lat lie outside the earth: were they exchanged?"))
        instance.point = Point(lon, lat, srid=4326)
        if not instance.pk:
            instance.source = Source.IMPORT

    def after_save_instance(self, instance: Place, row: Any, **kwargs: Any) -> None:
        if kwargs.get("dry_run"):
            return
        wanted = {part.strip() for part in str(row.get("aliases") or "").split(";") if part.strip()}
        instance.aliases.exclude(name__in=wanted).delete()
        for name in wanted - set(instance.aliases.values_list("name", flat=True)):
            PlaceAlias.objects.create(place=instance, name=name)
