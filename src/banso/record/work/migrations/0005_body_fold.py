"""A folded copy of what was said, by which who may read it searches."""

from django.db import migrations, models

from banso.platform.kit.text import fold
from banso.platform.tenancy.api import unscoped

MANY = 500


def fold_bodies(apps, schema_editor):
    """What was said before is found by searching too."""
    with unscoped("a migration concerns every workspace"):
        bodies = apps.get_model("work", "TouchBody").objects
        after = 0
        while rows := list(bodies.filter(pk__gt=after).order_by("pk")[:MANY]):
            for row in rows:
                row.text_fold = fold(row.text)
            bodies.bulk_update(rows, ["text_fold"])
            after = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("work", "0004_timeline")]

    operations = [
        migrations.AddField("touchbody", "text_fold", models.TextField(default="")),
        migrations.RunPython(fold_bodies, migrations.RunPython.noop, elidable=True),
    ]
