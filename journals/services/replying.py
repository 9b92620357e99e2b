"""The writer's answers to what was said about a share, and what becomes of unsent ones."""

import uuid

from django.db import transaction

from journals.models import ParkedWords, Reply, Share
from journals.services.parking import park_words
from journals.services.reviewing import add_reply
from journals.services.topics import lock_pair
from people.kept import Fields, shown_on
from people.models import User

PLACE = ParkedWords.Place.REPLY


@transaction.atomic
def reply(*, share_id: uuid.UUID, author: User, kind: str, text: str, shown: list[str]) -> Reply:
    """Send an answer. `shown` names the kept words from whose page it was sent."""
    if kind == Reply.Kind.TALK:
        lock_pair(share_id)
    rows = Share.objects.own_of(author).select_for_update(of=("self",), no_key=True)
    share = rows.get(pk=share_id)
    _unpark(share, author, shown)
    return add_reply(share_id=share_id, by=author, kind=kind, text=text)


@transaction.atomic
def park_reply(*, share_id: uuid.UUID, author: User, fields: Fields, shown: list[str]) -> bool:
    """Keep an answer that was not sent, instead of the kept one that its page showed."""
    # Also of an entry that went to the bin just now: words are kept before all else.
    share = Share.objects.filter(author=author).defer("snapshot").get(pk=share_id)
    return park_words(
        share=share, by_writer=True, place=PLACE, fields=fields, alone=False, shown=shown
    )


def park_refused(*, share_id: uuid.UUID, author_id: uuid.UUID, fields: Fields) -> bool:
    """Keep an answer that was posted when its writer's session was over, locked, or another's.

    The caller has checked the token that binds the page to this writer and share.
    """
    rows = Share.objects.filter(pk=share_id, author_id=author_id, author__is_active=True)
    share = rows.defer("snapshot").first()
    return share is not None and park_words(
        share=share, by_writer=True, place=PLACE, fields=fields, alone=True
    )


def _unpark(share: Share, author: User, shown: list[str]) -> None:
    own = ParkedWords.objects.visible_to(author).filter(share=share, by_writer=True, place=PLACE)
    shown_on(own, shown).delete()
