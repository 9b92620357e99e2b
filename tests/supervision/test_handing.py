"""Handing on and standing in: nothing happens before both have said yes."""

from datetime import timedelta

import pytest

from journals.models import Share
from journals.services.endings import close_ended, end_supervision
from journals.services.handing import accept_as_writer, give_to_cover, waits_in_cover
from journals.services.reviewing import give_review
from journals.services.sharing import open_share
from people.days import house_day
from people.models import AuditEvent, Membership
from supervision.models import Handing, Supervision
from supervision.services.handing import (
    HandingRefused,
    answer_as_colleague,
    ask_handing,
    decline_as_writer,
    may_take,
    take_back,
)
from tests.makers import make_entry, make_share, make_supervision, make_words

Kind, State = Handing.Kind, Handing.State
TODAY = house_day


@pytest.fixture
def pair(cast):
    found = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    found.organisation = cast.team.organisation
    found.save()
    return found


def shared(pair):
    return make_share(make_entry(pair.supervisee, answers={"happened": "It rained."}), pair)


def ask(cast, pair, kind=Kind.HAND_ON, *, first=0, last=6, **more):
    days = {}
    if kind == Kind.COVER:
        days = {
            "first_on": TODAY() + timedelta(days=first),
            "last_on": TODAY() + timedelta(days=last),
        }
    asked = {"supervision_id": pair.pk, "actor": cast.ben, "to_id": cast.chloe.pk, "kind": kind}
    return ask_handing(**asked | days | more)


def done(cast, pair, kind=Kind.HAND_ON, **more):
    handing = ask(cast, pair, kind, **more)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    return accept_as_writer(handing_id=handing.pk, actor=cast.amara)


def test_only_a_supervisor_of_the_house_who_does_not_supervise_them_can_be_asked(cast, pair):
    assert may_take(pair) == [cast.chloe, cast.farid]
    for name in ("ben", "amara", "dev", "efua", "jo"):
        with pytest.raises(HandingRefused):
            ask(cast, pair, to_id=getattr(cast, name).pk)
    assert not Handing.objects.exists()


@pytest.mark.parametrize("name", ["amara", "chloe", "dev", "efua", "grace", "hana"])
def test_only_its_supervisor_asks(cast, pair, name):
    with pytest.raises(HandingRefused):
        ask(cast, pair, actor=getattr(cast, name))


def test_twice_asked_is_once(cast, pair):
    assert ask(cast, pair) == ask(cast, pair, to_id=cast.farid.pk)


def test_the_writer_sees_nothing_before_the_colleague_is_willing(cast, pair):
    handing = ask(cast, pair)
    assert not Handing.objects.visible_to(cast.amara).exists()
    with pytest.raises(Handing.DoesNotExist):
        accept_as_writer(handing_id=handing.pk, actor=cast.amara)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    assert Handing.objects.visible_to(cast.amara).get() == handing
    assert Supervision.objects.current().filter(pk=pair.pk).exists()


@pytest.mark.parametrize("who", ["dev", "efua", "farid", "grace", "hana", "ife", "jo"])
def test_nobody_else_sees_it(cast, pair, who):
    ask(cast, pair)
    assert not Handing.objects.visible_to(getattr(cast, who)).exists()


def test_nobody_answers_for_another(cast, pair):
    handing = ask(cast, pair)
    with pytest.raises(HandingRefused):
        answer_as_colleague(handing_id=handing.pk, actor=cast.ben, yes=True)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    assert accept_as_writer(handing_id=handing.pk, actor=cast.chloe).state == State.WILLING
    assert accept_as_writer(handing_id=handing.pk, actor=cast.ben).state == State.WILLING
    assert decline_as_writer(handing_id=handing.pk, actor=cast.chloe).state == State.WILLING


def test_handing_on_ends_the_old_one_and_opens_nothing_old(cast, pair):
    share = shared(pair)
    handing = done(cast, pair)
    assert handing.state == State.DONE
    assert handing.result.supervisor == cast.chloe and handing.result.covers is None
    assert not Supervision.objects.current().filter(pk=pair.pk).exists()
    share.refresh_from_db()
    assert share.state == Share.State.CLOSED
    assert not Share.objects.visible_to(cast.ben).exists()
    assert not Share.objects.visible_to(cast.chloe).exists()
    accept_as_writer(handing_id=handing.pk, actor=cast.amara)  # pressed twice
    assert Supervision.objects.current().filter(supervisee=cast.amara).count() == 1


def test_a_no_of_the_writer_changes_nothing(cast, pair):
    handing = ask(cast, pair)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    assert decline_as_writer(handing_id=handing.pk, actor=cast.amara).state == State.DECLINED
    assert accept_as_writer(handing_id=handing.pk, actor=cast.amara).state == State.DECLINED
    assert list(Supervision.objects.current().filter(supervisee=cast.amara)) == [pair]


