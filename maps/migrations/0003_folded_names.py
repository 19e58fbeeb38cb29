"""The bureau's own places are searched as they are typed: without accents, case, or traditional characters.

The extract's names are folded in Python when the gazetteer is built; these change at any time in the admin, so here the
database keeps a folded copy beside each name, by itself. (Abbreviations are left to the ranking: trigrams forgive them.)
"""

from django.db import migrations

from maps.geocoding.hanzi import SIMPLIFIED

_OLD = "".join(chr(old) for old in SIMPLIFIED)
_NEW = "".join(SIMPLIFIED.values())
_COLUMNS = (("maps_place", "name"), ("maps_place", "name_zh"), ("maps_place", "name_en"), ("maps_placealias", "name"))


def _copy(table: str, column: str) -> migrations.RunSQL:
    folded = f"{column}_folded"
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ADD COLUMN {folded} text GENERATED ALWAYS AS (maps_fold({column})) STORED",
            f"CREATE INDEX {table}_{folded}_trigrams ON {table} USING gin ({folded} gin_trgm_ops)",
            # Typing errors in short names are found by counting edits, one name after the other: only in those.
            f"CREATE INDEX {table}_{folded}_short ON {table} (length({folded})) WHERE length({folded}) <= 9",
        ],
        f"ALTER TABLE {table} DROP COLUMN {folded}",
    )


class Migration(migrations.Migration):
    dependencies = [("maps", "0002_tables")]

    operations = [
        migrations.RunSQL(
            f"""
            DROP FUNCTION IF EXISTS maps_fold(text) CASCADE;
            CREATE FUNCTION maps_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT lower(public.unaccent('public.unaccent', translate($1, '{_OLD}', '{_NEW}')))
            $$
            """,
            "DROP FUNCTION maps_fold(text)",
        ),
        *(_copy(table, column) for table, column in _COLUMNS),
    ]
