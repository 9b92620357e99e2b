"""The one notice of shares that have waited long: how many, and no word of whose or of what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from journals.models import Share
from notices import services
from notices.kinds import Kind, register
from notices.models import Notice
from people.days import house_day
from people.models import User

LONG = "shares-wait-long"
WORKING_DAYS = 5
SATURDAY = 5


def waits_since(at: datetime | None = None) -> datetime:
    """What was shared before this moment has waited for so many working days."""
    moment, left = at or timezone.now(), WORKING_DAYS
    while left:
        left -= house_day(moment).weekday() < SATURDAY
        moment -= timedelta(days=1)
    return moment


def how_many(person: User) -> int:
    own = Share.objects.open_to(person).to_be_read()
    return own.filter(shared_at__lte=waits_since()).count()


def waits_long(person: User) -> None:
    """In the place of the last reminder, if there was one."""
    services.retract(kind=LONG, about=person)
    services.tell(person=person, kind=LONG, once_for=house_day().isoformat(), about=person)


def waits_no_more(share: Share) -> None:
    """It was answered, or is shut: where nothing waits long any more, the reminder is no news.

    It stays among what was seen, so that the next one comes a week after it all the same.
    """
    person = share.reader
    if person is None:
        return
    told = Notice.objects.filter(person=person, kind=LONG).unseen()
    if told.exists() and not how_many(person):
        services.mark_seen(person=person, about=person)


def register_kind() -> None:
    register(
        Kind(
            key=LONG,
            label=_("Something shared with me has waited for some days (once a week at most)"),
            text=_sentence,
            still_open=_still_wait,
            url=lambda notice: reverse("journals:review_list"),
        )
    )


def _still_wait(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    number = how_many(person)
    for notice in notices:
        notice.thing = number
    return {notice.pk for notice in notices} if number else set()


def _sentence(notice: Notice) -> str:
    number: int = notice.thing
    return ngettext(
        "One thing that was shared with you has waited for some days. A few words are enough.",
        "%(number)s things that were shared with you have waited for some days. "
        "A few words on one are enough.",
        number,
    ) % {"number": number}
