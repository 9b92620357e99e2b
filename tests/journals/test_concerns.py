"""The course of a worry about safety: who may do what, when its writer knows, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from desk.services import CLOSING, ask_erasure, erase_due
from desk.ticking import tick
from journals import concern_news as news
from journals.models import Concern, ConcernStep, InvalidMove, Share
from journals.services import concerns, endings, entries, sharing
from journals.services.concerns import NotDecidedError
from notices.models import Notice
from people.audit import verify_trail
from people.models import AuditEvent, Membership, User
from people.services import resets
from supervision.models import Supervision
from tests.journals.concerns import Scene, after, make_scene
from tests.makers import make_entry, make_membership, make_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def kinds(concern: Concern) -> list[str]:
    steps = ConcernStep.objects.filter(concern=concern)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    return [step.kind for step in steps]


def trail(person: User) -> list[tuple[str, bool]]:
    """Rows about worries: what, and whether the person did it themselves."""
    rows = AuditEvent.objects.filter(person=person, object_type="concern").order_by("number")
    assert verify_trail(person) is None
    return [(row.action, row.actor_id == person.pk) for row in rows]


def told(person: User) -> list[str]:
    rows = Notice.objects.filter(person=person, kind__startswith="concern-")
    return sorted(rows.values_list("kind", flat=True))


def again(concern: Concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


# Telling now.


def test_now_tells_the_writer_at_once_and_asks_nobody(scene: Scene) -> None:
    concern = again(scene.raise_it(later=False))
    assert (concern.state, concern.tell_after) == ("told", None)
    assert kinds(concern) == ["raised", "told"]
    assert told(scene.writer) == [news.TOLD]
    assert told(scene.lead) == told(scene.reader) == []
    assert trail(scene.writer) == [("concern-told", False)]
    assert trail(scene.reader) == [("concern-raised", True), ("concern-told", True)]
    assert not Concern.objects.visible_to(scene.lead).exists()


def test_pressed_twice_there_is_one(scene: Scene) -> None:
    first = scene.raise_it(later=False)
    assert scene.raise_it(later=False) == first == scene.raise_it()
    assert Concern.objects.count() == 1
    assert kinds(first) == ["raised", "told"]


def test_now_after_later_is_now(scene: Scene) -> None:
    concern = scene.raise_it()
    assert scene.raise_it(later=False) == concern
    assert kinds(concern) == ["raised", "put-off", "told"]


def test_the_database_holds_no_two_open_ones(scene: Scene) -> None:
    concern = scene.raise_it()
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.create(
            share=concern.share, raised_by=scene.reader, writer=scene.writer, state="raised"
        )


# Later.


def test_later_asks_the_leads_and_shows_the_writer_nothing(scene: Scene) -> None:
    concern = again(scene.raise_it())
    assert concern.tell_after == concern.made_at + timedelta(days=7)
    assert kinds(concern) == ["raised", "put-off"]
    assert told(scene.lead) == told(scene.second) == [news.ASKED]
    assert told(scene.stranger) == told(scene.writer) == []
    assert trail(scene.writer) == []
    assert trail(scene.reader) == [("concern-raised", True), ("concern-delayed", True)]
    assert not Concern.objects.visible_to(scene.writer).exists()
    assert not ConcernStep.objects.visible_to(scene.writer).exists()


@pytest.mark.parametrize("reason", ["", "now", "in-hand", "because", "danger "])
def test_later_needs_a_reason_of_the_three(scene: Scene, reason: str) -> None:
    with pytest.raises(NotDecidedError):
        scene.raise_it(reason=reason)
    assert not Concern.objects.exists()
    assert trail(scene.reader) == []


def test_without_a_lead_it_is_three_days(cast: SimpleNamespace) -> None:
    concern = make_scene(cast, leads=False).raise_it()
    assert concern.tell_after == concern.made_at + timedelta(hours=72)


def test_without_an_organisation_it_is_three_days_and_nobody_is_asked(scene: Scene) -> None:
    Supervision.objects.update(organisation=None)
    concern = scene.raise_it()
    assert concern.tell_after == concern.made_at + timedelta(hours=72)
    assert not Concern.objects.visible_to(scene.lead).exists()


@pytest.mark.parametrize("who", ["writer", "reader"])
def test_a_lead_whom_it_is_about_is_not_asked(cast: SimpleNamespace, who: str) -> None:
    scene = make_scene(cast, leads=False)
    lead: User = getattr(scene, who)
    Membership.objects.filter(user=lead).update(roles=["supervisor", "safeguarding"])
    concern = scene.raise_it()
    assert concern.tell_after == concern.made_at + timedelta(hours=72)
    assert told(lead) == []
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 20, lead)
    if who == "writer":
        assert not Concern.objects.visible_to(lead).exists()
        with pytest.raises(Concern.DoesNotExist):
            concerns.tell_writer(concern_id=concern.pk, by=lead)


@pytest.mark.parametrize("leads", [True, False])
def test_when_the_day_comes_the_writer_is_told_by_itself(
    cast: SimpleNamespace, leads: bool
) -> None:
    scene = make_scene(cast, leads=leads)
    concern = scene.raise_it()
    hours = 7 * 24 if leads else 72
    with after(hours=hours, minutes=-1):
        assert concerns.tell_due() == 0
        assert told(scene.writer) == []
    with after(hours=hours, minutes=1):
        assert tick()["worries told"] == 1
        assert tick()["worries told"] == 0
    assert kinds(concern) == ["raised", "put-off", "day-came"]
    assert told(scene.writer) == [news.TOLD]
    assert told(scene.reader) == [news.MOVED]
    assert told(scene.lead) == []
    assert trail(scene.writer) == [("concern-told", False)]
    assert AuditEvent.objects.filter(person=scene.writer).first().is_by_calendar
    assert trail(scene.reader)[-1] == ("concern-told", False)


# What the lead may decide.


def test_a_lead_sets_the_day_and_gives_more_time_once(scene: Scene) -> None:
    concern = scene.raise_it()
    assert scene.set_day(concern, 10).tell_after == concern.made_at + timedelta(days=10)
    assert told(scene.lead) == told(scene.second) == []
    assert told(scene.reader) == [news.MOVED]
    with pytest.raises(NotDecidedError, match="no-later"):
        scene.set_day(concern, 10, scene.second)
    scene.set_day(concern, 28, scene.second)
    for days in (27, 28):
        with pytest.raises(NotDecidedError, match="twice"):
            scene.set_day(concern, days)
    assert kinds(concern) == ["raised", "put-off", "set", "extended"]
    assert trail(scene.reader)[2:] == [("concern-delayed", False)] * 2
    assert trail(scene.writer) == trail(scene.lead) == []


def test_the_same_decision_again_is_one(scene: Scene) -> None:
    concern = scene.raise_it()
    scene.set_day(concern, 10)
    scene.set_day(concern, 10)
    assert kinds(concern) == ["raised", "put-off", "set"]


def test_the_first_day_may_also_be_sooner(scene: Scene) -> None:
    concern = scene.raise_it()
    assert scene.set_day(concern, 2).tell_after == concern.made_at + timedelta(days=2)


@pytest.mark.parametrize("days", [28.00001, 29, 400, 100_000])
def test_nobody_puts_it_off_beyond_four_weeks(scene: Scene, days: float) -> None:
    concern = scene.raise_it()
    with pytest.raises(NotDecidedError, match="too-late"):
        scene.set_day(concern, days)
    with after(days=6):
        scene.set_day(concern, 20)
        with pytest.raises(NotDecidedError, match="too-late"):
            scene.set_day(concern, days)


def test_no_day_that_is_past(scene: Scene) -> None:
    concern = scene.raise_it()
    with after(days=2), pytest.raises(NotDecidedError, match="past"):
        scene.set_day(concern, 1)


def test_whose_day_has_come_is_not_put_off_any_more(scene: Scene) -> None:
    """Also where no round has run since."""
    concern = scene.raise_it()
    with after(days=7, minutes=1):
        with pytest.raises(InvalidMove):
            scene.set_day(concern, 20)
        assert concerns.tell_due() == 1


@pytest.mark.parametrize("who", ["reader", "writer", "stranger"])
def test_nobody_else_decides(scene: Scene, who: str) -> None:
    concern = scene.raise_it()
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10, getattr(scene, who))


@pytest.mark.parametrize("name", ["dev", "hana", "grace", "chloe", "ife", "efua"])
def test_no_leader_administrator_or_superuser_sees_any(
    cast: SimpleNamespace, scene: Scene, name: str
) -> None:
    person = getattr(cast, name)
    concern = scene.raise_it()

    def refused() -> None:
        assert not Concern.objects.visible_to(person).exists()
        for call in (
            lambda: scene.set_day(concern, 10, person),
            lambda: concerns.tell_writer(concern_id=concern.pk, by=person),
            lambda: concerns.close(concern_id=concern.pk, raiser=person, reason="in-hand"),
        ):
            with pytest.raises(Concern.DoesNotExist):
                call()

    refused()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    refused()


def test_a_lead_tells_now_and_that_is_once(scene: Scene) -> None:
    concern = scene.raise_it()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    concerns.tell_writer(concern_id=concern.pk, by=scene.second)
    assert kinds(concern) == ["raised", "put-off", "told"]
    assert told(scene.reader) == [news.MOVED]
    assert told(scene.second) == []
    with pytest.raises(InvalidMove):
        scene.set_day(concern, 20)


def test_a_lead_who_left_decides_no_more_and_the_next_one_may(
    cast: SimpleNamespace, scene: Scene
) -> None:
    concern = scene.raise_it()
    Membership.objects.filter(user__in=[scene.lead, scene.second]).update(
        ended_on=timezone.localdate()
    )
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10)
    assert not Concern.objects.visible_to(scene.lead).exists()
    make_membership(cast.hana, cast.elsewhere, "safeguarding")
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10, cast.hana)
    Membership.objects.filter(user=cast.dev).update(roles=["leader", "safeguarding"])
    assert scene.set_day(concern, 10, cast.dev).is_delayed


def test_where_all_leads_leave_the_day_stands(scene: Scene) -> None:
    concern = scene.raise_it()
    Membership.objects.filter(roles__icontains="safeguarding").update(ended_on=timezone.localdate())
    with after(days=7, minutes=1):
        assert concerns.tell_due() == 1
    assert again(concern).is_told


def test_a_lead_whose_journal_waits_after_a_reset_decides_nothing(scene: Scene) -> None:
    concern = scene.raise_it()
    scene.lead.held_until = timezone.now() + resets.HOLD_TIME
    scene.lead.save()
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10)


# The end.


def test_it_closes_only_once_its_writer_knows(scene: Scene) -> None:
    concern = scene.raise_it()
    close = {"concern_id": concern.pk, "raiser": scene.reader}
    with pytest.raises(InvalidMove):
        concerns.close(reason="misread", **close)
    concerns.tell_writer(concern_id=concern.pk, by=scene.reader)
    with pytest.raises(NotDecidedError):
        concerns.close(reason="danger", **close)
    concerns.close(reason="misread", **close)
    concerns.close(reason="talked", **close)  # pressed twice, or in another tab
    assert kinds(concern)[-1] == "closed"
    assert kinds(concern).count("closed") == 1
    assert not Concern.objects.visible_to(scene.lead).exists()
    assert Concern.objects.visible_to(scene.writer).get() == concern
    assert Concern.objects.visible_to(scene.reader).get() == concern
    assert scene.raise_it() != concern  # a new worry


def test_the_lead_does_not_close_it(scene: Scene) -> None:
    concern = scene.raise_it()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    with pytest.raises(Concern.DoesNotExist):
        concerns.close(concern_id=concern.pk, raiser=scene.lead, reason="in-hand")


def test_it_closes_by_itself_after_ninety_days(scene: Scene) -> None:
    concern = scene.raise_it()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    with after(days=89):
        assert concerns.close_old() == 0
        assert Concern.objects.visible_to(scene.lead).exists()
    with after(days=90, minutes=1):
        assert concerns.close_old() == 1
        assert concerns.close_old() == 0
    assert kinds(concern)[-1] == "lapsed"
    assert not Concern.objects.visible_to(scene.lead).exists()


# What happens to the share, the entry, the two.


def test_only_who_opened_it_may_be_worried(cast: SimpleNamespace, scene: Scene) -> None:
    pair = Supervision.objects.current().get(supervisor=scene.reader, supervisee=scene.writer)
    unopened = make_share(make_entry(scene.writer), pair)
    for share, person in (
        (unopened, scene.reader),
        (scene.share, scene.writer),
        (scene.share, cast.chloe),
        (scene.share, scene.lead),
        (scene.share, cast.grace),
    ):
        with pytest.raises(Share.DoesNotExist):
            concerns.raise_concern(share_id=share.pk, reader=person, tell_now=True)


SHUT = {
    "withdrawn": lambda s: sharing.withdraw_share(share_id=s.share.pk, author=s.writer),
    "in the bin": lambda s: entries.delete_entry(entry=s.share.entry, actor=s.writer),
    "ended": lambda s: endings.end_supervision(
        supervision=s.share.supervision, actor=s.writer, on=None
    ),
    "writer suspended": lambda s: User.objects.filter(pk=s.writer.pk).update(is_active=False),
}


@pytest.mark.parametrize("how", SHUT)
@pytest.mark.parametrize("before", [True, False])
def test_what_is_shut_stays_a_worry_and_may_become_one(
    scene: Scene, how: str, before: bool
) -> None:
    concern = scene.raise_it() if before else None
    SHUT[how](scene)
    assert not Share.objects.visible_to(scene.reader).filter(pk=scene.share.pk).exists()
    concern = concern or scene.raise_it()
    assert Concern.objects.visible_to(scene.reader).get() == concern
    with after(days=7, minutes=1):
        tick()
    assert again(concern).is_told


def test_an_erased_entry_leaves_the_worry_without_its_share(scene: Scene) -> None:
    concern = scene.raise_it()
    entries.delete_entry(entry=scene.share.entry, actor=scene.writer)
    scene.share.entry.refresh_from_db()
    entries.purge_entry(entry=scene.share.entry, actor=scene.writer)
    assert again(concern).share is None
    with pytest.raises(Share.DoesNotExist):
        scene.raise_it()
    scene.set_day(concern, 20)
    with after(days=20, minutes=1):
        assert concerns.tell_due() == 1
    assert Concern.objects.visible_to(scene.writer).get() == concern


def erase(person: User, *, closes: bool) -> None:
    ask_erasure(person=person, actor=person, closes=closes)
    User.objects.filter(pk=person.pk).update(erase_after=timezone.now() - 2 * CLOSING)
    assert erase_due() == 1


def test_a_writer_who_erases_all_and_stays_is_told_all_the_same(scene: Scene) -> None:
    concern = scene.raise_it()
    erase(scene.writer, closes=False)
    assert again(concern).is_delayed
    with after(days=7, minutes=1):
        assert concerns.tell_due() == 1
    writer = User.objects.get(pk=scene.writer.pk)
    assert Concern.objects.visible_to(writer).get() == concern
    assert told(writer) == [news.TOLD]


def test_a_writer_who_closes_everything_ends_it_and_the_reader_keeps_the_record(
    scene: Scene,
) -> None:
    concern = scene.raise_it()
    erase(scene.writer, closes=True)
    assert (again(concern).state, again(concern).told_at) == ("closed", None)
    assert kinds(concern)[-1] == "writer-left"
    assert again(concern).writer.display_name == ""
    assert told(scene.reader) == [news.MOVED]
    assert told(scene.lead) == []
    assert Concern.objects.visible_to(scene.reader).get() == concern
    with after(days=30):
        assert concerns.tell_due() == 0


@pytest.mark.parametrize("closes", [True, False])
def test_a_reader_who_erases_or_leaves_keeps_nothing_from_the_writer(
    scene: Scene, closes: bool
) -> None:
    concern = scene.raise_it()
    erase(scene.reader, closes=closes)
    scene.set_day(concern, 20)
    with after(days=20, minutes=1):
        assert concerns.tell_due() == 1
    assert Concern.objects.visible_to(scene.writer).get() == concern


def test_a_lead_who_closes_everything_leaves_what_was_decided(scene: Scene) -> None:
    concern = scene.raise_it()
    scene.set_day(concern, 20)
    erase(scene.lead, closes=True)
    assert not User.objects.filter(pk=scene.lead.pk).exists()  # met nobody in supervision
    assert kinds(concern) == ["raised", "put-off", "set"]
    with after(days=20, minutes=1):
        assert concerns.tell_due() == 1


def test_a_suspended_reader_changes_nothing_about_the_day(scene: Scene) -> None:
    concern = scene.raise_it()
    User.objects.filter(pk=scene.reader.pk).update(is_active=False)
    scene.reader.refresh_from_db()
    assert not Concern.objects.visible_to(scene.reader).exists()
    with pytest.raises(Share.DoesNotExist):
        scene.raise_it()
    with after(days=8):
        assert concerns.tell_due() == 1
    assert again(concern).is_told


def test_while_a_reset_waits_the_writer_sees_nothing_and_then_all(scene: Scene) -> None:
    concern = scene.raise_it(later=False)
    scene.writer.held_until = timezone.now() + timedelta(days=9)
    assert not Concern.objects.visible_to(scene.writer).exists()
    scene.writer.held_until = None
    assert Concern.objects.visible_to(scene.writer).get() == concern


def test_a_clock_that_steps_ahead_tells_a_day_late_and_not_never(scene: Scene) -> None:
    tick()
    concern = scene.raise_it()
    with after(days=20):  # further than a round believes
        assert "worries told" not in tick()
        assert again(concern).is_delayed
    with after(days=21, minutes=1):
        assert tick()["worries told"] == 1


def test_two_readers_of_one_entry_are_two_worries(cast: SimpleNamespace, scene: Scene) -> None:
    pair = Supervision.objects.create(
        supervisor=cast.chloe, supervisee=cast.amara, organisation=cast.team.organisation
    )
    share = make_share(scene.share.entry, pair)
    sharing.open_share(share_id=share.pk, reader=cast.chloe)
    mine = scene.raise_it()
    hers = concerns.raise_concern(
        share_id=share.pk, reader=cast.chloe, tell_now=False, reason="unreached"
    )
    assert mine != hers
    assert Concern.objects.visible_to(cast.ben).get() == mine
    assert Concern.objects.visible_to(cast.chloe).get() == hers
    assert Concern.objects.visible_to(scene.lead).count() == 2
