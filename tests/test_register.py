"""Every field of the database has a class in reflectjournal/register.yaml, and it is true."""

from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import models

from vault.fields import SealedField

PATH = Path(settings.BASE_DIR) / "reflectjournal" / "register.yaml"
CLASSES = {"private", "personal", "public", "mechanical"}
REGISTER: dict[str, dict[str, list[str]]] = yaml.safe_load(PATH.read_text())

FIELDS: dict[tuple[str, str], models.Field] = {
    (model._meta.label, field.name): field
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.local_concrete_fields
}
CLASSED = [
    (model, field, name)
    for model, classes in REGISTER.items()
    for name, fields in classes.items()
    for field in fields
]


def test_the_classes_are_known():
    assert {name for classes in REGISTER.values() for name in classes} <= CLASSES


def test_every_field_has_a_class():
    without = sorted(FIELDS.keys() - {(model, field) for model, field, _ in CLASSED})
    assert not without, f"No class in {PATH.name}: {without}"


def test_every_class_is_of_a_field_that_exists():
    gone = sorted({(model, field) for model, field, _ in CLASSED} - FIELDS.keys())
    assert not gone, f"In {PATH.name}, but no longer in the database: {gone}"


def test_no_field_has_two_classes():
    named = [(model, field) for model, field, _ in CLASSED]
    assert len(named) == len(set(named))


def test_private_is_sealed_and_sealed_is_private():
    private = {(model, field) for model, field, name in CLASSED if name == "private"}
    sealed = {key for key, field in FIELDS.items() if isinstance(field, SealedField)}
    assert private == sealed


@pytest.mark.parametrize("name", ["title", "answers", "private_note"])
def test_what_a_writer_writes_is_private(name):
    assert name in REGISTER["journals.Entry"]["private"]
