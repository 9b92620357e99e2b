"""Two leaders who read one another: asking, a yes, a no, and the end."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import Share
from notices import services as notices
from notices.models import Notice
from people.models import User
from supervision import peers
from supervision.models import PeerRequest, Supervision
from supervision.services.pairs import NotPairedError
from tests.conftest import open_session, suspend
from tests.makers import make_entry, make_membership, make_share, make_team, make_user
from vault.ids import short

pytestmark = pytest.mark.django_db
LIST = reverse("journals:peer_list")


@pytest.fixture
def gwen(cast: SimpleNamespace) -> User:
    """Another leader of the house."""
    gwen = make_user("Gwen")
    make_membership(gwen, cast.team, "leader")
    return gwen


@pytest.fixture
def pair(dev: User, gwen: User) -> Supervision:
    request = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    peers.answer_peer(request=request, asked=gwen, yes=True)
    return peers.peers_of(dev)[0]


def news_of(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_a_yes_lets_each_share_with_the_other(dev: User, gwen: User, pair: Supervision) -> None:
    assert [one.supervisor for one in peers.peers_of(dev)] == [gwen]
    assert [one.supervisor for one in peers.peers_of(gwen)] == [dev]
    entry = make_entry(dev, title="A round")
    share = make_share(entry, pair)
    assert Share.objects.visible_to(gwen).get() == share
    assert news_of(dev) == ["peer-accepted"] and "peer-asked" not in news_of(gwen)


def test_a_no_is_told_to_nobody_and_may_be_asked_again(dev: User, gwen: User) -> None:
    request = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    peers.answer_peer(request=request, asked=gwen, yes=False)
    assert news_of(dev) == [] and news_of(gwen) == []
    assert not peers.peers_of(dev) and gwen in peers.may_be_asked(dev)


def test_asking_twice_is_asking_once_also_the_other_way(dev: User, gwen: User) -> None:
    first = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    assert peers.ask_peer(asker=dev, asked_id=gwen.pk) == first
    assert peers.ask_peer(asker=gwen, asked_id=dev.pk) == first
    assert news_of(gwen) == ["peer-asked"]


def test_only_leaders_of_ones_own_house_can_be_asked(cast: SimpleNamespace, gwen: User) -> None:
    elsewhere, away = make_user("Elsewhere"), make_user("Away")
    make_membership(elsewhere, make_team(), "leader")
    make_membership(away, cast.team, "leader")
    suspend(away)
    assert peers.may_be_asked(cast.dev) == [gwen]
    for other in (elsewhere, away, cast.amara, cast.dev):
        with pytest.raises(NotPairedError):
            peers.ask_peer(asker=cast.dev, asked_id=other.pk)
    with pytest.raises(NotPairedError):
        peers.ask_peer(asker=cast.amara, asked_id=cast.dev.pk)
    assert not PeerRequest.objects.exists()


def test_nobody_writes_round_to_a_whole_house(cast: SimpleNamespace) -> None:
    leaders = [make_user(f"Leader {n}") for n in range(peers.MOST_WAITING + 1)]
    for one in leaders:
        make_membership(one, cast.team, "leader")
    for one in leaders[:-1]:
        peers.ask_peer(asker=cast.dev, asked_id=one.pk)
    with pytest.raises(NotPairedError):
        peers.ask_peer(asker=cast.dev, asked_id=leaders[-1].pk)


def test_the_end_shuts_both_ways(dev: User, gwen: User, pair: Supervision) -> None:
    other = peers.peers_of(gwen)[0]
    make_share(make_entry(dev), pair)
    make_share(make_entry(gwen), other)
    client = open_session(Client(), gwen)
    page = reverse("journals:peer_end", args=[other.pk])
    assert "Dev" in client.get(page).text
    assert client.post(page).status_code == 303
    assert not peers.peers_of(dev) and not peers.peers_of(gwen)
    assert {share.state for share in Share.objects.all()} == {"closed"}


def test_an_answer_to_what_was_taken_back_does_nothing(dev: User, gwen: User) -> None:
    request = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    peers.take_back(request=request, asker=dev)
    peers.answer_peer(request=request, asked=gwen, yes=True)
    assert not Supervision.objects.filter(is_peer=True).exists()
    assert news_of(gwen) == []


@pytest.mark.parametrize("who", ["dev", "gwen"])
def test_a_request_lasts_as_long_as_both_lead(dev: User, gwen: User, who: str) -> None:
    request = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    {"dev": dev, "gwen": gwen}[who].memberships.update(roles=["member"])
    for person in (dev, gwen):
        assert not PeerRequest.objects.visible_to(person).exists()
    page = reverse("journals:peer_answer", args=[request.pk])
    assert open_session(Client(), gwen).post(page, {"say": "yes"}).status_code == 404
    assert not peers.answer_peer(request=request, asked=gwen, yes=True)
    assert not Supervision.objects.filter(is_peer=True).exists()


def test_a_request_of_another_house_is_in_nobodys_way(dev: User, gwen: User) -> None:
    peers.ask_peer(asker=dev, asked_id=gwen.pk)
    dev.memberships.update(roles=["member"])
    other = make_team()
    make_membership(dev, other, "leader")
    make_membership(gwen, other, "leader")
    again = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    assert again.organisation == other.organisation
    assert PeerRequest.objects.get() == again and news_of(gwen) == ["peer-asked"]


def test_a_yes_leaves_no_request_of_the_two_waiting(dev: User, gwen: User) -> None:
    """Two who ask each other at once, each before they see the other's."""
    request = peers.ask_peer(asker=dev, asked_id=gwen.pk)
    mirror = PeerRequest.objects.create(
        asker=gwen, asked=dev, organisation_id=request.organisation_id
    )
    notices.tell(person=dev, kind=peers.ASKED, once_for=mirror.pk.hex, about=mirror)
    assert peers.answer_peer(request=request, asked=gwen, yes=True)
    assert not PeerRequest.objects.waiting().exists()
    assert news_of(dev) == ["peer-accepted"] and news_of(gwen) == []


def test_through_the_pages(dev: User, gwen: User) -> None:
    asker, asked = open_session(Client(), dev), open_session(Client(), gwen)
    page = asker.get(LIST)
    assert "Gwen" in page.text and "@" not in page.text.split("<main", 1)[1].split("</main", 1)[0]
    asker.post(reverse("journals:peer_ask"), {"person": short(gwen.pk)})
    request = PeerRequest.objects.get()
    answer = reverse("journals:peer_answer", args=[request.pk])
    assert "Dev asks you to be peers" in asked.get(LIST).text
    asker.post(answer, {"say": "yes"})  # nobody says yes to themselves
    assert not peers.peers_of(dev) and "Nothing has changed" in asker.get(LIST).text
    assert asked.post(answer, {"say": "yes"}).status_code == 303
    assert "You are peers now" in asked.get(LIST).text
    assert asked.post(answer, {"say": "yes"}).status_code == 404


@pytest.mark.parametrize("person", ["", "x" * 22, "not-an-id"])
def test_nobody_of_that_id_is_asked(dev: User, person: str) -> None:
    client = open_session(Client(), dev)
    response = client.post(reverse("journals:peer_ask"), {"person": person}, follow=True)
    assert "Please choose somebody" in response.text or "Nothing was sent" in response.text
    assert not PeerRequest.objects.exists()


def test_who_leads_nowhere_is_told_so(amara: User) -> None:
    text = open_session(Client(), amara).get(LIST).text
    assert "for leaders" in text and "<select" not in text
