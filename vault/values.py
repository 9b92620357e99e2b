"""What a sealed field holds: text not yet opened, text opened, text sealed for one row.

None of them shows its text in a repr (a debugger, a log, a failed assertion), and none
can be pickled: a row with private text does not belong in a cache, a queue or a session.
deepcopy stays within the process and is allowed.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex

from django.db.models import BinaryField, Q
from django.db.models.expressions import Value
from django.db.models.sql import UpdateQuery

from vault.errors import NotOpened, PlainTextRefused

if TYPE_CHECKING:
    from vault.fields import SealedField


class _Held:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise NotOpened("A row with private text cannot be pickled, cached or sent elsewhere.")


class Unopened(_Held):
    """As it came from the database. Only the row that it belongs to can open it."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed

    def __str__(self) -> str:
        raise NotOpened("Sealed text is opened by its row: fetch the object, not its values.")

    def __bool__(self) -> bool:
        raise NotOpened("Sealed text does not say whether it is empty: fetch the object.")

    def __deepcopy__(self, memo: dict[int, Any]) -> Unopened:
        return self


class Opened(_Held):
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __deepcopy__(self, memo: dict[int, Any]) -> Opened:
        return Opened(copy.deepcopy(self.value, memo))


class SealedBytes(_Held):
    """On its way to the column of its own row; made by the field only."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed


class SealedFor(Value):
    """A value for `.update()`, sealed for one field of one row.

    Taking its place in a query, it narrows that query to its own row: on any queryset
    it can be written nowhere else.
    """

    def __init__(self, sealed: bytes, target: SealedField[Any, Any], row: dict[str, Any]) -> None:
        super().__init__(sealed, output_field=BinaryField())
        self.target = target
        self.row = row

    def __repr__(self) -> str:
        return f"<sealed for {self.target}>"

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(query, UpdateQuery):
            raise PlainTextRefused(f"A value sealed for {self.target} is for .update() only.")
        query.add_q(Q(**self.row))
        return super().resolve_expression(query, *args, **kwargs)
