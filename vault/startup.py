"""Is the right master key here? Asked before the first page is served."""

from django.db import connection

from vault import keys
from vault.errors import KeyMissing
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
    if holder is not None:  # the canary was lost: any holder will do
        holder.data_key()


def anything_sealed() -> bool:
    """Whether the database holds a key, and so perhaps words. An unmigrated one does not."""
    if KeyHolder._meta.db_table not in connection.introspection.table_names():
        return False
    return KeyHolder.objects.exists()


__all__ = ["KeyMissing", "anything_sealed", "verify"]
