"""Moodle CVE-2016-8644, customcert CVE-2026-30884: a right held in one place, used in another."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Share
from journals.services import sharing
from people.models import Membership, Team, User
from supervision.models import Supervision
from tests.conftest import open_session
from tests.makers import (
    make_entry,
    make_membership,
    make_share,
    make_supervision,
    make_team,
    make_user,
)
from vault.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Team:
    return make_team(name="Ward 7")


@pytest.fixture
def there() -> Team:
    return make_team(name="Ward 12")


def pair_in(team: Team, supervisor: User) -> Supervision:
    nurse = make_user("Nurse")
    make_membership(nurse, team)
    return make_supervision(supervisor, nurse, organisation=team.organisation)


def reads(reader: User, share: Share) -> int:
    client = open_session(Client(), reader, factor=True)
    return client.get(reverse("journals:review_write", args=[share.pk])).status_code


def test_a_supervisor_of_two_houses_leaves_one(here: Team, there: Team) -> None:
    """Being a supervisor elsewhere opens nothing here any more, and keeps what is open there."""
    ben = make_user("Ben")
    for team in (here, there):
        make_membership(ben, team, "supervisor")
    shares = [
        make_share(make_entry(pair.supervisee), pair)
        for pair in (pair_in(here, ben), pair_in(there, ben))
    ]
    assert [reads(ben, share) for share in shares] == [200, 200]
    own = Membership.objects.filter(user=ben, organisation=here.organisation)
    own.update(ended_on=timezone.localdate() - timedelta(days=1))
    assert [reads(ben, share) for share in shares] == [404, 200]


def test_ids_of_two_writers_do_not_go_together(here: Team) -> None:
    """An own entry with somebody else's supervision, and the other way round."""
    ben = make_user("Ben")
    make_membership(ben, here, "supervisor")
    mine, hers = pair_in(here, ben), pair_in(here, ben)
    entry = make_entry(mine.supervisee)
    for wanted in ([hers.pk], [mine.pk, hers.pk]):
        with pytest.raises(sharing.NoReaderError):
            sharing.share_entry(
                entry_id=entry.pk,
                author=mine.supervisee,
                supervisions=wanted,
                chosen={"happened"},
                revision=entry.revision,
            )
    assert not Share.objects.filter(entry=entry).exists()


def test_a_supervisor_of_one_nurse_is_nobody_to_the_next(here: Team) -> None:
    ben, chloe = make_user("Ben"), make_user("Chloe")
    for person in (ben, chloe):
        make_membership(person, here, "supervisor")
    hers = pair_in(here, chloe)
    pair_in(here, ben)
    share = make_share(make_entry(hers.supervisee), hers)
    assert reads(ben, share) == 404
    client = open_session(Client(), ben, factor=True)
    for name in ("review_save", "review_reply", "review_acknowledge", "share_withdraw"):
        path = reverse(f"journals:{name}", args=[share.pk])
        forged = {"person": str(chloe.pk), "reader": str(chloe.pk), "text": "x", "id": new_id().hex}
        assert client.post(path, forged).status_code == 404, name
