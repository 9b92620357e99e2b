import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_measures_in_trails"),
        ("prompts", "0009_brought_along"),
    ]

    operations = [
        migrations.AddField(
            model_name="framework",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="house_key",
            field=models.SlugField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="framework",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.UniqueConstraint(
                fields=("organisation", "house_key", "effective_from"), name="house_edition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("house_key", ""), ("organisation__isnull", True)),
                    models.Q(
                        ("organisation__isnull", False),
                        models.Q(("house_key", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="house_key_of_a_code",
            ),
        ),
    ]
