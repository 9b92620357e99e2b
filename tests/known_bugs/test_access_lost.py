"""Moodle CVE-2016-5014, Flarum CVE-2023-22488: mail about what one may not open any more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from journals.models import Share
from journals.services import entries, sharing
from journals.services.endings import end_supervision
from notices import services as notices
from notices.models import Notice
from people.models import Membership, User
from supervision.models import Supervision
from supervision.pair_news import ENDED
from tests.makers import make_entry, make_share, make_supervision, make_team, make_user
from tests.notices.makers import make_wish

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def withdraw(share: Share) -> None:
    sharing.withdraw_share(share_id=share.pk, author=share.author)


def delete(share: Share) -> None:
    entries.delete_entry(entry=share.entry, actor=share.author)


def end(share: Share) -> None:
    assert share.supervision is not None
    end_supervision(supervision=share.supervision, actor=share.author)


def end_by_the_calendar(share: Share) -> None:
    over = timezone.localdate() - timedelta(days=1)
    Supervision.objects.filter(pk=share.supervision_id).update(ended_on=over)


def leave_the_house(share: Share) -> None:
    Membership.objects.filter(user=share.reader).update(ended_on=timezone.localdate())


def suspend(share: Share) -> None:
    User.objects.filter(pk=share.reader_id).update(is_active=False)


def hold(share: Share) -> None:
    until = timezone.now() + timedelta(days=9)
    User.objects.filter(pk=share.reader_id).update(held_until=until)


LOSING = [withdraw, delete, end, end_by_the_calendar, leave_the_house, suspend, hold]


def make_told() -> tuple[Share, User]:
    """A share of which its reader has been told, and will be mailed at noon."""
    team = make_team()
    author, reader = make_user("Amara"), make_user("Ben", time_zone="UTC")
    for person in (author, reader):
        started = timezone.localdate() - timedelta(days=300)
        Membership.objects.create(
            user=person,
            organisation=team.organisation,
            roles=["member", "supervisor"],
            started_on=started,
        )
    make_wish(reader, unwanted=[ENDED])  # that it ended they may hear; of the share nothing
    pair = make_supervision(reader, author, organisation=team.organisation)
    return make_share(make_entry(author), pair), reader


@pytest.mark.parametrize("lose", LOSING)
def test_no_mail_tells_of_what_was_closed_since(lose: Callable[[Share], None]) -> None:
    with time_machine.travel(NOON - timedelta(hours=2)):
        share, reader = make_told()
        assert Notice.objects.visible_to(reader).exists()
        lose(share)
    with time_machine.travel(NOON):
        notices.send_due()
    assert mail.outbox == []


def test_while_it_is_open_a_mail_goes() -> None:
    with time_machine.travel(NOON - timedelta(hours=2)):
        _share, reader = make_told()
    with time_machine.travel(NOON):
        notices.send_due()
    assert [message.to for message in mail.outbox] == [[reader.email]]
