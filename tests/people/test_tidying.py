"""What is no longer needed about people goes; what still works stays."""

from datetime import timedelta

from django.utils import timezone

from people.models import Address, HoldNotice, Invitation, User
from people.services.addresses import ask_address
from people.services.invitations import invite
from people.services.resets import complete_reset
from people.services.tidying import drop_stale


def test_drops_what_is_over_and_nothing_else(amara: User, ben: User, time_machine: object) -> None:
    start = timezone.now()
    time_machine.move_to(start, tick=False)  # type: ignore[attr-defined]
    ask_address(user=amara, address="a@home.example", for_sign_in=False)
    invite(address="old@example.test", base_url="http://testserver")
    complete_reset(user=ben, password="another long password", base_url="http://testserver")
    assert drop_stale() == 0
    time_machine.move_to(start + timedelta(days=38))  # type: ignore[attr-defined]
    invite(address="new@example.test", base_url="http://testserver")
    ask_address(user=amara, address="b@home.example", for_sign_in=False)
    drop_stale()
    assert [row.address for row in Address.objects.pending()] == ["b@home.example"]
    assert [row.address for row in Invitation.objects.all()] == ["new@example.test"]
    assert not HoldNotice.objects.exists()
    assert Address.objects.confirmed().filter(user=amara).count() == 1
