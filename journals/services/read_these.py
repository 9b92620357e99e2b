"""Saying of several shares at once that they were read, and no more."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from journals import news
from journals.models import ParkedWords, Review, Share
from journals.services.moves import move
from journals.services.sharing import record
from people import audit
from people.models import User


@dataclass
class Told:
    """Which writers are told now, and what was left as it stands."""

    read: list[Share] = field(default_factory=list)
    unopened: list[Share] = field(default_factory=list)
    begun: list[Share] = field(default_factory=list)
    answered: list[Share] = field(default_factory=list)  # before: also by the same press, twice
    gone: int = 0  # taken back or closed meanwhile: nothing names them any more


@transaction.atomic
def say_read(*, share_ids: Collection[uuid.UUID], reader: User) -> Told:
    """Acknowledge those that the reader has opened and begun to say nothing about.

    What they wrote, saved or kept, is neither given nor written over: such a share is left,
    and so is one that they have not opened.
    """
    told = Told()
    shares = _locked(share_ids, reader)
    reviews = Review.objects.visible_to(reader).filter(share__in=shares).order_by("pk")
    drafts = {
        review.share_id: review
        for review in reviews.select_for_update(of=("self",), no_key=True)
        if not review.is_given
    }
    kept = ParkedWords.objects.visible_to(reader).filter(share__in=shares, by_writer=False)
    with_kept = set(kept.values_list("share", flat=True))
    # By writer: two who do this for the same people queue for their trails in one order.
    for share in sorted(shares, key=lambda share: (share.author_id, share.pk)):
        draft = drafts.get(share.pk)
        if draft is None:
            told.answered.append(share)
        elif share.state != Share.State.SEEN:
            told.unopened.append(share)
        elif draft.revision or share.pk in with_kept:
            told.begun.append(share)
        else:
            _say(share, draft, reader)
            told.read.append(share)
    told.gone = len(set(share_ids)) - len(shares)
    return told


def _locked(share_ids: Collection[uuid.UUID], reader: User) -> list[Share]:
    given = Share.objects.open_to(reader).filter(pk__in=list(share_ids))
    rows = given.select_related("author", "prompt_version__prompt__programme")
    rows = rows.defer("snapshot", "prompt_version__questions").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _say(share: Share, review: Review, reader: User) -> None:
    move(share, Share.State.ACKNOWLEDGED, by=reader)
    review.outcome, review.given_at = Review.Outcome.READ, timezone.now()
    review.save(update_fields=["outcome", "given_at"])
    record(share, reader, audit.Action.SHARE_READ)
    news.read(share)
