"""The story of an incident is amended by further lines; no line is edited."""

from django.db import migrations

SQL = """
CREATE FUNCTION refuse_to_edit_timeline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a timeline entry is never edited: write an amending one' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_edited BEFORE UPDATE ON incidents_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_to_edit_timeline();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_initial")]
    operations = [
        migrations.RunSQL(SQL, "DROP TRIGGER never_edited ON incidents_entry; DROP FUNCTION refuse_to_edit_timeline();")
    ]
