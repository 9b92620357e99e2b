"""Whole bins: emptied when their time is over, or by their owner; and brought back at one press."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from journals.models import Entry, ParkedForm
from journals.models.entries import EntryQuerySet
from journals.services.entries import purge_entry, undelete_entry
from people import kept
from people.models import User
from vault.errors import SealError

logger = logging.getLogger(__name__)


def empty_bins() -> int:
    """Erase what has lain in a bin for longer than settings.BIN_TIME, and old parked pages."""
    kept.drop_stale(ParkedForm.objects.all())
    return _purge_all(Entry.objects.filter(deleted_at__lte=timezone.now() - settings.BIN_TIME))


def purge_bin(*, owner: User, until: datetime) -> int:
    """Erase what lay in it when its owner looked; what was deleted since stays."""
    return _purge_all(Entry.objects.in_bin_of(owner).filter(deleted_at__lte=until))


@transaction.atomic
def undelete_bin(*, owner: User) -> int:
    """Back into the journal, all of it. Shares that were shut by deleting stay shut."""
    binned = Entry.objects.in_bin_of(owner).only("author", "key_holder", "deleted_at")
    entries = list(binned.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for entry in entries:
        undelete_entry(entry=entry, actor=owner)
    return len(entries)


def _purge_all(binned: EntryQuerySet) -> int:
    """Each by itself: one that cannot be erased is logged by id, and does not keep the others."""
    rows = binned.only("author", "key_holder", "deleted_at")
    return sum(_purge(rows, pk) for pk in list(rows.values_list("pk", flat=True)))


def _purge(rows: EntryQuerySet, pk: uuid.UUID) -> int:
    try:
        with transaction.atomic():
            # Read again, and locked: it may have been taken out of the bin just now.
            entry = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
            if entry is not None:
                purge_entry(entry=entry, actor=entry.author)
            return int(entry is not None)
    except SealError as error:
        logger.error("entry %s stays in its bin: %s", pk, type(error).__name__)
        return 0
