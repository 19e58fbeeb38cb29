"""The journal and its seals are append-only, and so says the database: not even the application's own user may edit."""

from django.db import migrations

SQL = """
CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dispatch_journalentry
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON dispatch_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dispatch_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON dispatch_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite();
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_initial")]
    operations = [
        migrations.RunSQL(
            SQL,
            """
            DROP TRIGGER append_only ON dispatch_journalentry; DROP TRIGGER append_only_whole ON dispatch_journalentry;
            DROP TRIGGER append_only ON dispatch_seal; DROP TRIGGER append_only_whole ON dispatch_seal;
            DROP FUNCTION refuse_to_rewrite();
            """,
        )
    ]
