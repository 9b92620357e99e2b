"""A copy is no way round the second step that others' words ask for on their own pages."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.conftest import open_session
from tests.makers import PASSWORD, make_membership, make_supervision, make_user
from tests.supervision.makers import make_drop_in

pytestmark = pytest.mark.django_db
WHERE = "/take-out/"
EXPORTED = AuditEvent.Action.JOURNAL_EXPORTED


def takes(client: Client, person: User) -> bool:
    """Whether the copy is handed out; or they are led to the second step, by both methods."""
    looked = client.get(WHERE)
    asked = client.post(WHERE, {"password": PASSWORD})
    exported = AuditEvent.objects.filter(person=person, action=EXPORTED).exists()
    if asked.status_code == 200:
        assert asked.headers["Content-Type"] == "application/zip" and exported
        return True
    for answer in (looked, asked):
        assert answer.status_code in (302, 303)
        assert "/me/second-step/" in answer.headers["Location"]
    assert not exported
    return False


@pytest.mark.parametrize("name", ["ben", "farid"])  # who supervises, and who did
def test_a_supervisor_needs_the_second_step(cast: SimpleNamespace, name: str) -> None:
    person = getattr(cast, name)
    assert not takes(open_session(Client(), person), person)
    assert takes(open_session(Client(), person, factor=True), person)


@pytest.mark.parametrize("name", ["amara", "ife"])  # one of them is supervised
def test_who_supervises_nobody_needs_none(cast: SimpleNamespace, name: str) -> None:
    person = getattr(cast, name)
    assert takes(open_session(Client(), person), person)


def test_peers_and_who_holds_drop_ins_need_it(cast: SimpleNamespace) -> None:
    peer = make_user("Peer")
    make_supervision(peer, cast.dev, is_peer=True)
    host = make_user("Host")
    make_membership(host, cast.team, "supervisor")
    make_drop_in(host, cast.team.organisation)
    for person in (peer, host):
        assert not takes(open_session(Client(), person), person)


def test_also_when_the_supervision_is_over(cast: SimpleNamespace) -> None:
    Supervision.objects.filter(supervisor=cast.ben).update(ended_on=timezone.localdate())
    assert not takes(open_session(Client(), cast.ben), cast.ben)
