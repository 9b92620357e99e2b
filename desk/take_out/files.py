"""The files that a person keeps beside their logs: what there is, and where it is in their copy."""

from __future__ import annotations

from collections.abc import Iterator

from desk.copies import Data, moment
from people.models import User
from portfolio.models import Attachment
from vault.ids import short


def files(person: User, *, with_files: bool) -> list[Data]:
    """Those in the bin too, with the moment when they were put there."""
    return [
        {
            "id": short(file.pk),
            "log": file.log,
            "line": short(file.line_id),
            "name": file.name,
            "kind": file.kind,
            "size": file.size,
            "sha256": file.digest,
            "made_at": moment(file.made_at),
            "deleted_at": moment(file.deleted_at),
            "path": path_of(file) if with_files else None,
        }
        for file in _own(person)
    ]


def files_to_pack(person: User) -> Iterator[tuple[str, Attachment]]:
    for file in list(_own(person)):
        yield path_of(file), file


def path_of(file: Attachment) -> str:
    """A folder of its own each: two may be called the same. The name is fit for folders."""
    return f"files/{short(file.pk)}/{file.name}"


def _own(person: User) -> list[Attachment]:
    own = Attachment.objects.own_of(person).select_related("key_holder")
    return list(own.order_by("made_at", "pk"))
