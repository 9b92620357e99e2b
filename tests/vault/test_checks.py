"""A sealed field in the wrong place is found by `manage.py check`."""

# ruff: noqa: DJ008  the models here never have a row

import pytest
from django.apps import apps
from django.core import checks
from django.db import models
from django.test.utils import isolate_apps

from vault import checks as vault_checks
from vault.errors import UnsealableText
from vault.fields import SealedField, SealedJSONField, SealedTextField, sealed_fields
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


def ids(model: type[models.Model]) -> set[str]:
    return {found.id for found in model.check() if found.id.startswith("vault.")}


@pytest.fixture(autouse=True)
def own_apps():
    with isolate_apps("vault"):
        yield


class Base(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True


def test_a_sealed_field_in_its_place_is_in_order():
    class Fine(Base):
        text = SealedTextField(default="")

        class Meta:
            app_label = "vault"

    assert ids(Fine) == set()


def test_it_needs_a_holder():
    class Without(models.Model):
        id = models.UUIDField(primary_key=True, default=new_id)
        text = SealedTextField(default="")
        objects = SealedQuerySet.as_manager()

        class Meta:
            app_label = "vault"

    class OfAnother(Base):
        text = SealedTextField(default="", holder="other")
        other = models.ForeignKey("self", models.CASCADE)

        class Meta:
            app_label = "vault"

    class Perhaps(Base):
        text = SealedTextField(default="", holder="maybe")
        maybe = models.ForeignKey(KeyHolder, models.PROTECT, null=True, related_name="+")

        class Meta:
            app_label = "vault"

    assert ids(Without) == ids(OfAnother) == ids(Perhaps) == {"vault.E001"}


def test_it_needs_the_queryset():
    class Plain(Base):
        text = SealedTextField(default="")
        objects = models.Manager()

        class Meta:
            app_label = "vault"

    assert ids(Plain) == {"vault.E002"}


def test_it_is_never_null_or_indexed():
    class Null(Base):
        text = SealedTextField(default="", null=True)

        class Meta:
            app_label = "vault"

    class Indexed(Base):
        text = SealedTextField(default="", db_index=True)

        class Meta:
            app_label = "vault"

    assert ids(Null) == ids(Indexed) == {"vault.E003"}


def test_its_row_is_known_before_it_is_saved():
    class Counted(Base):
        id = models.BigAutoField(primary_key=True)
        text = SealedTextField(default="")

        class Meta:
            app_label = "vault"

    assert ids(Counted) == {"vault.E004"}


def test_it_orders_nothing():
    class Ordered(Base):
        text = SealedTextField(default="")

        class Meta:
            app_label = "vault"
            ordering = ["-text"]

    assert ids(Ordered) == {"vault.E005"}


def test_a_field_without_a_default_must_be_given():
    class Needed(Base):
        text = SealedJSONField()

        class Meta:
            app_label = "vault"

    row = Needed(key_holder_id=new_id())
    with pytest.raises(UnsealableText, match=r"Needed\.text was given no value"):
        Needed._meta.get_field("text").pre_save(row, add=True)


def test_a_migration_can_remake_the_field():
    for field in (
        SealedTextField(default=""),
        SealedTextField(default="", holder="owner"),
        SealedJSONField(default=dict, blank=False),
        SealedJSONField(),
    ):
        _, path, args, kwargs = field.deconstruct()
        assert path == f"vault.fields.{type(field).__name__}"
        twin = type(field)(*args, **kwargs)
        assert (twin.holder, twin.default, twin.blank) == (field.holder, field.default, field.blank)


def test_every_sealed_field_of_the_product_is_in_order():
    found = [
        problem
        for model in apps.get_models()
        for field in sealed_fields(model).values()
        for problem in vault_checks.check_sealed_field(field)
    ]
    assert found == []
    assert any(isinstance(f, SealedField) for m in apps.get_models() for f in m._meta.fields)


def test_a_server_needs_its_key(settings):
    settings.PROFILE_IS_EMBEDDED = False
    assert vault_checks.key_is_there(None) == []
    settings.REFLECT_MASTER_KEYS = ""
    assert [found.id for found in vault_checks.key_is_there(None)] == ["vault.E010"]
    assert vault_checks.key_is_there in checks.registry.registry.get_checks()
    settings.PROFILE_IS_EMBEDDED = True
    assert vault_checks.key_is_there(None) == []
