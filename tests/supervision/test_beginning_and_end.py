"""A supervision that begins or ends, whichever way: on the trails of both, and told."""

import html
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.services.endings import end_peers, end_supervision
from journals.services.handing import accept_as_writer
from notices.models import Notice
from people.audit import verify_trail
from people.models import CALENDAR, AuditEvent, User
from supervision.models import Handing, Supervision
from supervision.pair_news import ENDED, STARTED
from supervision.peers import answer_peer, ask_peer
from supervision.services.handing import answer_as_colleague, ask_handing
from supervision.services.pairs import start_supervision
from tests.conftest import open_session
from tests.desk.test_erase_shares import erase
from tests.makers import make_entry, make_membership, make_share, make_user

pytestmark = pytest.mark.django_db
Action = AuditEvent.Action
TODAY = timezone.localdate()


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    found = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    found.organisation = cast.team.organisation
    found.save()
    return found


def acted(person: User, pair: Supervision) -> list[tuple[str, object]]:
    rows = AuditEvent.objects.filter(person=person, object_id=pair.pk).order_by("number")
    return list(rows.values_list("action", "actor_id"))


def told(person: User) -> set[str]:
    rows = Notice.objects.visible_to(person).filter(kind__in=[STARTED, ENDED])
    return {one.kind for one in rows}


def sentences(person: User) -> str:
    return html.unescape(open_session(Client(), person, factor=True).get("/news/").text)


def begun(cast: SimpleNamespace, actor: User | None) -> Supervision:
    return start_supervision(
        supervisor=cast.chloe,
        supervisee=cast.ife,
        organisation=cast.team.organisation,
        actor=actor,
    )


def test_an_administrator_pairs_and_ends(cast: SimpleNamespace) -> None:
    pair = begun(cast, cast.hana)
    assert "Ife supervises" not in sentences(cast.chloe)
    assert f"You supervise {cast.ife} now." in sentences(cast.chloe)
    assert f"{cast.chloe} supervises you now." in sentences(cast.ife)
    end_supervision(supervision=pair, actor=cast.hana)
    for person, other in ((cast.chloe, cast.ife), (cast.ife, cast.chloe)):
        assert f"Your supervision with {other} has ended." in sentences(person)
        assert told(person) == {ENDED}
        assert acted(person, pair) == [
            (Action.SUPERVISION_STARTED, cast.hana.pk),
            (Action.SUPERVISION_ENDED, cast.hana.pk),
        ]
        assert verify_trail(person) is None
    assert not told(cast.hana)


def test_by_the_page_the_administrator_s_name_is_in_the_trails(
    cast: SimpleNamespace, pair: Supervision
) -> None:
    hana = open_session(Client(), cast.hana, factor=True)
    hana.post(reverse("journals:pair_end", args=[pair.pk]))
    assert acted(cast.ben, pair) == [(Action.SUPERVISION_ENDED, cast.hana.pk)]


def test_one_of_the_two_ends_it_and_the_other_is_told(
    cast: SimpleNamespace, pair: Supervision
) -> None:
    share = make_share(make_entry(cast.amara), pair)
    for _time in range(2):
        end_supervision(supervision=pair, actor=cast.amara)
    assert told(cast.ben) == {ENDED} and told(cast.amara) == set()
    for person in (cast.amara, cast.ben):
        assert acted(person, pair) == [(Action.SUPERVISION_ENDED, cast.amara.pk)]
    share.refresh_from_db()
    assert not share.is_open


@pytest.mark.parametrize("kind", list(Handing.Kind))
def test_handing_on_and_standing_in(cast: SimpleNamespace, pair: Supervision, kind: str) -> None:
    is_cover = kind == Handing.Kind.COVER
    days: dict[str, Any] = {"first_on": TODAY, "last_on": TODAY + timedelta(days=6)}
    handing = ask_handing(
        supervision_id=pair.pk,
        actor=cast.ben,
        to_id=cast.chloe.pk,
        kind=kind,
        **(days if is_cover else {}),
    )
    answer_as_colleague(handing_id=handing.pk, actor=cast.chloe, yes=True)
    for _time in range(2):
        handing = accept_as_writer(handing_id=handing.pk, actor=cast.amara)
    assert handing.result is not None
    began = [(Action.SUPERVISION_STARTED, cast.amara.pk)]
    for person in (cast.chloe, cast.amara):
        assert acted(person, handing.result) == began
    assert told(cast.chloe) == {STARTED} and told(cast.amara) == set()
    assert told(cast.ben) == (set() if is_cover else {ENDED})
    ended = [] if is_cover else [(Action.SUPERVISION_ENDED, cast.amara.pk)]
    assert acted(cast.ben, pair) == acted(cast.amara, pair) == ended
    # One thing is told once.
    settled = Notice.objects.filter(kind="handing-settled").values_list("person", flat=True)
    assert list(settled) == ([cast.ben.pk] if is_cover else [])


