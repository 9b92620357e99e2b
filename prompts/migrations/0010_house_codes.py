import django.db.models.deletion
from django.db import migrations, models
from django.db.models.expressions import RawSQL

OWN = {"prompts_standard", "prompts_requirement"}


def put_house_codes_away(apps, schema_editor):
    """The version before shows everybody every code, and has only regulators'.

    A house's goes; where a period or an account of somebody's stands under one, its row stays
    and says nothing any more.
    """
    houses = apps.get_model("prompts", "Framework").objects.filter(organisation__isnull=False)
    gone = houses.all()
    for table, column in referring(schema_editor.connection):
        named = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
        gone = gone.exclude(pk__in=RawSQL(named, []))
    for name in ("Standard", "Requirement"):
        apps.get_model("prompts", name).objects.filter(framework__in=houses).delete()
    gone._raw_delete(gone.db)  # what names one was asked of the database itself
    for code in houses:
        code.key = f"house-{code.pk.hex}"
        code.name = code.short_name = "A code of an organisation"
        code.effective_from = None  # no period is begun under it
        for field in ("regulator", "country", "licence_note", "source_url", "follows", "kept_for",
                      "about"):  # fmt: skip
            setattr(code, field, "")
        code.save()
    # PostgreSQL changes no table while a row of it still waits to be checked.
    schema_editor.connection.check_constraints()


def referring(connection):
    """Whatever table of another room names a code: rooms above may be there or not."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - OWN:
            for column, to in connection.introspection.get_relations(cursor, table).items():
                if to[1] == "prompts_framework":
                    yield quote(table), quote(column)


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
        migrations.RunPython(migrations.RunPython.noop, put_house_codes_away),
    ]
