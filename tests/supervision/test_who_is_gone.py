"""Nobody answers for a house that they left, and nobody suspended is on offer."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Membership, User
from supervision.models import Handing, Supervision, SupervisionSession
from supervision.services import coming
from supervision.services.handing import answer_as_colleague, ask_handing
from tests.supervision.makers import make_drop_in

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def handing(cast: SimpleNamespace) -> Handing:
    pair = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    pair.organisation = cast.team.organisation
    pair.save()
    return ask_handing(
        supervision_id=pair.pk, actor=cast.ben, to_id=cast.chloe.pk, kind=Handing.Kind.HAND_ON
    )


def leave(person: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=person).update(ended_on=yesterday)


def test_a_colleague_who_left_the_house_sees_and_answers_nothing(
    sign_in: SignIn, cast: SimpleNamespace, handing: Handing
) -> None:
    hers = sign_in(Client(), cast.chloe, factor=True)
    where = reverse("journals:handing_detail", args=[handing.pk])
    assert hers.get(where).status_code == 200
    leave(cast.chloe)
    assert hers.get(where).status_code == 404
    assert hers.post(where, {"do": "yes"}).status_code == 404
    with pytest.raises(Handing.DoesNotExist):
        answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    assert where not in hers.get(reverse("supervision:pair_list")).text
    assert "asks whether you would" not in hers.get("/news/").text
    # Who asked can take it back, and ask somebody else.
    his = sign_in(Client(), cast.ben, factor=True)
    assert his.post(where, {"do": "back"}).status_code == 303
    handing.refresh_from_db()
    assert handing.state == Handing.State.TAKEN_BACK


def test_a_drop_in_of_somebody_suspended_is_not_offered(cast: SimpleNamespace) -> None:
    session = make_drop_in(cast.chloe, cast.team.organisation)
    offered = SupervisionSession.objects.offered_to(cast.ife)
    assert offered.get() == session
    User.objects.filter(pk=cast.chloe.pk).update(is_active=False)
    assert not offered.all().exists()
    with pytest.raises(SupervisionSession.DoesNotExist):
        coming.put_down(session_id=session.pk, person=cast.ife)