def test_what_was_taken_back_cannot_be_accepted(cast, pair):
    handing = ask(cast, pair)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    take_back(handing_id=handing.pk, actor=cast.ben)
    assert accept_as_writer(handing_id=handing.pk, actor=cast.amara).state == State.TAKEN_BACK
    assert list(Supervision.objects.current().filter(supervisee=cast.amara)) == [pair]


def test_nobody_takes_over_what_has_ended(cast, pair):
    handing = ask(cast, pair)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    end_supervision(supervision=pair, actor=cast.amara)
    assert accept_as_writer(handing_id=handing.pk, actor=cast.amara).state == State.TAKEN_BACK
    assert not Supervision.objects.current().filter(supervisee=cast.amara).exists()


def test_nor_somebody_who_is_no_supervisor_any_more(cast, pair):
    handing = ask(cast, pair)
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    Membership.objects.filter(user=cast.chloe).update(roles=["member"])
    with pytest.raises(HandingRefused):
        accept_as_writer(handing_id=handing.pk, actor=cast.amara)
    assert Supervision.objects.current().filter(pk=pair.pk).exists()


def test_who_stands_in_reads_only_what_the_writer_gives_and_only_in_those_days(cast, pair):
    share = shared(pair)
    other = shared(pair)
    cover = done(cast, pair, Kind.COVER).result
    assert not Share.objects.visible_to(cast.chloe).exists()
    assert {one.pk for one in waits_in_cover(cover, cast.amara)} == {share.pk, other.pk}
    given = give_to_cover(cover_id=cover.pk, writer=cast.amara, share_ids=[share.pk])
    assert given == 1
    copy = Share.objects.visible_to(cast.chloe).get()
    assert (copy.entry_id, copy.snapshot) == (share.entry_id, share.snapshot)
    assert [one.pk for one in waits_in_cover(cover, cast.amara)] == [other.pk]
    # Once more changes nothing, and the one who is away keeps theirs.
    assert give_to_cover(cover_id=cover.pk, writer=cast.amara, share_ids=[share.pk]) == 0
    assert Share.objects.visible_to(cast.ben).count() == 2
    Supervision.objects.filter(pk=cover.pk).update(ended_on=TODAY())
    assert not Share.objects.visible_to(cast.chloe).exists()
    assert close_ended() == 1
    assert Supervision.objects.current().filter(pk=pair.pk).exists()


def test_who_stands_in_can_answer(cast, pair):
    share = shared(pair)
    cover = done(cast, pair, Kind.COVER).result
    give_to_cover(cover_id=cover.pk, writer=cast.amara, share_ids=[share.pk])
    copy = Share.objects.visible_to(cast.chloe).get()
    assert open_share(share_id=copy.pk, reader=cast.chloe).state == Share.State.SEEN
    revision = make_words(copy).revision
    give_review(share_id=copy.pk, reader=cast.chloe, outcome="acknowledged", revision=revision)
    states = dict(Share.objects.values_list("reader__display_name", "state"))
    assert states == {"Ben": Share.State.WAITING, "Chloe": Share.State.ACKNOWLEDGED}


def test_nobody_gives_what_is_not_theirs_nor_to_another(cast, pair):
    cover = done(cast, pair, Kind.COVER).result
    foreign = shared(make_supervision(cast.ben, cast.ife))
    assert give_to_cover(cover_id=cover.pk, writer=cast.amara, share_ids=[foreign.pk]) == 0
    for who, cover_id in ((cast.ben, cover.pk), (cast.ife, cover.pk), (cast.amara, pair.pk)):
        with pytest.raises(Supervision.DoesNotExist):
            give_to_cover(cover_id=cover_id, writer=who, share_ids=[foreign.pk])


def test_standing_in_ends_with_the_supervision(cast, pair):
    share = shared(pair)
    cover = done(cast, pair, Kind.COVER).result
    give_to_cover(cover_id=cover.pk, writer=cast.amara, share_ids=[share.pk])
    end_supervision(supervision=pair, actor=cast.amara)
    cover.refresh_from_db()
    assert cover.ended_on == TODAY()
    assert set(Share.objects.values_list("state", flat=True)) == {Share.State.CLOSED}


def test_standing_in_later_opens_nothing_before(cast, pair):
    cover = done(cast, pair, Kind.COVER, first=3, last=5).result
    assert not Supervision.objects.current().filter(pk=cover.pk).exists()
    with pytest.raises(Supervision.DoesNotExist):
        give_to_cover(cover_id=cover.pk, writer=cast.amara, share_ids=[])


@pytest.mark.parametrize(("first", "last"), [(0, -1), (-9, -2), (0, 400)])
def test_days_that_cannot_be_are_refused(cast, pair, first, last):
    with pytest.raises(HandingRefused):
        ask(cast, pair, Kind.COVER, first=first, last=last)


def test_the_trails_say_who_did_what(cast, pair):
    handing = done(cast, pair)
    for person in (cast.amara, cast.ben, cast.chloe):
        rows = AuditEvent.objects.filter(person=person, object_id=handing.pk)
        assert rows.filter(actor_id=cast.amara.pk, action="handing-answered").count() == 1
