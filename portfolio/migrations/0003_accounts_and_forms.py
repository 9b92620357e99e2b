import django.db.models.deletion
import django.utils.timezone
import vault.fields
import vault.ids
from django.db import migrations, models


def count_as_before(apps, schema_editor):
    """Until now every place counted from the moment when it was given."""
    accounts = apps.get_model("portfolio", "ReflectiveAccount")
    accounts.objects.update(done_at=models.F("placed_at"))


def take_unfinished_away(apps, schema_editor):
    """In the version before every place counts. The entry stays, as it is."""
    accounts = apps.get_model("portfolio", "ReflectiveAccount")
    accounts.objects.filter(done_at__isnull=True).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('journals', '0011_coming_back'),
        ('portfolio', '0002_evidence_files'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reflectiveaccount',
            name='done_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(count_as_before, take_unfinished_away),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=vault.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('held_on', models.DateField(blank=True, null=True)),
                ('name', vault.fields.SealedTextField(default='')),
                ('pin', vault.fields.SealedTextField(default='')),
                ('email', vault.fields.SealedTextField(default='')),
                ('address', vault.fields.SealedTextField(default='')),
                ('postcode', vault.fields.SealedTextField(default='')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('role', vault.fields.SealedTextField(default='')),
                ('shown', vault.fields.SealedJSONField(default=list)),
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.cycle')),
                ('key_holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.keyholder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Discussion',
            fields=[
                ('id', models.UUIDField(default=vault.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('held_on', models.DateField(blank=True, null=True)),
                ('name', vault.fields.SealedTextField(default='')),
                ('pin', vault.fields.SealedTextField(default='')),
                ('email', vault.fields.SealedTextField(default='')),
                ('address', vault.fields.SealedTextField(default='')),
                ('postcode', vault.fields.SealedTextField(default='')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('summary', vault.fields.SealedTextField(default='')),
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.cycle')),
                ('key_holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.keyholder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountSource',
            fields=[
                ('id', models.UUIDField(default=vault.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.reflectiveaccount')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journals.entry')),
            ],
            options={
                'ordering': ['added_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('account', 'entry'), name='one_source_of_an_account')],
            },
        ),
    ]
