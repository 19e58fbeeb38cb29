"""What was shown before it was kept as rows, from the journal: states of units and incidents, places by corrections."""

from django.db import migrations

UNITS = """
INSERT INTO dispatch_unitshown (unit_id, at, since, state)
SELECT unit.id, entry.at, entry.at, entry.data->>'to'
  FROM dispatch_journalentry entry JOIN units_unit unit ON unit.call_sign = entry.subject_code
 WHERE entry.verb = 'unit.state_changed' AND entry.subject = 'unit' AND entry.data->>'to' IS NOT NULL;
INSERT INTO dispatch_unitshown (unit_id, at, since, state)
SELECT unit.id, unit.state_since, unit.state_since, unit.state FROM units_unit unit
 WHERE NOT EXISTS (SELECT 1 FROM dispatch_unitshown shown WHERE shown.unit_id = unit.id);
"""
INCIDENTS = """
INSERT INTO dispatch_incidentshown (incident_id, at, since, state, level, kind_id, point, uncertainty_m, place)
WITH step AS (
    SELECT id AS incident_id, opened_at AS at, 'accepted' AS state FROM incidents_incident
    UNION ALL
    SELECT one.id, entry.at, CASE entry.verb
             WHEN 'incident.state_changed' THEN entry.data->>'to'
             WHEN 'incident.closed' THEN 'closed' WHEN 'incident.invalidated' THEN 'invalid'
             WHEN 'incident.archived' THEN 'archived' WHEN 'incident.merged' THEN 'merged' ELSE 'accepted' END
      FROM dispatch_journalentry entry JOIN incidents_incident one ON one.code = entry.subject_code
     WHERE entry.subject = 'incident'
       AND (entry.verb IN ('incident.closed', 'incident.invalidated', 'incident.archived', 'incident.merged',
                           'incident.reopened', 'incident.unmerged')
            OR entry.verb = 'incident.state_changed' AND entry.data->>'to' IS NOT NULL)
), moment AS (
    SELECT incident_id, at FROM step UNION SELECT incident_id, at FROM incidents_placecorrection
)
SELECT one.id, moment.at, moment.at,
       coalesce((SELECT state FROM step WHERE step.incident_id = one.id AND step.at <= moment.at
                  ORDER BY step.at DESC LIMIT 1), 'accepted'),
       one.level, one.kind_id,
       coalesce(later.point, one.point), coalesce(later.uncertainty_m, one.place_uncertainty_m),
       coalesce(later.address, nullif(one.address, ''), one.place_typed)
  FROM moment JOIN incidents_incident one ON one.id = moment.incident_id
  LEFT JOIN LATERAL (SELECT point, uncertainty_m, address FROM incidents_placecorrection correction
                      WHERE correction.incident_id = one.id AND correction.at > moment.at
                      ORDER BY correction.at LIMIT 1) later ON true;
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0009_playback"), ("incidents", "0004_ringing_calls"), ("units", "0002_track_by_day")]
    operations = [
        migrations.RunSQL(UNITS, migrations.RunSQL.noop),
        migrations.RunSQL(INCIDENTS, migrations.RunSQL.noop),
    ]
