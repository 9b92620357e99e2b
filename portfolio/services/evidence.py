"""Adding files to lines of the logs, taking them out, and bringing them back."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from people import audit
from people.locks import lock_person
from people.models import User
from portfolio.evidence.looking import accept
from portfolio.evidence.names import safe_name
from portfolio.evidence.refusal import FileRefused
from portfolio.logs import LOGS
from portfolio.models import Attachment, AttachmentPart
from portfolio.services.trails import note
from vault.ids import new_id

MIB = 1024 * 1024
MOST_BYTES = 200 * MIB  # of one person's files together, those in the bin too
MOST_OF_LINE = 20
KIND = "attachment"  # as the trail calls a file


def add_file(
    *,
    owner: User,
    actor: User,
    log: str,
    line_id: uuid.UUID,
    name: str,
    data: bytes,
    id: uuid.UUID | None = None,
) -> Attachment:
    """Keep a file beside a line. With an id that the page had: once for each page.

    Raises FileRefused, and then nothing is kept. It is looked at before anybody has to wait.
    """
    accepted = accept(data)
    with transaction.atomic():
        lock_person(owner)
        made = Attachment.objects.filter(pk=id).first() if id else None
        if made is not None and made.owner_id == owner.pk:
            return made
        if made is not None:  # an id that somebody else's file has is no id for this one
            id = None
        _has_room(owner, log, line_id, len(accepted.data))
        kept = put_file(
            owner=owner,
            log=log,
            line_id=line_id,
            name=safe_name(name, accepted.kind),
            kind=accepted.kind,
            data=accepted.data,
            id=id or new_id(),
        )
        note(owner, actor, audit.Action.PORTFOLIO_ADDED, KIND, kept.pk)
    return kept


def _has_room(owner: User, log: str, line_id: uuid.UUID, size: int) -> None:
    """The caller holds the person: no other file of theirs comes in meanwhile."""
    lines = LOGS[log].model.objects.visible_to(owner)
    if not lines.filter(pk=line_id).exists():
        raise FileRefused(_("The line that this file belongs to was taken out of the log."))
    own = Attachment.objects.own_of(owner)
    if own.filter(**{f"{log}_id": line_id}).count() >= MOST_OF_LINE:
        raise FileRefused(
            _("A line can have %(most)s files at most, with those taken out lately.")
            % {"most": MOST_OF_LINE}
        )
    if bytes_of(owner) + size > MOST_BYTES:
        raise FileRefused(
            _("Your files would take more than %(most)s MB together. Erase some for good first.")
            % {"most": MOST_BYTES // MIB}
        )


def bytes_of(owner: User) -> int:
    """What all their files take, those in the bin too."""
    found: int | None = Attachment.objects.own_of(owner).aggregate(sum=Sum("size"))["sum"]
    return found or 0


def put_file(
    *, owner: User, log: str, line_id: uuid.UUID, data: bytes, **values: Any
) -> Attachment:
    """Keep what was accepted, within the caller's transaction, who has looked for the room."""
    kept = Attachment.objects.create(
        owner=owner,
        key_holder_id=owner.key_holder_id,
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        **{f"{log}_id": line_id},
        **values,
    )
    for number, start in enumerate(range(0, len(data), AttachmentPart.SIZE)):
        AttachmentPart.objects.create(  # one by one: each is a large statement
            attachment=kept,
            key_holder_id=kept.key_holder_id,
            number=number,
            data=data[start : start + AttachmentPart.SIZE],
        )
    return kept


@transaction.atomic
def note_download(*, file_id: uuid.UUID, actor: User) -> None:
    """A copy of it leaves the journal."""
    found = Attachment.objects.visible_to(actor).only("pk").get(pk=file_id)
    note(actor, actor, audit.Action.PORTFOLIO_EXPORTED, KIND, found.pk)


@transaction.atomic
def delete_file(*, file_id: uuid.UUID, actor: User) -> Attachment:
    """Put a file in the bin: it can be brought back while it lies there."""
    found = _locked(file_id, actor)
    if found.deleted_at is None:
        found.deleted_at = timezone.now()
        found.save(update_fields=["deleted_at"])
        note(actor, actor, audit.Action.PORTFOLIO_DELETED, KIND, found.pk)
    return found


@transaction.atomic
def undelete_file(*, file_id: uuid.UUID, actor: User) -> Attachment:
    found = _locked(file_id, actor)
    if found.deleted_at is not None:
        found.deleted_at = None
        found.save(update_fields=["deleted_at"])
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, found.pk)
    return found


@transaction.atomic
def erase_file(*, file_id: uuid.UUID, actor: User) -> bool:
    """For good, and only from the bin: its owner needs the room. Says whether it was there."""
    binned = Attachment.objects.own_of(actor).filter(pk=file_id, deleted_at__isnull=False)
    found = binned.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        return False
    note(actor, actor, audit.Action.PORTFOLIO_DELETED, KIND, found.pk)
    found.delete()
    return True


@transaction.atomic
def drop_old_files() -> int:
    """Erase for good what has lain in the bin for its time."""
    old = Attachment.objects.past_bin().order_by("pk")
    locked = old.select_for_update(of=("self",), no_key=True)
    ids = list(locked.values_list("pk", flat=True))
    Attachment.objects.filter(pk__in=ids).delete()
    return len(ids)


def _locked(file_id: uuid.UUID, owner: User) -> Attachment:
    own = Attachment.objects.own_of(owner)
    return own.select_for_update(of=("self",), no_key=True).get(pk=file_id)
