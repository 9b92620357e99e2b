"""Sharing with a named person outside: the copy, and the link that is mailed to them."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from journals import merging
from journals.models import Entry, OutsideReader, Preparation, Share
from journals.preparing import Draft, draft_of, keep, kept
from journals.services.preparing import NothingPreparedError
from journals.services.sharing import (
    EntryChangedError,
    NotSharedError,
    checked_snapshot,
    give,
    lock_entry,
    lock_share,
    record,
)
from journals.snapshots import Snapshot
from people import audit, limits, mail
from people.models import User, address_key
from people.tokens import digest, new_token


class TooOftenError(NotSharedError):
    """So many mails in so short a time are refused, whoever asks."""


@dataclass(frozen=True)
class Named:
    """Whom the writer names, and until when they may read."""

    name: str
    address: str
    kind: str
    ends_at: datetime


def share_prepared_outside(
    *,
    entry_id: uuid.UUID,
    author: User,
    person: Named,
    revision: int,
    seen: str,
    base_url: str,
) -> Share:
    """Give a named person outside what the preview showed, and mail them a link, good once.

    `revision` and `seen` are the preview's (seen_outside). Once: whoever presses second finds
    nothing prepared. Raises NotSharedError; then nothing was shared and nothing sent.
    """
    token = new_token()
    with transaction.atomic():
        entry = lock_entry(entry_id, author)
        draft = draft_of(entry, author)
        if not draft.choices.parts or not draft.choices.outside:
            raise NothingPreparedError
        if draft.problems_of_words or seen_outside(draft) != seen:  # changed in another tab
            raise EntryChangedError
        choices = draft.choices
        snapshot = checked_snapshot(
            entry, chosen=choices.chosen, ask=choices.ask, revision=revision
        )
        _count_mail(author.pk.hex, limits.OUTSIDE_SHARES, person.address)
        reader = give_outside(entry, author, person, snapshot, token=token)
        Preparation.objects.filter(entry=entry).delete()
    mail_link(reader, author, token, base_url)
    return reader.share


def seen_outside(draft: Draft) -> str:
    """What a preview has shown, in short: another word or another person, another digest."""
    return merging.digest([draft.snapshot, draft.choices.outside])


def give_outside(
    entry: Entry, author: User, person: Named, snapshot: Snapshot, *, token: str
) -> OutsideReader:
    """Make one share for a named person outside; the caller has locked the entry, and mails
    the link."""
    previous = _round_before(entry, author, person.address)
    share = give(entry, author, snapshot, supervision=None, previous=previous)
    record(share, author, audit.Action.LINK_MADE)
    return OutsideReader.objects.create(
        share=share,
        key_holder_id=share.key_holder_id,
        name=person.name,
        address=person.address,
        kind=person.kind,
        ends_at=person.ends_at,
        link_digest=link_digest(token),
    )


def _round_before(entry: Entry, author: User, address: str) -> Share | None:
    """As for a supervisor; it is the same person if it is the same address."""
    given = Share.objects.own_of(author).to_outside().filter(entry=entry)
    for share in given.said_something().select_related("outside").newest_first():
        if address_key(share.outside.address) == address_key(address):
            return share
    return None


@transaction.atomic
def keep_refused(
    *, author_id: uuid.UUID, entry_id: uuid.UUID, person: dict[str, str], is_here: bool
) -> bool:
    """Keep who was named on a page whose writer has to show again that it is her.

    The caller has checked the token that binds the page to this author and entry. Unless the
    writer is signed in, nobody who was named before makes way.
    """
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=entry_id, author_id=author_id
    )
    entry = rows.filter(author__is_active=True, deleted_at__isnull=True).first()
    if entry is None:
        return False
    before = kept(entry)
    if not is_here and any(before.outside.values()) and before.outside != person:
        return False
    keep(entry, replace(before, outside=person))
    return True


def renew_link(*, share_id: uuid.UUID, author: User, base_url: str) -> OutsideReader:
    """A new link by the writer's wish: the old one is dead, and so is the browser it opened.

    Raises Share.DoesNotExist when there is nothing to read any more, and TooOftenError.
    """
    token = new_token()
    with transaction.atomic():
        shares = Share.objects.own_of(author).to_outside()
        share = lock_share(shares, share_id)
        reader = OutsideReader.objects.select_for_update(no_key=True).get(share=share)
        _count_mail(reader.pk.hex, limits.OUTSIDE_LINKS_BY_WRITER, reader.address)
        reader.link_digest, reader.link_used_at = link_digest(token), None
        forget_code(reader)
        reader.browser_digest, reader.browser_ends_at = "", None
        reader.save()
        record(share, author, audit.Action.LINK_MADE)
    mail_link(reader, author, token, base_url)
    return reader


def forget_code(reader: OutsideReader) -> None:
    """No code is under way any more. The caller saves."""
    reader.attempt_digest = reader.code_digest = ""
    reader.code_ends_at, reader.tries_left = None, 0


def _count_mail(whose: str, limit: limits.Limit, address: str) -> None:
    """Also by its address, whoever writes: nobody's mailbox is filled from here."""
    for one, part in ((limit, whose), (limits.OUTSIDE_ADDRESS, address_key(address))):
        if limits.take(one, part) is None:
            raise TooOftenError


def mail_link(reader: OutsideReader, writer: User, token: str, base_url: str) -> None:
    day = timezone.localtime(reader.last_moment, writer.zone)
    context = {
        "name": reader.name,
        "writer": str(writer),
        "link": base_url + reverse("journals:outside_link", args=[token]),
        "day": date_format(day, "j F Y"),
        "operator": settings.OPERATOR["name"],
        "contact": settings.OPERATOR["contact"],
    }
    mail.send_aside("journals/mail/outside_link.txt", reader.address, context)


def link_digest(token: str) -> str:
    return digest("outside-link", token)
