"""The shipped flags get their letters for English pages; what the bureau named otherwise keeps its own first letter."""

from django.db import migrations

LETTERS = {
    "gun": "G", "knife": "K", "weapon": "W", "explosive": "X", "terror": "T", "drugs": "D", "violent": "V", "mental": "M",
    "intoxicated": "Al", "hazardous": "Hz", "leak": "Lk", "electric": "El", "infectious": "If", "dog": "Dg", "police": "P",
    "foreign": "Fn", "minors": "Mi", "trapped": "Tr", "injured": "In", "dead": "De", "multiple": "Mp", "in_progress": "Ip",
}  # fmt: skip


def add(apps, schema_editor):
    RiskFlag = apps.get_model("incidents", "RiskFlag")
    for code, letter in LETTERS.items():
        RiskFlag.objects.filter(code=code, letter_en="").update(letter_en=letter)


class Migration(migrations.Migration):

    dependencies = [("incidents", "0005_letters_of_flags_in_english")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
