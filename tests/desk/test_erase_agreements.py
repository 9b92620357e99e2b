"""What becomes of an agreement when one of the two erases their journal, and when both do."""

import pytest

from people.audit import verify_trail
from people.models import User
from supervision.models import Agreement, ParkedSheet, Signature, Supervision
from supervision.services.parking import park
from tests.desk.test_erase_shares import all_that_is_kept, erase
from tests.supervision.agreeing import agreed, change, draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.current().get(supervisor=ben, supervisee=amara)


def test_who_closes_takes_the_name_along_and_leaves_what_both_signed(
    pair: Supervision, amara: User, ben: User
) -> None:
    agreed(pair, aims="Aims canary")
    park(owner_id=ben.pk, page="agreement", fields={"aims": ["Parked canary"]}, about_id=pair.pk)
    name = ben.display_name
    erase(ben, closes=True)
    kept = Agreement.objects.visible_to(amara).get()
    assert kept.terms["aims"] == "Aims canary" and kept.is_in_force
    names = {one.person_id: one.name for one in Signature.objects.visible_to(amara)}
    assert names == {amara.pk: "Amara A. Nurse", ben.pk: ""}
    left = all_that_is_kept()
    assert "Ben B. Senior" not in left and name not in left and "Parked canary" not in left
    assert verify_trail(amara) is None
    assert not Agreement.objects.visible_to(User.objects.get(pk=ben.pk)).exists()


def test_when_both_have_left_nothing_is_left_of_it(
    pair: Supervision, amara: User, ben: User
) -> None:
    agreed(pair, aims="Aims canary")
    erase(ben, closes=True)
    erase(amara, closes=True)
    assert not Agreement.objects.exists() and not Signature.objects.exists()
    assert "Aims canary" not in all_that_is_kept()


def test_who_keeps_the_sign_in_goes_on_with_the_pair(
    pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara, aims="Aims canary")
    park(owner_id=amara.pk, page="agreement", fields={"aims": ["Parked"]}, about_id=pair.pk)
    erase(amara, closes=False)
    again = User.objects.get(pk=amara.pk)
    assert Agreement.objects.visible_to(again).get().terms["aims"] == "Aims canary"
    assert not ParkedSheet.objects.exists()
    assert change(draft, again, aims="Other aims").revision == draft.revision + 1
