"""So that what was done with one share is found without reading its writer's whole trail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_share_closed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("object_id__isnull", False)),
                fields=["person", "object_id", "number"],
                name="event_by_object",
            ),
        ),
    ]