def test_what_covers_ends_with_it_and_says_so(cast: SimpleNamespace, pair: Supervision) -> None:
    cover = Supervision.objects.create(
        supervisor=cast.chloe,
        supervisee=cast.amara,
        organisation=pair.organisation,
        covers=pair,
        ended_on=TODAY + timedelta(days=6),
    )
    end_supervision(supervision=pair, actor=cast.amara)
    assert told(cast.chloe) == {ENDED}
    assert acted(cast.chloe, cover) == [(Action.SUPERVISION_ENDED, cast.amara.pk)]


def test_peers_are_told_once_of_their_two_sides(cast: SimpleNamespace) -> None:
    other = make_user("Other leader")
    make_membership(other, cast.team, "leader")
    request = ask_peer(asker=cast.dev, asked_id=other.pk)
    assert answer_peer(request=request, asked=other, yes=True)
    sides = list(Supervision.objects.filter(is_peer=True))
    for side in sides:
        for person in (cast.dev, other):
            assert acted(person, side) == [(Action.SUPERVISION_STARTED, other.pk)]
    assert told(cast.dev) == told(other) == set()  # the yes tells it
    end_peers(pair=sides[0], actor=cast.dev)
    assert Notice.objects.filter(person=other, kind=ENDED).count() == 1
    assert told(cast.dev) == set()
    for side in sides:
        assert acted(other, side)[-1] == (Action.SUPERVISION_ENDED, cast.dev.pk)


def test_an_operator_s_command_is_nobody_s_deed(cast: SimpleNamespace) -> None:
    house = cast.team.organisation.name
    call_command("pair", cast.chloe.email, cast.ife.email, organisation=house)
    pair = Supervision.objects.get(supervisor=cast.chloe, supervisee=cast.ife)
    later = TODAY + timedelta(days=3)
    call_command("end_supervision", cast.chloe.email, cast.ife.email, on=later.isoformat())
    for person in (cast.chloe, cast.ife):
        assert acted(person, pair) == [
            (Action.SUPERVISION_STARTED, CALENDAR),
            (Action.SUPERVISION_ENDED, CALENDAR),
        ]
        assert "ends on" in sentences(person)


@pytest.mark.parametrize(("leaves", "stays"), [("amara", "ben"), ("ben", "amara")])
def test_who_leaves_has_no_trail_and_the_other_is_told(
    cast: SimpleNamespace, pair: Supervision, leaves: str, stays: str
) -> None:
    gone, other = getattr(cast, leaves), getattr(cast, stays)
    erase(gone, closes=True)
    assert acted(other, pair) == [(Action.SUPERVISION_ENDED, gone.pk)]
    assert "Your supervision with Somebody who has left" in sentences(other)
    assert not AuditEvent.objects.filter(person=gone).exists()
    assert verify_trail(User.objects.get(pk=gone.pk)) is None
    assert verify_trail(other) is None


@pytest.mark.parametrize(("leaves", "stays"), [("amara", "chloe"), ("chloe", "amara")])
def test_one_that_has_not_begun_is_told_to_whom_it_leaves(
    cast: SimpleNamespace, pair: Supervision, leaves: str, stays: str
) -> None:
    """Who was to stand in, or to be supervised meanwhile, hears that they will not."""
    first = TODAY + timedelta(days=90)
    asked = ask_handing(
        supervision_id=pair.pk,
        actor=cast.ben,
        to_id=cast.chloe.pk,
        kind=Handing.Kind.COVER,
        first_on=first,
        last_on=first + timedelta(days=9),
    )
    answer_as_colleague(handing_id=asked.pk, actor=cast.chloe, yes=True)
    result = accept_as_writer(handing_id=asked.pk, actor=cast.amara).result
    assert result is not None
    gone, other = getattr(cast, leaves), getattr(cast, stays)
    erase(gone, closes=True)
    assert acted(other, result)[-1] == (Action.SUPERVISION_ENDED, gone.pk)
    said = sentences(other)
    assert "Your supervision with Somebody who has left, from" in said and "will not begin" in said
    result.refresh_from_db()
    assert result.ended_on == first


def test_nobody_else_is_told(cast: SimpleNamespace, sign_in: Callable[..., Client]) -> None:
    pair = begun(cast, None)
    for name in ("amara", "ben", "dev", "efua", "hana"):
        assert told(getattr(cast, name)) == set()
        assert acted(getattr(cast, name), pair) == []
