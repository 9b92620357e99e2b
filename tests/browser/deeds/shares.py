"""What was shared, and the news of it."""

from datetime import timedelta

from django.utils import timezone

from journals.models import Entry, OutsideReader, Share
from journals.news import answered
from journals.services.depth import turn_depth
from journals.services.sharing import withdraw_share
from notices.models import Notice
from people.tokens import digest, new_token
from supervision.models import Supervision
from tests.browser.deeds.rows import entry_of, plain_version, user_of
from tests.journals.outside import make_outside
from tests.makers import make_entry, make_share, make_supervision, make_user
from vault.ids import from_short, short


def share(entry: str, *chosen: str, ask: str = "", days: int = 0) -> str:
    """Shared with its author's supervisor (see `member`), so many days ago."""
    found = entry_of(entry)
    pair = Supervision.objects.current().get(supervisee=found.author)
    given = make_share(found, pair, *chosen, ask=ask)
    Share.objects.filter(pk=given.pk).update(shared_at=timezone.now() - timedelta(days=days))
    return short(given.pk)


def depth(id: str) -> None:
    """The person wants words for depth."""
    turn_depth(person=user_of(id), on=True)


def withdraw(share: str) -> None:
    found = Share.objects.get(pk=from_short(share))
    withdraw_share(share_id=found.pk, author=found.author)


def link_outside(entry: Entry) -> str:
    given, token = make_outside(entry), new_token()
    links = OutsideReader.objects.filter(share=given)
    links.update(link_digest=digest("outside-link", token))
    return token


def end_reading() -> None:
    """As if every reader from outside had been away for long."""
    OutsideReader.objects.update(browser_ends_at=timezone.now())


def news(id: str, count: int = 3) -> None:
    """Things that a supervisor answered; the oldest was looked at before."""
    user = user_of(id)
    supervision = make_supervision(make_user("Ben Adeyemi"), user)
    for number in range(count):
        share = make_share(make_entry(user, plain_version(), title="Not in the news"), supervision)
        answered(share)
        at = timezone.now() - timedelta(days=number)
        seen_at = at if number == count - 1 else None
        Notice.objects.filter(about_id=share.pk).update(made_at=at, seen_at=seen_at)
