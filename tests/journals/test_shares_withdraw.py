"""Taking back everything at once, also while a reset waits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Share, ShareMove
from journals.services import sharing
from notices.models import Notice
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.journals.outside import NAME, confirm, make_outside
from tests.makers import make_entry, make_share, make_supervision

pytestmark = pytest.mark.django_db

URL = "/shared/withdraw/"


@pytest.fixture
def pair(cast) -> Supervision:
    return Supervision.objects.get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def shares(cast, pair) -> list[Share]:
    entry = make_entry(cast.amara, title="The night of the storm")
    other = make_supervision(cast.chloe, cast.amara)
    shares = [make_share(entry, pair), make_share(entry, other), make_outside(entry)]
    sharing.open_share(share_id=shares[1].pk, reader=cast.chloe)
    return shares


def hold(person: User) -> None:
    until = timezone.now() + timedelta(days=9)
    User.objects.filter(pk=person.pk).update(held_until=until)


def states() -> set[str]:
    return set(Share.objects.values_list("state", flat=True))


@pytest.mark.parametrize("held", [False, True])
def test_everything_is_shut_at_once(client, cast, sign_in, shares, held):
    reader = confirm(Client())
    sign_in(client, cast.amara)
    if held:
        hold(cast.amara)
    assert client.get(URL).status_code == 200
    assert states() == {"waiting", "seen"}
    answer = client.post(URL)
    assert (answer.status_code, answer.url) == (303, "/shared/")
    assert states() == {"withdrawn"}
    assert not Share.objects.visible_to(cast.ben).exists()
    assert reader.get("/read/").status_code == 404
    moves = ShareMove.objects.filter(after="withdrawn")
    assert {move.by for move in moves} == {cast.amara} and moves.count() == 3
    trail = AuditEvent.objects.filter(person=cast.amara, action="share-withdrawn")
    assert {event.object_id for event in trail} == {share.pk for share in shares}
    assert not Notice.objects.filter(kind="share-waiting").exists()
    said = client.get(answer.url, follow=True).content.decode()
    assert "Nobody else can open anything of yours" in said


def test_a_held_writer_is_shown_nothing_of_it(client, cast, sign_in, shares):
    sign_in(client, cast.amara)
    hold(cast.amara)
    page = client.get(URL).content.decode()
    done = client.post(URL, follow=True).content.decode()
    for word in ("storm", "Ben", "Chloe", NAME, "Okafor"):
        assert word not in page and word not in done
    Share.objects.all().delete()
    assert client.get(URL).content.decode().count("<li") == page.count("<li")
    one = client.get(reverse("journals:share_withdraw", args=[shares[0].pk]))
    assert one.url.startswith("/me/wait/")


def test_the_wait_leads_there(client, cast, sign_in):
    sign_in(client, cast.amara)
    hold(cast.amara)
    assert URL in client.get("/me/wait/").content.decode()


def test_nobody_elses_and_nothing_shut_is_touched(client, cast, sign_in, pair, shares):
    hers = make_share(make_entry(cast.ife), make_supervision(cast.ben, cast.ife))
    back = sharing.withdraw_share(share_id=shares[0].pk, author=cast.amara)
    sign_in(client, cast.amara)
    for _again in range(2):
        assert client.post(URL).status_code == 303
    hers.refresh_from_db()
    assert hers.state == "waiting"
    assert ShareMove.objects.filter(share=back).count() == 1
    # What a reader was given is not theirs to take back.
    sign_in(client, cast.ben)
    client.post(URL)
    hers.refresh_from_db()
    assert hers.state == "waiting"
