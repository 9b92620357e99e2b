"""Choosing what comes back, telling of it when its day has come, and looking back."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from journals import coming_back_news as news
from journals.coming_back import PROGRAMME, SIX_WEEKS, is_away, that_may_be_looked_back_on
from journals.models import ComingBack, Entry, LookingBack
from notices.models import Notice
from notices.services import wish_of
from people import audit
from people.models import User
from prompts.models import PromptVersion

REST = timedelta(days=7)  # between two of these notices, however many entries there are
LATE = timedelta(days=14)  # after which it is not said any more


class NothingToAskError(LookupError):
    """The library has no questions for looking back."""


@transaction.atomic
def choose(*, person: User, on_this_day: bool, six_weeks: bool) -> bool:
    """Says whether it stood otherwise."""
    rows = ComingBack.objects.select_for_update(no_key=True)
    row, _made = rows.get_or_create(person=person)
    now, changed = timezone.now(), False
    for name, on in (("on_this_day_since", on_this_day), ("six_weeks_since", six_weeks)):
        if on != (getattr(row, name) is not None):
            setattr(row, name, now if on else None)
            changed = True
    if changed:
        row.save()
        audit.record(person=person, actor=person, action=audit.Action.COMING_BACK_CHOSEN)
    return changed


def tell_due() -> int:
    """Tell whoever asked for it that six weeks have passed. How many were told.

    One entry a week at most, and nobody who is on leave, held, or whose journal is being erased.
    """
    now = timezone.now()
    wanted = ComingBack.objects.filter(
        Q(person__held_until__isnull=True) | Q(person__held_until__lte=now),
        six_weeks_since__isnull=False,
        person__is_active=True,
        person__erase_after__isnull=True,
    )
    return sum(_tell(pk, now) for pk in list(wanted.values_list("pk", flat=True)))


@transaction.atomic
def _tell(person_id: uuid.UUID, now: datetime) -> int:
    # Locked, so that two rounds at once tell once; read anew, for it may be turned off just now.
    rows = ComingBack.objects.select_for_update(of=("self",), no_key=True)
    choice = rows.filter(pk=person_id, six_weeks_since__isnull=False).first()
    person = User.objects.filter(pk=person_id, is_active=True, erase_after__isnull=True).first()
    if choice is None or person is None or choice.six_weeks_since is None:
        return 0
    told = Notice.objects.filter(person=person, kind=news.SIX_WEEKS_ON)
    if (
        told.filter(made_at__gt=now - REST).exists()
        or news.SIX_WEEKS_ON in wish_of(person).unwanted
        or is_away(person)
    ):
        return 0
    since = max(now - LATE, choice.six_weeks_since) - SIX_WEEKS
    due = (
        that_may_be_looked_back_on(Entry.objects.visible_to(person))
        .finished()
        .filter(finished_at__gt=since, finished_at__lte=now - SIX_WEEKS)
        .exclude(pk__in=told.filter(about_id__isnull=False).values("about_id"))
        .exclude(Exists(LookingBack.objects.filter(earlier=OuterRef("pk"))))
    )
    entry = due.select_related("author").order_by("finished_at", "pk").first()
    if entry is not None:
        news.six_weeks_on(entry)
    return int(entry is not None)


@transaction.atomic
def look_back(*, earlier: Entry, author: User) -> Entry:
    """Begin an entry about what became of an earlier one, or go on with the one begun before."""
    Entry.objects.select_for_update(of=("self",), no_key=True).get(pk=earlier.pk)
    own = Entry.objects.visible_to(author).drafts()
    before = LookingBack.objects.filter(earlier=earlier, entry__in=own).select_related("entry")
    if found := before.first():
        return found.entry
    version = (
        PromptVersion.objects.visible_to(author)
        .current()
        .filter(prompt__programme__key=PROGRAMME)
        .order_by("prompt__position")
        .first()
    )
    if version is None:
        raise NothingToAskError
    entry = Entry.objects.create(
        author=author, key_holder_id=author.key_holder_id, prompt_version=version
    )
    LookingBack.objects.create(entry=entry, earlier=earlier)
    return entry
