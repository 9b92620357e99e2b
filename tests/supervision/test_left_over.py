"""Pages that could not be saved, records saved elsewhere, peers, and the words for functions."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals import review_marks
from people.models import User
from supervision import functions, records, terms
from supervision.models import ParkedSheet, Supervision, SupervisionSession
from supervision.pages import SHELF
from supervision.services import recording, topics
from supervision.services.parking import park
from supervision.services.refused import SessionRefused
from supervision.views.records import _read
from tests.makers import make_supervision, make_user
from tests.supervision.makers import (
    at_its_time,
    make_data,
    make_past_session,
    make_recorded,
    make_session,
)
from vault.ids import short

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def url(name: str, thing: Any) -> str:
    return reverse(f"supervision:{name}", args=[thing.pk])


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).text)


def kept(person: User, page: str, about: Any) -> None:
    about_id = about.pk if about else None
    park(owner_id=person.pk, page=page, about_id=about_id, fields={"text": ["zq-words"]})


def test_every_page_that_waits_unsaved_is_announced_on_the_pairs(
    pair: Supervision, amara: User, ben: User, sign_in: SignIn
) -> None:
    session = make_recorded(make_past_session(pair))
    other = make_session(make_supervision(ben, make_user("Second")))
    hers, his = (sign_in(Client(), one, factor=True) for one in (amara, ben))
    for page, about, name in (
        ("session", pair, "session_create"),
        ("topic", pair, "topic_create"),
        ("agreement", pair, "agreement_edit"),
        ("signature", pair, "agreement_sign"),
        ("session", session, "session_edit"),
        ("remark", session, "session_acknowledge"),
    ):
        kept(amara, page, about)
        kept(amara, page, about)
        assert read(hers, pair.get_absolute_url()).count(f'href="{url(name, about)}">Look') == 1
    for page, name in (("record", "session_record"), ("session", "session_edit")):
        kept(ben, page, session)
        kept(ben, page, other)
        shown = read(his, pair.get_absolute_url())
        assert f'href="{url(name, session)}">Look' in shown
        assert f'href="{url(name, other)}">Look' not in shown
        assert f'href="{url(name, session)}">Look' in read(his, session.get_absolute_url())
    assert "zq-words" not in read(hers, pair.get_absolute_url())
    assert url("session_acknowledge", session) + '">Look' not in read(his, pair.get_absolute_url())


def test_a_group_that_is_not_there_yet_is_announced_on_the_list(ben: User, sign_in: SignIn) -> None:
    his, path = sign_in(Client(), ben, factor=True), reverse("supervision:session_list")
    assert ">Look at them<" not in read(his, path)
    kept(ben, "session", None)
    assert f'href="{reverse("supervision:session_together")}">Look' in read(his, path)


def test_a_stale_record_shows_everything_that_is_not_the_same(
    pair: Supervision, amara: User, ben: User, sign_in: SignIn
) -> None:
    waits = topics.add_topic(supervision=pair, by=amara, text="The rota")
    session = make_past_session(pair)
    saved = make_data(session, minutes=40, attended={ben.pk}, topics={waits.pk})
    recording.save_record(session_id=session.pk, actor=ben, revision=0, data=saved, show=False)
    his, path = sign_in(Client(), ben, factor=True), url("session_record", session)
    words = {
        "binding": SHELF.bind(ben, session.pk), "revision": "0", "do": "draft",
        "minutes": "55", "attended": [short(amara.pk), short(ben.pk)],
        "functions": ["formative", "restorative"], "themes": "Nights\r\nand days",
        "ideas": saved.record["ideas"], "exception": "told", "what-0": "Ask the ward",
        "owner-0": short(ben.pk), "due-0": "01/05/2030", "next_day": "2030-99-99",
    }  # fmt: skip
    answer = his.post(path, words)
    assert answer.status_code == 303
    shown = read(his, answer.headers["Location"])
    box = shown[shown.index('id="stale"') : shown.index("<form", shown.index('id="stale"'))]
    for both in (
        ("40", "55"),
        ("<p>Ben</p>", "Amara, Ben"),
        ("The rota", "nothing"),
        ("Saying no without guilt", "Nights<br>and days"),
        ("<p>No</p>", "Yes, and the person was told first"),
        ("Read the lone working policy · Amara", "Ask the ward · Ben · 1 May 2030"),
        ("nothing", "2030-99-99"),
    ):
        assert all(one in box for one in both), both
    assert saved.record["ideas"] not in box and "What was it for?" not in box
    assert "Nights\r\nand days" in shown.replace("&#13;", "\r") or "and days</textarea>" in shown
    assert SupervisionSession.objects.get(pk=session.pk).record_revision == 1
    later = words | {
        "revision": "1", "next_day": "", "parked": ParkedSheet.objects.get().pk.hex
    }  # fmt: skip
    assert his.post(path, later).headers["Location"] == session.get_absolute_url()
    data = recording.data_of(SupervisionSession.objects.get(pk=session.pk))
    assert data is not None and data.minutes == 55


def test_a_stale_record_that_says_the_same_says_so(
    pair: Supervision, ben: User, sign_in: SignIn
) -> None:
    session = make_past_session(pair)
    data = make_data(session, actions=[])
    recording.save_record(session_id=session.pk, actor=ben, revision=0, data=data, show=False)
    his, path = sign_in(Client(), ben, factor=True), url("session_record", session)
    fields = {
        "minutes": ["50"], "attended": [short(one) for one in data.attended], "revision": ["0"],
        "functions": data.record["functions"], "themes": [data.record["themes"]],
        "ideas": [data.record["ideas"]], "exception": ["not-used"],
    }  # fmt: skip
    park(owner_id=ben.pk, page="record", about_id=session.pk, fields=fields)
    assert "What you typed says the same." in read(his, path)


def test_a_draft_is_on_no_page_of_the_others(
    pair: Supervision, amara: User, ben: User, sign_in: SignIn
) -> None:
    session = make_past_session(pair)
    recording.save_record(
        session_id=session.pk, actor=ben, revision=0, data=make_data(session), show=False
    )
    hers = sign_in(Client(), amara)
    shown = read(hers, url("session_acknowledge", session))
    assert "There is no record to read yet." in shown and "Saying no" not in shown
    session.refresh_from_db()
    assert _read(session) == {"revision": 0, "lines": []}
    shown_to_all = make_recorded(session)
    assert _read(shown_to_all)["revision"] == 2 and _read(shown_to_all)["lines"]


def test_peers_plan_no_session_and_keep_no_list(ben: User, sign_in: SignIn) -> None:
    peer = make_user("Peter")
    pair = make_supervision(ben, peer, is_peer=True)
    make_supervision(peer, ben, is_peer=True)
    with pytest.raises(SessionRefused):
        make_session(pair)
    with pytest.raises(SessionRefused):
        topics.add_topic(supervision=pair, by=ben, text="The rota")
    for person in (ben, peer):
        client = sign_in(Client(), person, factor=True)
        shown = read(client, pair.get_absolute_url())
        assert "Plan a session" not in shown and "To talk about" not in shown
        assert "Your agreement" in shown
        for name in ("session_create", "topic_create"):
            assert client.get(url(name, pair)).status_code == 404
            page = {"binding": SHELF.bind(person, pair.pk), "text": "x"}
            assert client.post(url(name, pair), page).status_code == 404
    assert not SupervisionSession.objects.exists()


def test_peers_who_had_sessions_keep_reading_them(ben: User, sign_in: SignIn) -> None:
    pair = make_supervision(ben, make_user("Peter"))
    session = make_recorded(at_its_time(make_session(pair), timezone.now() - timedelta(days=2)))
    Supervision.objects.filter(pk=pair.pk).update(is_peer=True)
    client = sign_in(Client(), pair.supervisee)
    shown = read(client, pair.get_absolute_url())
    assert session.get_absolute_url() in shown and "Plan a session" not in shown
    assert "has ended" not in shown


def test_one_table_names_the_functions() -> None:
    assert set(functions.WORDS) == set(functions.Function)
    assert set(review_marks.CHOICES[review_marks.FUNCTIONS]) == set(functions.Function.values)
    assert dict(terms.TERMS["functions"].choices) == dict(functions.Function.choices)
    line = records.lines_of({"functions": ["improvement", "restorative", "unheard-of"]})[0]
    assert line.text == "Improvement, Restorative"


def test_questions_are_offered_by_the_name_of_the_function(
    library: None, pair: Supervision, amara: User, sign_in: SignIn
) -> None:
    session = make_recorded(
        make_past_session(pair),
        record={"functions": ["normative", "improvement"], "exception": "not-used"},
    )
    shown = read(sign_in(Client(), amara), session.get_absolute_url())
    assert "Questions: Normative" in shown and "Questions: Improvement" in shown
    assert "Questions: improve<" not in shown


def test_a_list_says_no_record_yet_only_where_there_is_none(
    pair: Supervision, ben: User, sign_in: SignIn
) -> None:
    his = sign_in(Client(), ben, factor=True)
    make_recorded(make_past_session(pair))
    for path in (pair.get_absolute_url(), reverse("supervision:session_list")):
        assert "No record yet" not in read(his, path)
    make_past_session(pair, ago=timedelta(days=1))
    for path in (pair.get_absolute_url(), reverse("supervision:session_list")):
        assert read(his, path).count("No record yet") == 1
