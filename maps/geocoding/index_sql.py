"""The gazetteer's tables and how they are filled from the base map's, as SQL. ``{s}`` is the schema they all stand in.

``gazetteer_streets``: ways of one name in one town made one. ``gazetteer_numbers``: doors, each at its street.
``gazetteer_crossings``: where two streets share a node. ``gazetteer_names``: every name of every street, place and
settlement, folded, with all that a list of matches needs. Temporary tables end with the transaction.
"""

# Mercator metres: parts of a street farther apart than this are streets of their own.
SAME_STREET = 1000
# Degrees: a door farther than this from the street it names belongs to another one of that name.
SAME_STREET_DEGREES = 0.02

FOLDED = "CREATE TEMP TABLE gaz_fold (raw text PRIMARY KEY, key text NOT NULL) ON COMMIT DROP"
DOORS = (
    "CREATE TEMP TABLE gaz_door (raw text NOT NULL, value int NOT NULL, suffix text NOT NULL, main boolean NOT NULL)"
    " ON COMMIT DROP"
)
STREET_TEXTS = """
SELECT name FROM {s}.streets WHERE name <> ''
UNION SELECT street FROM {s}.addresses WHERE street <> ''
UNION SELECT place FROM {s}.addresses WHERE street = '' AND place <> ''
"""
DOOR_TEXTS = "SELECT DISTINCT housenumber FROM {s}.addresses"

