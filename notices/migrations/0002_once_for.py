"""A name that says what the field is: telling is once for each of these."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="told_once"),
        migrations.RenameField(model_name="notice", old_name="period", new_name="once_for"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("person", "kind", "once_for"), name="told_once"
            ),
        ),
    ]
