"""What people read about a worry: the list of a lead in full, and plain words for the writer."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals import concerns
from journals.models import Concern
from journals.services import concerns as services
from notices import kinds
from notices.models import Notice
from tests.journals.concerns import Scene, make_scene

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def made(scene: Scene, days_ago: int, **fields: Any) -> Concern:
    at = timezone.now() - timedelta(days=days_ago)
    house = scene.share.supervision.organisation if scene.share.supervision else None
    return Concern.objects.create(
        raised_by=scene.reader, writer=scene.writer, organisation=house, made_at=at,
        tell_after=at + timedelta(days=7), **fields,
    )  # fmt: skip


def test_what_is_to_be_decided_is_listed_however_many_newer_ones_there_are(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concerns, "SHOWN", 4)
    now = timezone.now()
    waits = [made(scene, ago, state="delayed") for ago in (4, 6, 5)]
    told = [made(scene, ago, state="told", told_at=now) for ago in (1, 2, 3)]
    found = concerns.concerns_of(scene.lead)
    assert found.to_decide == [waits[1], waits[2], waits[0]]  # the nearest day first
    assert found.decided == told[:1]


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).text)


def test_there_is_a_way_back_for_who_reads_and_for_who_only_leads(
    scene: Scene, sign_in: SignIn, cast: SimpleNamespace
) -> None:
    path = reverse("journals:concern_list")
    for person, back in ((scene.reader, "journals:review_list"), (scene.lead, "desk:home")):
        shown = read(sign_in(Client(), person, factor=True), path)
        assert f'class="back" href="{reverse(back)}"' in shown
    pairs = reverse("journals:house_pairs", args=[cast.team.organisation.pk])
    shown = read(sign_in(Client(), cast.hana, factor=True), pairs)
    assert f'class="back" href="{reverse("supervision:pair_list")}"' in shown


@pytest.mark.parametrize("later", [True, False])
def test_the_writer_reads_who_knows_and_that_nothing_was_reported(
    scene: Scene, sign_in: SignIn, later: bool
) -> None:
    concern = scene.raise_it(later=later)
    if later:
        services.tell_writer(concern_id=concern.pk, by=scene.reader)
    path = reverse("journals:concern_told", args=[concern.pk])
    shown = read(sign_in(Client(), scene.writer), path)
    assert "not to your manager, and not to your regulator" in shown
    assert ("A safeguarding lead of your organisation knows" in shown) is later
    notice = Notice.objects.get(person=scene.writer, kind="concern-told")
    kinds.still_open(scene.writer, [notice])
    said = kinds.get(notice.kind).sentence(notice, names=True)
    assert said.startswith("Ben was worried") and "wants you to know" not in said


def test_where_there_is_no_lead_nobody_is_said_to_know(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    scene = make_scene(cast, leads=False)
    concern = scene.raise_it(later=True)
    services.tell_writer(concern_id=concern.pk, by=scene.reader)
    shown = read(
        sign_in(Client(), scene.writer), reverse("journals:concern_told", args=[concern.pk])
    )
    assert "Why you hear of it only now" in shown
    assert "A safeguarding lead of your organisation knows" not in shown


def test_what_comforts_comes_before_what_explains(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it(later=False)
    path = reverse("journals:concern_told", args=[concern.pk])
    shown = read(sign_in(Client(), scene.writer), path)
    order = [
        "does not mean that you did anything wrong",
        "you need not be alone with it",
        "Where to find support",
        "They are asked to get help",
        "act now",
    ]
    where = [shown.index(words, shown.index("<main")) for words in order]
    assert where == sorted(where)


@pytest.mark.parametrize("reason", Concern.Reason.values)
def test_why_so_late_is_said_by_the_reasons_and_by_nothing_else(
    scene: Scene, sign_in: SignIn, reason: str
) -> None:
    """A sentence of our own beside them said one of the three, whichever was chosen."""
    concern = scene.raise_it(reason=reason)
    services.tell_writer(concern_id=concern.pk, by=scene.reader)
    path = reverse("journals:concern_told", args=[concern.pk])
    shown = read(sign_in(Client(), scene.writer), path)
    late = shown[shown.index('id="late"') : shown.index("</section>", shown.index('id="late"'))]
    assert "It was put off for a while." in late
    assert 'href="#course"' in late and 'id="course"' in shown
    assert not any(word in late for word in ("They", "safe", "danger", "police", "reached"))
    assert str(Concern.Reason(reason).label) in shown
