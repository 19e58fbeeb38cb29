"""A bureau that has its limits already gets those of the two new clocks; an empty table is filled after ``migrate``."""

from django.db import migrations

HOUR = 3600
SHIPPED = {"take_up": (8 * HOUR, 12 * HOUR, 24 * HOUR), "act": (36 * HOUR, 48 * HOUR, 72 * HOUR)}


def add(apps, schema_editor):
    Limit = apps.get_model("dispatch", "Limit")
    if not Limit.objects.exists():
        return
    for stage, (warn, alarm, escalate) in SHIPPED.items():
        if not Limit.objects.filter(stage=stage).exists():
            Limit.objects.create(stage=stage, warn_s=warn, alarm_s=alarm, escalate_s=escalate)


class Migration(migrations.Migration):

    dependencies = [("dispatch", "0014_hotspot_warnings")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
