"""A reader's own words on shares that are shut for them since: never the writer's, nor quotes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from journals.models import MARKS, SLOTS, ParkedWords, Review, Share
from journals.models.shares import ShareQuerySet
from journals.review_marks import in_words, read_mark
from journals.review_pages import data_of
from journals.review_parts import LABELS, words_in
from people.models import User


@dataclass
class OwnWords:
    """What a reader wrote about one share."""

    share: Share
    review: Review | None = None
    parked: list[ParkedWords] = field(default_factory=list)

    @property
    def given_on(self) -> object:
        return self.review.given_at if self.review else None

    @property
    def may_be_erased(self) -> bool:
        return bool(self.parked) or self.given_on is None

    @property
    def text(self) -> str:
        """All of it, to be copied."""
        said = [*_of_review(self.review)] if self.review else []
        for parked in self.parked:
            said += _of_parked(parked)
        return "\n\n".join(dict.fromkeys(said))


def shut_shares_with_words(reader: User) -> ShareQuerySet:
    own = OuterRef("pk")
    reviews = Review.objects.own_words_of(reader).filter(share=own, revision__gt=0)
    parked = ParkedWords.objects.visible_to(reader).filter(share=own, by_writer=False)
    still_open = Share.objects.visible_to(reader)
    return (
        Share.objects.given_to(reader)
        .filter(Q(Exists(reviews)) | Q(Exists(parked)))
        .exclude(pk__in=still_open.values("pk"))
        .listed()
        .newest_first()
    )


def own_words_on(shares: Iterable[Share], reader: User) -> list[OwnWords]:
    found = [OwnWords(share) for share in shares]
    ids = [one.share.pk for one in found]
    reviews = Review.objects.own_words_of(reader).filter(share__in=ids, revision__gt=0)
    by_share = {review.share_id: review for review in reviews.select_related("key_holder")}
    parked: dict[UUID, list[ParkedWords]] = defaultdict(list)
    rows = ParkedWords.objects.visible_to(reader).filter(share__in=ids, by_writer=False)
    for one in rows.select_related("key_holder"):
        parked[one.share_id].append(one)
    for own in found:
        own.review = by_share.get(own.share.pk)
        own.parked = parked[own.share.pk]
    return found


def _of_review(review: Review) -> Iterable[str]:
    for slot in SLOTS:
        if text := review.words.get(slot):
            yield f"{LABELS[slot]}\n{text}"
    for comments in review.comments.values():
        for comment in comments:
            if comment["text"]:
                yield f"{_('A comment')}\n{comment['text']}"
    for mark in MARKS:
        if ticked := review.words.get(mark):
            yield _ticked(ticked)
    for clash in review.clashes:
        if text := words_in(clash["text"])[1]:
            yield f"{_('From another device')}\n{text}"


def _of_parked(parked: ParkedWords) -> Iterable[str]:
    data = data_of(parked)
    if text := data.get("text"):
        yield f"{_('An answer that was not added')}\n{text}"
    for part in data.getlist("asked"):
        if part in MARKS:
            if ticked := read_mark(part, data):
                yield _ticked(ticked)
        elif text := (data.get(f"words-{part}") or "").strip():
            yield f"{LABELS.get(part, _('A comment'))}\n{text}"


def _ticked(keys: list[str]) -> str:
    return f"{_('Ticked beside it')}\n{in_words(keys)}"
