"""What must be so before anything runs: where a sealed field can stand, and a key on a server."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from vault import keys
from vault.errors import KeyMissing
from vault.fields import SealedField
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


def key_is_there(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Embedded, `make_key` makes it after the first checks; a server brings its own."""
    if getattr(settings, "PROFILE_IS_EMBEDDED", True):
        return []
    try:
        keys.ring()
    except KeyMissing as error:
        return [checks.Error(str(error), id="vault.E010")]
    return []


def check_sealed_field(field: SealedField[Any, Any]) -> list[checks.CheckMessage]:
    model = field.model
    found: list[checks.CheckMessage] = []

    def wrong(id: str, message: str) -> None:
        found.append(checks.Error(f"{field} {message}", obj=field, id=f"vault.{id}"))

    try:
        holder: Any = model._meta.get_field(field.holder)
    except FieldDoesNotExist:
        holder = None
    if holder is None or holder.remote_field is None or holder.related_model is not KeyHolder:
        wrong("E001", f"needs a foreign key to KeyHolder named {field.holder!r}.")
    elif holder.null:
        wrong("E001", f"needs {field.holder!r} to be not null.")
    if not isinstance(model._default_manager.get_queryset(), SealedQuerySet):
        wrong("E002", "needs a default manager made from a SealedQuerySet.")
    if field.null or field.unique or getattr(field, "db_index", False) or field.primary_key:
        wrong("E003", "cannot be null, unique, indexed or a primary key.")
    if isinstance(model._meta.pk, models.AutoField):
        wrong("E004", "needs a primary key that is known before the row is saved.")
    if field.name in {str(name).lstrip("-") for name in model._meta.ordering or ()}:
        wrong("E005", "cannot order rows: the database sees ciphertext.")
    return found
