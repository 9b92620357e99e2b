"""What an operator types to pair two people and to end a supervision."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from journals.models import Share
from people import audit
from people.models import AuditEvent
from supervision.models import Supervision
from tests.makers import make_entry, make_membership, make_organisation, make_share, make_team

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def pair(supervisor, supervisee, **options) -> None:
    call_command("pair", supervisor.email, supervisee.email, **options)


def end(supervisor, supervisee, **options) -> None:
    call_command("end_supervision", supervisor.email, supervisee.email, **options)


def running(supervisor, supervisee):
    return Supervision.objects.current().filter(supervisor=supervisor, supervisee=supervisee)


def test_two_of_one_organisation_are_paired_from_today(cast: SimpleNamespace, capsys) -> None:
    pair(cast.chloe, cast.amara)
    row = running(cast.chloe, cast.amara).get()
    assert row.started_on == TODAY()
    assert row.organisation in {m.organisation for m in cast.amara.memberships.all()}
    assert "supervises" in capsys.readouterr().out


def test_nobody_is_paired_twice(cast: SimpleNamespace) -> None:
    for _time in range(2):
        with pytest.raises(CommandError, match="paired already"):
            pair(cast.ben, cast.amara)
    assert running(cast.ben, cast.amara).count() == 1


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("command", ["pair", "end_supervision"])
def test_an_unknown_address_is_named(cast: SimpleNamespace, command: str, which: int) -> None:
    addresses = [cast.ben.email, cast.amara.email]
    addresses[which] = "nobody@example.test"
    with pytest.raises(CommandError, match="Nobody here has the address nobody@"):
        call_command(command, *addresses)


def test_only_a_supervisor_of_that_organisation_is_paired(cast: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="not a supervisor in"):
        pair(cast.dev, cast.amara)
    with pytest.raises(CommandError, match="do not belong to one organisation"):
        pair(cast.ben, cast.efua)
    with pytest.raises(CommandError, match="does not belong to"):
        pair(cast.ben, cast.efua, organisation=cast.ben.memberships.get().organisation.name)


def test_who_left_is_no_supervisor_there(cast: SimpleNamespace) -> None:
    cast.chloe.memberships.update(ended_on=TODAY())
    with pytest.raises(CommandError, match="do not belong to one organisation"):
        pair(cast.chloe, cast.amara)


def test_nobody_supervises_themselves(cast: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="themselves"):
        pair(cast.ben, cast.ben)


def test_an_organisation_is_named_when_there_are_two(cast: SimpleNamespace) -> None:
    other = make_team(make_organisation("Second House"))
    make_membership(cast.chloe, other, "supervisor")
    make_membership(cast.amara, other, "member")
    with pytest.raises(CommandError, match="more than one organisation"):
        pair(cast.chloe, cast.amara)
    with pytest.raises(CommandError, match="no organisation called"):
        pair(cast.chloe, cast.amara, organisation="Third House")
    pair(cast.chloe, cast.amara, organisation="Second House")
    assert running(cast.chloe, cast.amara).get().organisation == other.organisation
    make_organisation("Second House")
    with pytest.raises(CommandError, match="two organisations of that name"):
        pair(cast.ben, cast.amara, organisation="Second House")


def test_ending_shuts_what_was_shared_and_says_so_in_the_trail(cast: SimpleNamespace) -> None:
    share = make_share(make_entry(cast.amara), running(cast.ben, cast.amara).get())
    end(cast.ben, cast.amara)
    assert not running(cast.ben, cast.amara).exists()
    assert not Share.objects.visible_to(cast.ben).exists()
    assert Share.objects.visible_to(cast.amara).get().state == "closed"
    row = AuditEvent.objects.filter(person=cast.amara, object_id=share.pk).latest("number")
    assert (row.action, row.is_by_calendar) == ("share-closed", True)
    assert audit.verify_trail(cast.amara) is None


def test_it_ends_once(cast: SimpleNamespace) -> None:
    end(cast.ben, cast.amara)
    for pair_of in ((cast.ben, cast.amara), (cast.farid, cast.amara), (cast.amara, cast.ben)):
        with pytest.raises(CommandError, match="No supervision of these two"):
            end(*pair_of)


def test_pairing_again_opens_nothing_old(cast: SimpleNamespace) -> None:
    make_share(make_entry(cast.amara), running(cast.ben, cast.amara).get())
    end(cast.ben, cast.amara)
    pair(cast.ben, cast.amara)
    assert running(cast.ben, cast.amara).exists()
    assert not Share.objects.visible_to(cast.ben).exists()


def test_an_end_to_come_leaves_it_open_until_then(cast: SimpleNamespace) -> None:
    share = make_share(make_entry(cast.amara), running(cast.ben, cast.amara).get())
    end(cast.ben, cast.amara, on=(TODAY() + timedelta(days=3)).isoformat())
    assert running(cast.ben, cast.amara).get().ended_on == TODAY() + timedelta(days=3)
    assert Share.objects.visible_to(cast.ben).get() == share
    with pytest.raises(CommandError, match="paired already"):
        pair(cast.ben, cast.amara)
    end(cast.ben, cast.amara)  # sooner, after all
    assert not Share.objects.visible_to(cast.ben).exists()


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "22/11/2026", "2020-01-01"])
def test_a_day_that_is_none_or_gone_changes_nothing(cast: SimpleNamespace, day: str) -> None:
    with pytest.raises(CommandError):
        end(cast.ben, cast.amara, on=day)
    assert running(cast.ben, cast.amara).get().ended_on is None
