"""Which news of shares people are told, and when it is news no more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journals.models import Reply, Share
from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import User

WAITING, ANSWERED, REPLIED = "share-waiting", "share-answered", "share-replied"
READ = "share-read"


def shared(share: Share) -> None:
    """A share waits for its reader. One from outside has no list here, and gets a mail."""
    if share.reader:
        services.tell(person=share.reader, kind=WAITING, once_for=share.pk.hex, about=share)


def no_longer_waits(share: Share) -> None:
    """It was opened, taken back or shut: nobody needs to hear of it any more."""
    services.retract(kind=WAITING, about=share)


def answered(share: Share) -> None:
    """Its reader said something."""
    services.tell(person=share.author, kind=ANSWERED, once_for=share.pk.hex, about=share)


def read(share: Share) -> None:
    """Its reader has read it, and said nothing about it."""
    services.tell(person=share.author, kind=READ, once_for=share.pk.hex, about=share)


def acknowledged(share: Share) -> None:
    """What had invited more is acknowledged as it stands."""
    once_for = f"{share.pk.hex}-acknowledged"
    services.tell(person=share.author, kind=ANSWERED, once_for=once_for, about=share)


def replied(share: Share, reply: Reply) -> None:
    """The talk goes on, and the other one hears of it."""
    other = share.reader if reply.by_writer else share.author
    if other:
        services.tell(person=other, kind=REPLIED, once_for=reply.pk.hex, about=share)


def seen(share: Share, person: User) -> None:
    """The person looked at the share just now, so that nothing about it is new to them."""
    services.mark_seen(person=person, about=share)


def unseen_by(person: User) -> QuerySet[Notice]:
    """What was said about shares of the person's that they have not looked at yet."""
    said = Notice.objects.visible_to(person).unseen()
    return said.filter(kind__in=[ANSWERED, READ, REPLIED])


def unseen_words(person: User) -> QuerySet[Notice]:
    """Of these, where somebody said something, and has not only read it."""
    return unseen_by(person).exclude(kind=READ)


def register_kinds() -> None:
    register(
        Kind(
            key=WAITING,
            label=_("Somebody shares something with me"),
            text=lambda notice: _("%(who)s shared something with you."),
            still_open=_still_open,
            url=_page,
            who=_who,
            reads_others=_is_to_read,
        )
    )
    register(
        Kind(
            key=ANSWERED,
            label=_("Somebody answers what I shared"),
            text=lambda notice: _("%(who)s said something about what you shared."),
            still_open=_still_open,
            url=_page,
            who=_who,
            reads_others=_is_to_read,
        )
    )
    register(
        Kind(
            key=READ,
            label=_("Somebody has read what I shared"),
            text=lambda notice: _("%(who)s has read what you shared."),
            still_open=_still_open,
            url=_page,
            who=_who,
            reads_others=_is_to_read,
        )
    )
    register(
        Kind(
            key=REPLIED,
            label=_("The talk about something shared goes on"),
            text=lambda notice: _("%(who)s added to the talk about something shared."),
            still_open=_still_open,
            url=_page,
            who=_who,
            reads_others=_is_to_read,
        )
    )


def _still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    return things_of(Share.objects.visible_to(person).listed(), notices)


def _is_to_read(notice: Notice) -> bool:
    share: Share = notice.thing
    return share.author_id != notice.person_id


def _page(notice: Notice) -> str:
    share: Share = notice.thing
    if share.author_id == notice.person_id:
        return share.get_absolute_url()
    return reverse("journals:review_write", args=[share.pk])


def _who(notice: Notice) -> str:
    share: Share = notice.thing
    return share.reader_name if share.author_id == notice.person_id else str(share.author)
