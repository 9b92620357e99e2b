"""What the demonstration people shared: every state once, in order, and worth reading."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from journals.models import Reply, Review, Share, ShareMove
from meetings.news import PLANNED
from notices.models import Notice
from people import audit
from people.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(library, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    call_command("load_demo")


def person(name):
    return User.objects.get(email=f"{name}@demo.example")


def test_every_state_is_there_to_be_seen():
    given = Share.objects.filter(author=person("amara"))
    to_ben = given.filter(reader=person("ben")).order_by("state")
    assert [share.state for share in to_ben] == [
        "acknowledged",
        "acknowledged",
        "returned",
        "seen",
        "waiting",
    ]
    (second,) = given.filter(previous__isnull=False)
    assert second.previous.state == "returned"
    assert given.get(reader=person("farid")).state == "closed"
    outside = given.get(reader=None)
    assert (outside.state, outside.outside.kind) == ("withdrawn", "partner")
    assert Share.objects.filter(reader=person("chloe")).get().state == "returned"
    draft = Review.objects.get(share__state="seen")
    assert draft.words["noticed"] and not draft.is_given
    assert set(Reply.objects.values_list("by_writer", flat=True)) == {True, False}
    assert not mail.outbox


def test_each_reader_has_what_is_theirs_now():
    assert Share.objects.visible_to(person("ben")).count() == 5
    assert Share.objects.visible_to(person("chloe")).count() == 1
    for name in ("farid", "dev", "grace", "hana", "efua"):
        assert not Share.objects.visible_to(person(name)).exists(), name


def test_it_happened_in_order_and_not_just_now():
    today = timezone.localdate()
    for share in Share.objects.all():
        moves = list(ShareMove.objects.filter(share=share).values_list("at", flat=True))
        assert moves == sorted(moves)
        assert all(share.shared_at < moment <= share.moved_at for moment in moves)
        assert timezone.localdate(share.shared_at) < today
    for reply in Reply.objects.select_related("share__review"):
        assert reply.share.review.given_at < reply.made_at
    for name in ("amara", "ben", "ife", "chloe"):
        trail = AuditEvent.objects.filter(person=person(name)).order_by("number")
        times = list(trail.values_list("at", flat=True))
        assert times == sorted(times)
        assert audit.verify_trail(person(name)) is None


def test_what_was_given_shows_what_good_feedback_is():
    """Specific: every review asks a question and quotes what it speaks about."""
    for review in Review.objects.filter(given_at__isnull=False):
        assert review.words["question"].rstrip().endswith("?")
        assert len(review.words["noticed"].split()) > 15
    quoting = [r for r in Review.objects.all() if r.comments]
    assert len(quoting) >= 4


def test_old_news_was_looked_at_and_what_waits_is_new():
    def new_to(name):
        return {notice.kind for notice in Notice.objects.filter(person=person(name)).unseen()}

    assert new_to("ben") == {"share-waiting", PLANNED}  # a meeting is planned for tomorrow
    assert new_to("amara") == {PLANNED}
