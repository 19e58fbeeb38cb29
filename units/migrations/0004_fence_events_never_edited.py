"""What a fence noticed is evidence: it may be deleted when its time of keeping is over, never edited."""

from django.db import migrations

SQL = """
CREATE FUNCTION refuse_to_edit_fence_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a fence crossing is evidence: it is never edited' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_edited BEFORE UPDATE ON units_fenceevent
    FOR EACH ROW EXECUTE FUNCTION refuse_to_edit_fence_event();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0003_fences")]
    operations = [
        migrations.RunSQL(
            SQL, "DROP TRIGGER never_edited ON units_fenceevent; DROP FUNCTION refuse_to_edit_fence_event();"
        )
    ]
