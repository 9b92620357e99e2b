"""A ZIP that is being sent: sealed piece by piece, so that it is never whole in memory.

Nothing readable of it comes to a disk either, as with Django's own handler of large files.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from desk.bring_in import pieces
from desk.models import Bringing, BroughtPiece
from people.locks import lock_person
from people.models import User
from people.uploads import limit_of

FIELD = "file"
# Of a process: a large copy on a slow line holds a thread for minutes, and others save meanwhile.
_lane = BoundedSemaphore(1)


class Arriving(FileUploadHandler):
    """Takes the one file of a post. For who is signed in, and may bring something in."""

    def __init__(self, request: HttpRequest, person: User) -> None:
        super().__init__(request)
        self.person = person
        self.bringing: Bringing | None = None
        self.is_whole = False
        self.is_gone = False  # something else was sent meanwhile, or the journal goes
        self._fits, self._held, self._count = True, bytearray(), 0
        self.is_busy = False  # somebody else's copy is on its way
        self._has_lane = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str | bytes,
        encoding: str | None = None,
    ) -> None:
        self._fits = self.request is not None and content_length <= limit_of(self.request)

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name != FIELD or self.bringing is not None or not self._fits:
            raise SkipFile
        self._has_lane = _lane.acquire(blocking=False)
        if not self._has_lane:
            self.is_busy = True
            raise SkipFile
        self.bringing = _begun(self.person)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._held += raw_data
        while len(self._held) >= BroughtPiece.SIZE:
            self._seal(bytes(self._held[: BroughtPiece.SIZE]))
            del self._held[: BroughtPiece.SIZE]

    def file_complete(self, file_size: int) -> None:
        if self._held:
            self._seal(bytes(self._held))
            self._held.clear()
        self.is_whole = True

    def _seal(self, data: bytes) -> None:
        if self.bringing is None:
            raise SkipFile
        try:
            with transaction.atomic():
                pieces.put(self.bringing, self._count, data)
        except IntegrityError:
            self.bringing, self.is_gone = None, True
            raise SkipFile from None
        self._count += 1

    def let_go(self) -> None:
        """What came in vain: it was no journal, or the post had no right to be."""
        if self._has_lane:
            self._has_lane = False
            _lane.release()
        if self.bringing is not None:
            Bringing.objects.filter(pk=self.bringing.pk, state=Bringing.State.ARRIVES).delete()


@transaction.atomic
def _begun(person: User) -> Bringing:
    """One at a time of one person: what another page of theirs still sends goes."""
    owner = lock_person(person)
    Bringing.objects.filter(person=owner, state=Bringing.State.ARRIVES).delete()
    return Bringing.objects.create(
        person=owner,
        key_holder_id=owner.key_holder_id,
        kind=Bringing.Kind.JOURNAL,
        state=Bringing.State.ARRIVES,
    )