STREETS = (
    """
CREATE TEMP TABLE gaz_ways ON COMMIT DROP AS
SELECT w.id, f.key, w.name, w.name_zh, w.name_en, w.names, w.geom, coalesce(b.id, 0) AS town_id, b.name AS town
FROM {s}.streets AS w JOIN gaz_fold AS f ON f.raw = w.name AND f.key <> ''
LEFT JOIN LATERAL (
    SELECT b.id, b.name FROM {s}.boundaries AS b
    WHERE b.admin_level BETWEEN 6 AND 8 AND b.name <> '' AND ST_Intersects(b.geom, ST_LineInterpolatePoint(w.geom, 0.5))
    ORDER BY b.admin_level DESC, b.id LIMIT 1
) AS b ON true
""",
    f"""
CREATE TEMP TABLE gaz_parts ON COMMIT DROP AS
SELECT *, ST_ClusterDBSCAN(geom, {SAME_STREET}, 1) OVER (PARTITION BY key, town_id) AS part FROM gaz_ways
""",
    """
CREATE TABLE {s}.gazetteer_streets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, name text NOT NULL, name_zh text NOT NULL,
    name_en text NOT NULL, town text NOT NULL, metres real NOT NULL, town_id bigint, part int,
    context text NOT NULL DEFAULT '', numbered boolean NOT NULL DEFAULT false,
    point geometry(Point, 4326) NOT NULL, geom geometry(Geometry, 4326) NOT NULL
)
""",
    """
INSERT INTO {s}.gazetteer_streets (key, name, name_zh, name_en, town, metres, town_id, part, point, geom)
SELECT key, name, name_zh, name_en, town, ST_Length(geom::geography), town_id, part,
       ST_ClosestPoint(geom, ST_Centroid(geom)), geom
FROM (
    SELECT key, mode() WITHIN GROUP (ORDER BY name) AS name, max(name_zh) AS name_zh, max(name_en) AS name_en,
           coalesce(max(town), '') AS town, town_id, part, ST_Transform(ST_LineMerge(ST_Collect(geom)), 4326) AS geom
    FROM gaz_parts GROUP BY key, town_id, part
) AS joined
""",
    "CREATE INDEX ON {s}.gazetteer_streets (key)",
    "ANALYZE {s}.gazetteer_streets",
)
NUMBERS = (
    f"""
CREATE TEMP TABLE gaz_at ON COMMIT DROP AS
SELECT a.id, f.key, coalesce(nullif(a.street, ''), a.place) AS street, a.housenumber, a.city, a.postcode,
       a.interpolated, a.point, near.id AS street_id
FROM {{s}}.addresses AS a
JOIN gaz_fold AS f ON f.raw = coalesce(nullif(a.street, ''), a.place) AND f.key <> ''
LEFT JOIN LATERAL (
    SELECT id FROM {{s}}.gazetteer_streets AS g
    WHERE g.key = f.key AND ST_DWithin(g.geom, a.point, {SAME_STREET_DEGREES})
    ORDER BY g.geom <-> a.point LIMIT 1
) AS near ON true
""",
    # Doors of a street that no way is named after: a hamlet, a spelling of its own.
    f"""
CREATE TEMP TABLE gaz_orphans ON COMMIT DROP AS
SELECT id, key, street, city, point,
       ST_ClusterDBSCAN(ST_Transform(point, 3857), {SAME_STREET}, 1) OVER (PARTITION BY key, city) AS part
FROM gaz_at WHERE street_id IS NULL
""",
    """
INSERT INTO {s}.gazetteer_streets (key, name, name_zh, name_en, town, metres, town_id, part, point, geom)
SELECT key, min(street), '', '', city, 0, -1, part, ST_ClosestPoint(ST_Collect(point), ST_Centroid(ST_Collect(point))),
       ST_Collect(point)
FROM gaz_orphans GROUP BY key, city, part
""",
    """
UPDATE gaz_at SET street_id = g.id FROM gaz_orphans AS o, {s}.gazetteer_streets AS g
WHERE gaz_at.id = o.id AND g.town_id = -1 AND g.key = o.key AND g.town = o.city AND g.part = o.part
""",
    """
CREATE TABLE {s}.gazetteer_numbers AS
SELECT row_number() OVER () AS id, a.street_id AS street, a.housenumber AS number, d.value, d.suffix, d.main, a.city,
       a.postcode, a.interpolated, a.point
FROM gaz_at AS a JOIN gaz_door AS d ON d.raw = a.housenumber
""",
    "CREATE INDEX ON {s}.gazetteer_numbers (street, value)",
    "CREATE INDEX ON {s}.gazetteer_numbers USING gist (point)",
    "ANALYZE {s}.gazetteer_numbers",
    "UPDATE {s}.gazetteer_streets SET numbered = true WHERE id IN (SELECT street FROM {s}.gazetteer_numbers)",
)
CROSSINGS = (
    """
CREATE TEMP TABLE gaz_corners ON COMMIT DROP AS
SELECT DISTINCT g.id AS street, ST_X(n.geom) AS x, ST_Y(n.geom) AS y
FROM gaz_parts AS p JOIN {s}.gazetteer_streets AS g USING (key, town_id, part)
CROSS JOIN LATERAL ST_DumpPoints(p.geom) AS n
""",
    "CREATE INDEX ON gaz_corners (x, y)",
    "ANALYZE gaz_corners",
    """
CREATE TABLE {s}.gazetteer_crossings AS
SELECT a, b, ST_Transform(ST_Centroid(ST_Collect(geom)), 4326)::geometry(Point, 4326) AS point
FROM (
    SELECT m.street AS a, n.street AS b, ST_SetSRID(ST_MakePoint(m.x, m.y), 3857) AS geom,
           ST_ClusterDBSCAN(ST_SetSRID(ST_MakePoint(m.x, m.y), 3857), 60, 1) OVER (PARTITION BY m.street, n.street) AS c
    FROM gaz_corners AS m JOIN gaz_corners AS n USING (x, y) WHERE m.street <> n.street
) AS met GROUP BY a, b, c
""",
    "CREATE INDEX ON {s}.gazetteer_crossings (a, b)",
    "CREATE INDEX ON {s}.gazetteer_streets USING gist (geom)",
)
# What else people say to tell a place apart: its town, district, ward, country, the villages around, the post code.
CONTEXT = """
CREATE TEMP TABLE gaz_around ON COMMIT DROP AS
SELECT 's'::text AS kind, id AS ref, point FROM {s}.gazetteer_streets
UNION ALL SELECT 'p', id, point FROM {s}.places
"""
CONTEXT_TEXTS = """
SELECT g.kind, g.ref,
       (SELECT string_agg(concat_ws(' ', b.name, b.name_zh, b.name_en), ' ') FROM {s}.boundaries AS b
         WHERE ST_Intersects(b.area, g.point)),
       (SELECT string_agg(concat_ws(' ', n.name, n.name_zh, n.name_en), ' ') FROM (
            SELECT t.name, t.name_zh, t.name_en FROM {s}.settlements AS t WHERE t.rank <= 6 AND t.name <> ''
            ORDER BY t.point <-> g.point LIMIT 2) AS n),
       (SELECT string_agg(DISTINCT concat_ws(' ', c.city, c.postcode), ' ') FROM {s}.gazetteer_numbers AS c
         WHERE g.kind = 's' AND c.street = g.ref),
       (SELECT b.name FROM {s}.boundaries AS b WHERE b.name <> '' AND ST_Intersects(b.area, g.point)
         ORDER BY b.admin_level DESC LIMIT 1)
FROM gaz_around AS g
"""
NAMES = """
CREATE TABLE {s}.gazetteer_names (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, ref bigint NOT NULL, raw text NOT NULL,
    text text NOT NULL, name text NOT NULL, name_zh text NOT NULL, name_en text NOT NULL, subkind text NOT NULL,
    rank smallint NOT NULL, metres real NOT NULL, town text NOT NULL, context text NOT NULL,
    point geometry(Point, 4326) NOT NULL
)
"""
# One row a name-bearing thing: its kind, number, names, and the array of everything else it is called.
OTHER_NAMES = """
ARRAY(SELECT value FROM jsonb_each_text({names}) WHERE key = ANY(%(keys)s) OR key LIKE 'zh%%' OR key LIKE 'alt_name:%%')
"""
NAMED = (
    f"""
SELECT 's', g.id, g.name, g.name_zh, g.name_en, '', 5, g.metres, g.town, g.point::text,
       array_agg(DISTINCT p.name) || array_agg(DISTINCT other.value) FILTER (WHERE other.value IS NOT NULL)
FROM {{s}}.gazetteer_streets AS g LEFT JOIN gaz_parts AS p USING (key, town_id, part)
LEFT JOIN LATERAL unnest({OTHER_NAMES.format(names="p.names")}) AS other(value) ON true
GROUP BY g.id
""",
    f"""
SELECT 'p', p.id, p.name, p.name_zh, p.name_en, p.kind, p.rank, 0::real, '', p.point::text,
       {OTHER_NAMES.format(names="p.names")}
FROM {{s}}.places AS p WHERE p.name <> ''
""",
    f"""
SELECT 't', t.id, t.name, t.name_zh, t.name_en, t.kind, t.rank, 0::real, '', t.point::text,
       {OTHER_NAMES.format(names="t.names")}
FROM {{s}}.settlements AS t WHERE t.name <> ''
""",
)
NAME_INDEXES = (
    "CREATE INDEX ON {s}.gazetteer_names USING gin (text gin_trgm_ops)",
    "CREATE INDEX ON {s}.gazetteer_names (text text_pattern_ops)",
    "CREATE INDEX ON {s}.gazetteer_names (length(text)) WHERE length(text) <= 9",
    "CREATE INDEX ON {s}.gazetteer_names (kind, ref)",
    "ANALYZE {s}.gazetteer_names",
    "ANALYZE {s}.gazetteer_crossings",
    "ALTER TABLE {s}.gazetteer_streets DROP COLUMN town_id, DROP COLUMN part",
)
TABLES = ("gazetteer_streets", "gazetteer_numbers", "gazetteer_crossings", "gazetteer_names")
