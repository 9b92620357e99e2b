"""How many words a share holds, not which: the name says so now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("journals", "0004_outside_attempt"),
    ]

    operations = [
        migrations.RenameField(model_name="share", old_name="words", new_name="word_count"),
    ]
