"""What gives nobody a share to read: to decide about a worry, or to have signed an agreement."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Share
from journals.services import sharing
from people.models import User
from supervision.models import Agreement, Supervision
from tests.journals.concerns import WORDS, make_scene
from tests.makers import make_entry, make_share
from tests.supervision.agreeing import agreed

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def test_who_decides_about_a_worry_reads_nothing_of_what_it_is_about(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    scene = make_scene(cast)
    concern = scene.raise_it()
    for decides in (False, True):
        if decides:
            scene.set_day(concern, 9)
        for lead in (scene.lead, scene.second, scene.stranger):
            assert_reads_nothing(scene.share, lead, sign_in)


def test_who_signed_reads_the_agreement_on_and_nothing_that_was_shared(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    """Also on the day on which it ended by the clock, before anything was shut."""
    pair = Supervision.objects.get(supervisor=cast.ben, supervisee=cast.amara)
    signed = agreed(pair)
    share = make_share(make_entry(cast.amara, answers={"happened": WORDS}), pair)
    sharing.open_share(share_id=share.pk, reader=cast.ben)
    Supervision.objects.filter(pk=pair.pk).update(ended_on=timezone.localdate())
    assert Agreement.objects.visible_to(cast.ben).get() == signed
    assert Share.objects.get(pk=share.pk).is_open
    assert_reads_nothing(share, cast.ben, sign_in)


def assert_reads_nothing(share: Share, person: User, sign_in: SignIn) -> None:
    assert not Share.objects.visible_to(person).exists()
    with pytest.raises(Share.DoesNotExist):
        sharing.open_share(share_id=share.pk, reader=person)
    client = sign_in(Client(), person, factor=True)
    assert client.get(reverse("journals:review_write", args=[share.pk])).status_code == 404
    assert WORDS not in client.get(reverse("journals:review_list")).text
