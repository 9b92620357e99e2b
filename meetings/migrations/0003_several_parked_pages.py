from django.db import migrations


def keep_the_newest(apps, schema_editor):
    """On the way back one page a person is left: the newest, as it would have been."""
    seen = set()
    for row in apps.get_model("meetings", "ParkedPage").objects.order_by("-parked_at").defer("fields"):
        place = (row.meeting_id, row.person_id, row.page)
        if place in seen:
            row.delete()
        seen.add(place)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_begun_and_dropped")]

    operations = [
        migrations.RemoveConstraint(model_name="parkedpage", name="one_parked_page"),
        migrations.RunPython(migrations.RunPython.noop, keep_the_newest),
        migrations.AlterModelOptions(name="parkedpage", options={"ordering": ["-parked_at"]}),
    ]
