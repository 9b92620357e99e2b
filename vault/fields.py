"""Model fields that are sealed before they reach the database.

    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    title = SealedTextField(default="")

Text opens when the attribute is read, so a list that shows titles opens titles only.
The column is never null, and an empty text is sealed like any other.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise

from vault import sealing
from vault.errors import (
    CopyRefused,
    KeyMissing,
    PlainTextRefused,
    SealError,
    TamperedText,
    UnsealableText,
)
from vault.values import Opened, SealedBytes, SealedFor, Unopened

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:
    _BinaryField = models.BinaryField
else:

    class _BinaryField(models.BinaryField, Generic[_ST, _GT]):
        pass


class SealedAttribute(DeferredAttribute):
    """Opens on reading, and keeps what is assigned out of sight of reprs and pickles."""

    field: SealedField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__.get(self.field.attname)
        if held is None:
            held = self._fetch(instance)
        if isinstance(held, Unopened):
            held = Opened(self.field.unseal(instance, held))
            instance.__dict__[self.field.attname] = held
        return held.value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, SealedFor | SealedBytes):
            raise PlainTextRefused(
                f"{self.field} is given its text; .update() takes sealed values."
            )
        held = value if isinstance(value, Unopened) else Opened(value)
        instance.__dict__[self.field.attname] = held

    def _fetch(self, instance: models.Model) -> Unopened:
        """A deferred column. Django's own way would open it on a second, incomplete instance."""
        rows = type(instance)._base_manager.using(instance._state.db).filter(pk=instance.pk)
        unopened: Unopened = rows.values_list(self.field.attname, flat=True).get()
        return unopened


