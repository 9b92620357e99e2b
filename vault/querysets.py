"""The queryset of models with sealed fields: it refuses by name what cannot work."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Self, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from vault.errors import PlainTextRefused
from vault.fields import SealedField, sealed_fields
from vault.values import SealedFor

M = TypeVar("M", bound=models.Model)


class SealedQuerySet(models.QuerySet[M]):
    """The fields refuse plain values on every queryset; here the refusals come early and clear."""

    def update(self, **values: Any) -> int:
        sealed = sealed_fields(self.model)
        rows = set()
        for name, value in values.items():
            if name in sealed:
                if not isinstance(value, SealedFor):
                    raise PlainTextRefused(
                        f"{sealed[name]} is sealed: .update() takes "
                        f"seal_for(instance, {name!r}, value) and nothing else."
                    )
                rows.add(value.row["pk"])
        if len(rows) > 1:
            raise PlainTextRefused(
                f"These values of {self.model.__name__} were sealed for different rows."
            )
        for field in sealed.values():
            if field.holder in values or f"{field.holder}_id" in values:
                raise PlainTextRefused(
                    f"{field} would be unreadable under another {field.holder}: "
                    "read the row, set the holder and save it."
                )
        return super().update(**values)

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        names = list(fields)
        self._refuse_sealed(names, "bulk_update() cannot seal it")
        return super().bulk_update(objs, names, batch_size)

    def bulk_create(
        self,
        objs: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[M]:
        # On a conflict the row that is there keeps its id, and could not open the new text.
        self._refuse_sealed(update_fields or [], "it cannot be moved to a row in its way")
        return super().bulk_create(
            objs, batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields
        )

    def order_by(self, *names: Any) -> Self:
        plain = [name.lstrip("-") for name in names if isinstance(name, str)]
        self._refuse_sealed(plain, "the database cannot order by it")
        return super().order_by(*names)

    def only(self, *names: str) -> Self:
        """Whoever wants some text wants the id of its key too, in the same query."""
        sealed = sealed_fields(self.model)
        holders = {sealed[name].holder for name in names if name in sealed}
        return super().only(*names, *sorted(holders.difference(names)))

    def _refuse_sealed(self, paths: Iterable[str], why: str) -> None:
        for path in paths:
            model: Any = self.model
            for name in path.split("__"):
                try:
                    field = model._meta.get_field(name)
                except (FieldDoesNotExist, AttributeError):
                    break
                if isinstance(field, SealedField):
                    raise PlainTextRefused(f"{field} is sealed: {why}.")
                model = field.related_model
