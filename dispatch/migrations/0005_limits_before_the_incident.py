"""A bureau that has its limits already gets those of the two new clocks; an empty table is filled after ``migrate``."""

from django.db import migrations

SHIPPED = {"answer": (10, 20, 60), "enter": (90, 180, 600)}


def add(apps, schema_editor):
    Limit = apps.get_model("dispatch", "Limit")
    if not Limit.objects.exists():
        return
    for stage, (warn, alarm, escalate) in SHIPPED.items():
        if not Limit.objects.filter(stage=stage).exists():
            Limit.objects.create(stage=stage, warn_s=warn, alarm_s=alarm, escalate_s=escalate)


class Migration(migrations.Migration):

    dependencies = [("dispatch", "0004_clocks_before_the_incident")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
