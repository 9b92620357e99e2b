"""Is the right master key here? Asked before the first page is served, and by the commands."""

from collections import Counter

from django.db import connection

from vault import keys
from vault.models import Canary, KeyHolder


def verify() -> None:
    """Raise KeyMissing or WrongKey, which say what was expected; database errors pass through.

    Writes nothing: a database that is brand new is in order.
    """
    keys.ring()
    canary = Canary.objects.first()
    if canary is not None:
        canary.check_key()
        return
    holder = KeyHolder.objects.first()
    if holder is not None:  # no canary was placed: any holder will do
        holder.data_key()


def is_migrated() -> bool:
    return Canary._meta.db_table in connection.introspection.table_names()


def anything_sealed() -> bool:
    """Whether the database holds a data key, and so perhaps words."""
    return is_migrated() and KeyHolder.objects.exists()


def holders_by_key() -> Counter[str]:
    """How many key holders need which master key."""
    wrapped = KeyHolder.objects.values_list("wrapped", flat=True).iterator()
    return Counter(keys.wrapped_by(bytes(blob)).hex() for blob in wrapped)
