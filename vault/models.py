"""Whose key seals a row, and the row that tells whether the right master key is here."""

from __future__ import annotations

import os
import uuid
from typing import Any

from django.db import models

from vault import keys
from vault.errors import KeyMissing
from vault.ids import new_id


class KeyHolderManager(models.Manager["KeyHolder"]):
    def create(self, **fields: Any) -> KeyHolder:
        """A new holder with a key of its own: the only place where a data key is made."""
        holder = KeyHolder(**fields)
        holder.wrapped = keys.ring().wrap(os.urandom(keys.KEY_BYTES), _context(holder.pk))
        holder.save(force_insert=True, using=self._db)
        return holder


class KeyHolder(models.Model):
    """Owns one random data key. Deleting the row makes everything sealed with it unreadable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped = models.BinaryField()  # the data key, sealed with a master key for this very row

    objects = KeyHolderManager()

    def __str__(self) -> str:
        return f"key holder {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.wrapped:
            raise KeyMissing("A KeyHolder is made by KeyHolder.objects.create().")
        super().save(*args, **kwargs)

    def data_key(self) -> bytes:
        return keys.ring().unwrap(bytes(self.wrapped), _context(self.pk), f"The key of {self}")

    def rewrap(self) -> bool:
        """Seal the data key with the newest master key. Says whether that was needed."""
        ring = keys.ring()
        old = bytes(self.wrapped)
        if keys.wrapped_by(old) == ring.newest.name:
            return False
        new = ring.wrap(self.data_key(), _context(self.pk))
        # Compared and swapped: two rotations at once must not undo one another.
        return bool(KeyHolder.objects.filter(pk=self.pk, wrapped=old).update(wrapped=new))


class Canary(models.Model):
    """One row, sealed with the newest master key: opening it proves that the key is right.

    A rotation re-wraps it last, so that a database whose rotation was broken off
    still asks for the old key.
    """

    CONTEXT = b"canary"
    TEXT = b"the right key"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    wrapped = models.BinaryField()

    class Meta:
        verbose_name_plural = "canaries"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_canary")]

    def __str__(self) -> str:
        return "canary"

    @classmethod
    def place(cls) -> None:
        """Seal the row anew with the newest key of the ring."""
        wrapped = keys.ring().wrap(cls.TEXT, cls.CONTEXT)
        cls.objects.update_or_create(pk=1, defaults={"wrapped": wrapped})

    def check_key(self) -> None:
        keys.ring().unwrap(bytes(self.wrapped), self.CONTEXT, "This database")


def _context(holder_id: uuid.UUID) -> bytes:
    return b"key holder|" + holder_id.bytes
