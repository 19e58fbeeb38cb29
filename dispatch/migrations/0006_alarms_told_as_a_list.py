"""Whom an alarm was escalated to was one; now it is the list of the chain's steps told so far."""

from django.db import migrations

AS_LIST = """
    UPDATE dispatch_alarm SET data = jsonb_set(data, '{to}', jsonb_build_array(data -> 'to'))
     WHERE jsonb_typeof(data -> 'to') = 'object'
"""


class Migration(migrations.Migration):

    dependencies = [("dispatch", "0005_limits_before_the_incident")]

    operations = [migrations.RunSQL(AS_LIST, migrations.RunSQL.noop)]
