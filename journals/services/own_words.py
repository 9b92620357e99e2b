"""A reader's own words that are not saved where they belong, or not given: kept, and erased."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from journals.models import OutsideReader, ParkedWords, Review, Share
from journals.services.parking import park_words
from people.kept import Fields, let_go
from people.models import User
from vault.fields import seal_for


def park_own(*, share: Share, place: str, fields: Fields) -> bool:
    """Keep a page that its reader posted, instead of the parked one that it showed."""
    shown = fields.get("parked", [])
    return park_words(
        share=share, by_writer=False, place=place, fields=fields, alone=False, shown=shown
    )


def park_refused(*, reader_id: uuid.UUID, share_id: uuid.UUID, place: str, fields: Fields) -> bool:
    """Keep a page whose reader's session was over, locked, or another's when it was posted.

    The caller has checked the token that binds the page to this reader and share.
    """
    theirs = Q(reader=reader_id, reader__is_active=True) | Q(outside=reader_id)
    share = Share.objects.filter(theirs, pk=share_id).defer("snapshot").first()
    if share is None:
        return False
    return park_words(share=share, by_writer=False, place=place, fields=fields, alone=True)


def unpark(*, share: Share, shown: list[str], asked: list[str]) -> None:
    """Let go of parked words once all of them have been saved from the page that showed them."""
    let_go(_parked_on(share), shown=shown, asked=asked)


def _parked_on(share: Share) -> QuerySet[ParkedWords]:
    return ParkedWords.objects.filter(share=share, by_writer=False)


@transaction.atomic
def erase_own_words(*, share_id: uuid.UUID, reader: User | OutsideReader) -> bool:
    """Erase what the reader wrote on a share and did not give. Given words are the writer's too.

    Says whether there was anything.
    """
    parked = ParkedWords.objects.visible_to(reader).filter(share=share_id, by_writer=False)
    ids = list(parked.values_list("pk", flat=True))
    if ids:
        ParkedWords.objects.filter(pk__in=ids).delete()
    drafts = Review.objects.own_words_of(reader).filter(given_at__isnull=True, share=share_id)
    review = drafts.select_for_update(of=("self",), no_key=True).first()
    if review is None or review.revision == 0:
        return bool(ids)
    nothing: dict[str, Any] = {"words": {}, "ledger": {}, "clashes": []}
    columns: dict[str, Any] = {
        name: seal_for(review, name, value) for name, value in nothing.items()
    }
    Review.objects.filter(pk=review.pk).update(revision=0, touched_at=timezone.now(), **columns)
    return True
