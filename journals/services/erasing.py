"""What becomes of shares, and of what was said on them, when somebody erases their journal.

A writer's take everything said on them along: it is sealed with the writer's key. What a
reader gave to writers stays with these; what a reader had only begun to say goes.
"""

from django.db import transaction

from journals import news, waiting_news
from journals.models import (
    Clash,
    ComingBack,
    DepthWish,
    Entry,
    EntryRevision,
    KeptWords,
    ParkedForm,
    ParkedWords,
    Review,
    Share,
)
from journals.services.topics import drop_all_topics
from people.models import User


@transaction.atomic
def erase_written(*, person: User) -> None:
    """Every entry of a person's, with its shares, whatever state they are in."""
    own = Entry.objects.filter(author=person)
    # Locked first, so that a save under way is either in before or finds nothing after;
    # then the shares, for the sake of readers who are saying something just now.
    list(own.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    shares = _locked(author=person)
    for share in shares:
        news.no_longer_waits(share)
    drop_all_topics(person)  # which stand on the lists of pairs, and say nothing by themselves
    for model in (ParkedForm, Clash, EntryRevision):
        model.objects.filter(entry__author=person).delete()
    own.delete()  # and with them what was shared of them, and what was said about it
    for share in shares:
        waiting_news.waits_no_more(share)
    KeptWords.objects.filter(person=person).delete()
    DepthWish.objects.filter(person=person).delete()
    ComingBack.objects.filter(person=person).delete()


@transaction.atomic
def erase_unsaid(*, reader: User) -> None:
    """What a reader has written about others' shares and not given to them."""
    shares = _locked(reader=reader)
    drafts = Review.objects.filter(share__in=shares, given_at__isnull=True)
    for draft in drafts.select_related("share").defer("share__snapshot"):
        # A new row, as if none had been begun: a save under way finds nothing to add to.
        draft.delete()
        Review.objects.create(share=draft.share, key_holder_id=draft.share.key_holder_id)
    ParkedWords.objects.filter(share__in=shares, by_writer=False).delete()


def _locked(**whose: User) -> list[Share]:
    rows = Share.objects.filter(**whose).defer("snapshot").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))
