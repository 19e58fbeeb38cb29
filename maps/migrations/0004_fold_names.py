"""The bureau's own places are searched as they are typed: without accents, case, or traditional characters.

The extract's names are folded in Python when the gazetteer is built; these change at any time in the admin, so here the
database folds them inside an index. (Abbreviations are left to the ranking: trigrams forgive them.)
"""

from django.db import migrations

from maps.geocoding.hanzi import SIMPLIFIED

_OLD = "".join(chr(old) for old in SIMPLIFIED)
_NEW = "".join(SIMPLIFIED.values())
_COLUMNS = (("maps_place", "name"), ("maps_place", "name_zh"), ("maps_place", "name_en"), ("maps_placealias", "name"))


class Migration(migrations.Migration):
    dependencies = [("maps", "0003_basemap_and_places")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE FUNCTION maps_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT translate(lower(public.unaccent('public.unaccent', $1)), '{_OLD}', '{_NEW}')
            $$
            """,
            "DROP FUNCTION maps_fold(text)",
        ),
        *(
            migrations.RunSQL(
                f"CREATE INDEX {table}_{column}_folded ON {table} USING gin (maps_fold({column}) gin_trgm_ops)",
                f"DROP INDEX {table}_{column}_folded",
            )
            for table, column in _COLUMNS
        ),
    ]