class SealedField(_BinaryField[_ST, _GT]):
    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, holder: str = "key_holder", **kwargs: Any) -> None:
        self.holder = holder
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        raise NotImplementedError

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.holder != "key_holder":
            kwargs["holder"] = self.holder
        if kwargs.pop("blank", None) is not True:
            kwargs["blank"] = False
        return name, path, args, kwargs

    def get_default(self) -> Any:
        if self.has_default():
            return self.default() if callable(self.default) else self.default
        return Unopened(b"")  # refused when the row is saved without a value

    def __str__(self) -> str:
        return f"{self.model._meta.object_name}.{self.name}"

    # Sealing and opening, always for one row.

    def seal(self, instance: models.Model, value: Any) -> bytes:
        plain = _exactly(self, value)
        return sealing.seal(self._holder_id(instance), self._context(instance), plain)

    def unseal(self, instance: models.Model, held: Unopened) -> Any:
        if not held.sealed:
            raise TamperedText(f"{self} of {instance.pk} was never given a value.")
        try:
            plain = sealing.open_sealed(
                self._holder_id(instance), self._context(instance), held.sealed
            )
        except SealError as error:
            raise type(error)(f"{self} of {instance.pk} cannot be opened: {error}") from None
        return self.decode(plain)

    def _context(self, instance: models.Model) -> bytes:
        if instance.pk is None:
            raise CopyRefused(f"{self} needs the primary key of its row before it is sealed.")
        pk = self.model._meta.pk.to_python(instance.pk)
        return f"{self.model._meta.label}|{self.name}|{pk}".encode()

    def _holder_id(self, instance: models.Model) -> uuid.UUID:
        holder: Any = self.model._meta.get_field(self.holder)
        id: uuid.UUID | None = getattr(instance, holder.attname)
        if id is None:
            raise KeyMissing(f"{self} has no key: {self.holder} of the row is not set.")
        if holder.is_cached(instance):
            sealing.learn(holder.get_cached_value(instance))
        return id

    # To and from the database.

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Unopened:
        return Unopened(b"" if value is None else bytes(value))

    def pre_save(self, instance: models.Model, add: bool) -> SealedBytes:
        held = instance.__dict__.get(self.attname)
        if not isinstance(held, Unopened):
            return SealedBytes(self.seal(instance, getattr(instance, self.attname)))
        if not held.sealed:
            raise UnsealableText(f"{self} was given no value.")
        try:
            self.unseal(instance, held)  # is it of this very row, and of this holder?
        except TamperedText:
            raise CopyRefused(
                f"{self} was not sealed for the row {instance.pk}: "
                "read the text before copying a row, so that it is sealed anew."
            ) from None
        return SealedBytes(held.sealed)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, SealedFor):
            if value.target is not self and str(value.target) != str(self):
                raise PlainTextRefused(f"A value sealed for {value.target} is not for {self}.")
            return value
        return self.get_db_prep_value(value, connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not isinstance(value, SealedBytes):
            raise PlainTextRefused(
                f"{self} is sealed: .update() takes seal_for(instance, {self.name!r}, value), "
                "and a plain value, an expression or bulk_update() is refused."
            )
        return connection.Database.Binary(value.sealed)

    # What would need the text in clear, or carry it out in clear.

    def get_lookup(self, lookup_name: str) -> Any:
        raise PlainTextRefused(f"{self} is sealed: the database cannot search or compare it.")

    def get_transform(self, lookup_name: str) -> Any:
        raise PlainTextRefused(f"{self} is sealed: the database cannot look into it.")

    def get_prep_value(self, value: Any) -> Any:
        raise PlainTextRefused(f"{self} is sealed: the database cannot compare it with a value.")

    def value_from_object(self, obj: models.Model) -> Any:
        raise PlainTextRefused(f"{self} is sealed: no dump, serialiser or model form carries it.")

    def value_to_string(self, obj: models.Model) -> str:
        raise PlainTextRefused(f"{self} is sealed: no dump or serialiser carries it.")

    def to_python(self, value: Any) -> Any:
        return value

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        from vault.checks import check_sealed_field  # which needs the querysets, which need this

        return [*super().check(**kwargs), *check_sealed_field(self)]

    def _check_str_default_value(self) -> list[checks.CheckMessage]:
        return []  # a text default is what a BinaryField refuses, and what is right here


class SealedTextField(SealedField[_ST, _GT]):
    _pyi_private_set_type: str | models.expressions.Combinable
    _pyi_private_get_type: str  # type: ignore[assignment]  # bytes only in its column

    def encode(self, value: Any) -> bytes:
        if isinstance(value, Promise):
            value = str(value)
        if not isinstance(value, str):
            raise TypeError(f"it takes text, not {type(value).__name__}")
        return value.encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()


class SealedJSONField(SealedField[_ST, _GT]):
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        if not _keys_are_text(value):
            raise TypeError("its keys must be text")
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class SealedBytesField(SealedField[_ST, _GT]):
    """For a piece of a file. Whoever keeps a large one cuts it: a value is sealed as a whole."""

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes):
            raise TypeError(f"it takes bytes, not {type(value).__name__}")
        return value

    def decode(self, plain: bytes) -> bytes:
        return plain


def _keys_are_text(value: Any) -> bool:
    """JSON would turn any other key into text without a word."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _keys_are_text(value[key]) for key in value)
    return not isinstance(value, list | tuple) or all(map(_keys_are_text, value))


def seal_for(instance: models.Model, field_name: str, value: Any) -> SealedFor:
    """Seal a value for `.update()`: it can be written to this field of this row only."""
    field = instance._meta.get_field(field_name)
    if not isinstance(field, SealedField):
        raise TypeError(f"{instance._meta.object_name}.{field_name} is not a sealed field.")
    row = {"pk": instance.pk, field.holder: field._holder_id(instance)}
    return SealedFor(field.seal(instance, value), field, row)


def sealed_fields(model: type[models.Model]) -> dict[str, SealedField[Any, Any]]:
    return {f.name: f for f in model._meta.concrete_fields if isinstance(f, SealedField)}


def _exactly(field: SealedField[Any, Any], value: Any) -> bytes:
    try:
        return field.encode(value)
    except UnicodeEncodeError:
        reason = "it holds half of a character (a lone surrogate)"
    except (TypeError, ValueError, RecursionError) as error:
        reason = str(error)
    # Raised outside of the handler: the codec's error carries the whole text.
    raise UnsealableText(f"{field} cannot keep this value exactly: {reason}.")
