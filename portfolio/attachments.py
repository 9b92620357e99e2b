"""What is in a kept file, piece by piece: never more than one piece of it in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from portfolio.models import Attachment, AttachmentPart
from vault.errors import TamperedText


def pieces_of(file: Attachment) -> Iterator[bytes]:
    """One query a piece: a slow reader holds no cursor of the database open.

    Raises TamperedText in the end if these are not, in this order, what was brought.
    """
    own = AttachmentPart.objects.filter(attachment=file, key_holder_id=file.key_holder_id)
    ids = list(own.order_by("number").values_list("pk", flat=True))
    digest, size = hashlib.sha256(), 0
    for id in ids:
        piece = own.select_related("key_holder").get(pk=id).data
        digest.update(piece)
        size += len(piece)
        yield piece
    if (digest.hexdigest(), size) != (file.digest, file.size):
        raise TamperedText(f"The pieces of file {file.pk} are not those that were kept.")


def check(file: Attachment) -> None:
    """Before the first piece is sent, while there can still be a page that says what is wrong."""
    for _piece in pieces_of(file):
        pass


def with_counts(lines: QuerySet[Any], log: str) -> QuerySet[Any]:
    """Lines of a log with how many files each has, as `files`; no file is opened for that."""
    own = Attachment.objects.filter(
        **{log: OuterRef("pk")}, owner=OuterRef("owner"), deleted_at__isnull=True
    )
    count = own.order_by().values("owner").annotate(found=Count("pk")).values("found")
    counted: QuerySet[Any] = lines.annotate(files=Subquery(count))
    return counted
