"""The mail that says that something is new: at most one a day, and only to whom asked for it.

No two processes send the same mail: each claims the person's row first, by one UPDATE that
only one of them can win. The claim is committed before anything is sent, so that no lock
waits for a mail server. Only what may still be opened at that moment is counted.

What SMTP cannot tell us: a process that ends, or a connection that breaks, between the mail
server's yes and our note of it. Then the mail goes a second time, after CLAIM_TIME or the
wait, rather than never. Its Message-ID is the same, by which most mailboxes show it once.
"""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from notices import kinds
from notices.models import Notice, Wish
from people import mail

log = logging.getLogger("notices.posting")

# After so many in a row the mail server is taken to be away; the next round tries again.
GIVE_UP = 3


def send_due() -> int:
    """Send what is due. May run twice at once, or late. How many mails went."""
    sent = failed = 0
    for wish in list(Wish.objects.due(timezone.now()).select_related("person")):
        went = _send_to(wish)
        if went:
            sent, failed = sent + 1, 0
        elif went is False and (failed := failed + 1) == GIVE_UP:
            break
    return sent


def _send_to(wish: Wish) -> bool | None:
    """Whether the mail went; None if there was nothing to send, or somebody else sends it."""
    now = timezone.now()
    if not wish.is_time(now) or not _claim(wish, now):
        return None
    notices: list[Notice] = []
    went = None
    try:
        notices = _to_tell(wish, now)
        if notices:
            went = _mail(wish, len(notices))
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  one room's mistake must not keep others' mail
        log.error("A notice could not be looked at: %s.", type(error).__name__)
        went = False
    _settle(wish, notices, went)
    return went


def _claim(wish: Wish, now: datetime) -> bool:
    """Take the row if it is still as it was found.

    One table and plain conditions: where two processes race, PostgreSQL looks at a joined
    table as it was before, and both would win.
    """
    as_found = Wish.objects.filter(
        pk=wish.pk, claimed_at=wish.claimed_at, mailed_at=wish.mailed_at, tries=wish.tries
    )
    wish.claimed_at = now
    return as_found.update(claimed_at=now) == 1


def _to_tell(wish: Wish, now: datetime) -> list[Notice]:
    """What may be told at this moment. What may not be opened any more is dropped."""
    fresh = Wish.objects.reachable(now).select_related("person").filter(pk=wish.pk).first()
    if fresh is None or not fresh.is_time(now):
        return []
    wish.person = fresh.person
    waiting = Notice.objects.waiting().filter(person=fresh.person)
    notices = list(waiting.exclude(kind__in=fresh.unwanted).newest_first())
    still_open = kinds.still_open(fresh.person, notices)
    closed = {notice.pk for notice in notices} - {notice.pk for notice in still_open}
    Notice.objects.filter(pk__in=closed).update(dropped_at=now)
    return still_open


def _mail(wish: Wish, number: int) -> bool:
    context = {
        "number": number,
        "words": capfirst(in_words(number)),
        "link": settings.SITE_URL + reverse("notices:notice_list"),
        "wishes": settings.SITE_URL + reverse("notices:wishes"),
    }
    # Auto-Submitted: so that no absence reply comes back.
    headers = {"Message-ID": _message_id(wish), "Auto-Submitted": "auto-generated"}
    return mail.send("something_new", wish.person.email, context, headers)


def _message_id(wish: Wish) -> str:
    """The same until this mail is known to have gone, and it says nothing about anybody."""
    what = f"{wish.pk} {wish.mailed_at and wish.mailed_at.timestamp()}"
    digest = salted_hmac("notices.posting", what, algorithm="sha256").hexdigest()[:40]
    return f"<{digest}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>"


@transaction.atomic
def _settle(wish: Wish, notices: list[Notice], went: bool | None) -> None:
    """Give the claim back, with what became of it, if it is still ours."""
    ours = Wish.objects.filter(pk=wish.pk, claimed_at=wish.claimed_at)
    now = timezone.now()
    if went is None:
        ours.update(claimed_at=None)
    elif went:
        ours.update(claimed_at=None, mailed_at=now, tries=0, try_after=None)
        told = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=told, mailed_at__isnull=True).update(mailed_at=now)
    else:
        ours.update(claimed_at=None, tries=wish.tries + 1, try_after=now + wish.next_wait)


def in_words(number: int) -> str:
    """Up to ten. More than that need not be counted in a mail."""
    words = [_("one"), _("two"), _("three"), _("four"), _("five")]
    words += [_("six"), _("seven"), _("eight"), _("nine"), _("ten")]
    return words[number - 1] if number <= len(words) else _("more than ten")
