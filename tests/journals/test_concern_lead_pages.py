"""What a safeguarding lead sees of a worry, and the day that is set there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.take_out.gather import everything
from journals.services import concerns
from tests.journals.concerns import WORDS, Scene, make_scene, page, post

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def test_a_lead_reads_no_word_and_opens_no_share(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), scene.lead, factor=True)
    shown = [
        page(client, "concern_list").text,
        page(client, "concern_detail", concern.pk).text,
        client.get(reverse("notices:notice_list")).text,
        client.get(reverse("people:trail")).text,
        str(everything(scene.lead)),
    ]
    assert [text for text in shown if WORDS in text] == []
    assert "Amara" in shown[1]
    assert "Ben" in shown[1]
    for name in ("review_write", "share_detail", "concern_raise"):
        assert page(client, name, scene.share.pk).status_code == 404
    assert page(client, "entry_read", scene.share.entry_id).status_code == 404
    assert everything(scene.lead)["concerns"] == []


def test_a_lead_s_page_sets_a_day_in_the_morning(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), scene.lead, factor=True)
    last = timezone.localdate(concern.latest)
    day = last - timedelta(days=8)
    assert f'max="{last.isoformat()}"' in page(client, "concern_detail", concern.pk).text
    for fields in (
        {"until": (last + timedelta(days=1)).isoformat(), "reason": "asked"},
        {"until": timezone.localdate().isoformat(), "reason": "asked"} if timezone.localtime().hour
        >= 8 else {"until": "", "reason": "asked"},
        {"until": "never", "reason": "asked"},
        {"until": "0026-01-01", "reason": "asked"},
        {"until": "", "reason": "asked"},
        {"until": day.isoformat(), "reason": ""},
        {"until": day.isoformat(), "reason": "talked"},
    ):  # fmt: skip
        assert post(client, "concern_set", concern.pk, **fields).status_code == 303
        assert "Nothing was changed." in page(client, "concern_detail", concern.pk).text
    fields = {"until": day.isoformat(), "reason": "asked"}
    for _press in range(2):
        assert post(client, "concern_set", concern.pk, **fields).status_code == 303
    concern.refresh_from_db()
    assert concern.tell_after is not None
    assert timezone.localtime(concern.tell_after).strftime("%F %H:%M") == f"{day} 08:00"
    again = page(client, "concern_detail", concern.pk).text
    assert "Give it more time, once" in again
    post(client, "concern_set", concern.pk, until=last.isoformat(), reason="danger")
    concern.refresh_from_db()
    assert concern.tell_after <= concern.latest
    final = page(client, "concern_detail", concern.pk).text
    assert "cannot be moved any further" in final
    assert reverse("journals:concern_set", args=[concern.pk]) not in final


def test_a_page_that_was_left_open_changes_nothing_once_told(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), scene.lead, factor=True)
    page(client, "concern_detail", concern.pk)
    concerns.tell_writer(concern_id=concern.pk, by=scene.reader)
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    post(client, "concern_set", concern.pk, until=day, reason="asked")
    assert "nothing to decide" in page(client, "concern_detail", concern.pk).text
    concern.refresh_from_db()
    assert concern.is_told


def test_the_menu_leads_safeguarding_leads_to_it(scene: Scene, sign_in: SignIn) -> None:
    way = reverse("journals:concern_list")
    lead = sign_in(Client(), scene.lead).get(reverse("notices:notice_list")).text
    other = sign_in(Client(), scene.writer).get(reverse("notices:notice_list")).text
    assert way in lead
    assert way not in other


def test_a_lead_s_news_names_nobody_before_the_second_step(scene: Scene, sign_in: SignIn) -> None:
    scene.raise_it()
    text = sign_in(Client(), scene.lead).get(reverse("notices:notice_list")).text
    assert "Somebody is worried about somebody" in text
    assert "Ben" not in text
