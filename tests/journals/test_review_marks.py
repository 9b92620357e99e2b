"""What a reader ticks beside their words: what it is for, how deep it goes, and talking."""

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from journals.merging import digest
from journals.models import DepthWish, Review, Share, SharedTopic
from journals.services import depth, reviewing, sharing
from people.models import AuditEvent, User
from supervision.models import SessionTopic, Supervision
from tests.journals.reviews import WHOLE, autosave, opened, page_of, post
from tests.makers import make_entry, make_share, make_supervision, make_words
from vault.ids import short

pytestmark = pytest.mark.django_db
TICKED = {
    "words-functions": ["improvement", "formative"],
    "words-depth": "sense",
    "words-talk": "talk",
}


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def share(amara: User, pair: Supervision) -> Share:
    return make_share(make_entry(amara), pair)


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


@pytest.fixture
def writer(amara: User, sign_in: Any) -> Client:
    return sign_in(Client(), amara)


def turn(writer: Client, share: Share, say: str) -> Any:
    path = reverse("journals:share_depth")
    return writer.post(path, {"depth": say, "share": short(share.pk)})


def give(reader: Client, share: Share, **more: Any) -> Any:
    fields = opened(reader, share)
    return post(reader, share, fields, **WHOLE, **TICKED, do="give", outcome="returned", **more)


def words_of(share: Share) -> dict[str, Any]:
    words: dict[str, Any] = Review.objects.get(share=share).words
    return words


def test_what_is_ticked_goes_with_the_words_in_plain_words(
    reader: Client, writer: Client, share: Share
) -> None:
    give(reader, share)
    assert words_of(share)["functions"] == ["formative", "improvement"]  # in the order of the page
    text = writer.get(share.get_absolute_url()).text
    assert "Meant for this:" in text
    assert "to know or do something better; to change something in how we work." in text
    assert "Would like to talk about this with you in person." in text
    assert "to change something in how we work" in reader.get(page_of(share)).text


def test_a_refused_give_keeps_what_was_ticked(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    for refused in ({"outcome": ""}, {"outcome": "returned", "words-noticed": ""}):
        answer = post(reader, share, fields, **{**WHOLE, **TICKED, "do": "give", **refused})
        assert answer.status_code == 303
        assert Review.objects.get(share=share).given_at is None
        page = reader.get(answer.url).text
        assert 'value="formative" id="id_words-functions_formative" checked' in page
        assert 'value="talk" id="id_words-talk_talk" checked' in page
        fields = opened(reader, share)
    assert "sense" not in answer.url and "formative" not in answer.url


def test_a_script_saves_it_as_a_draft_that_the_writer_does_not_see(
    reader: Client, writer: Client, share: Share
) -> None:
    fields = opened(reader, share)
    ticked = {"words-functions": ["restorative"]}
    answer = autosave(reader, share, {**fields, "base": "0"}, "functions", **ticked)
    assert answer.status_code == 200
    assert answer.json()["saved"]["functions"] == digest(["restorative"])
    assert words_of(share) == {"functions": ["restorative"]}
    assert "to lighten the load" not in writer.get(share.get_absolute_url()).text
    unticked = autosave(reader, share, {**opened(reader, share)}, "functions")
    assert unticked.status_code == 200
    assert words_of(share) == {}


@pytest.mark.parametrize("hostile", ["<script>", "x" * 9_000, "returned", ""])
def test_what_is_no_choice_is_let_go(reader: Client, share: Share, hostile: str) -> None:
    odd = {"words-functions": [hostile, "formative"], "words-talk": hostile}
    post(reader, share, opened(reader, share), **WHOLE, **odd, do="save")
    assert words_of(share)["functions"] == ["formative"]
    assert "talk" not in words_of(share)


def test_two_devices_that_tick_differently_keep_both(reader: Client, share: Share) -> None:
    one, other = opened(reader, share), opened(reader, share)
    post(reader, share, one, **{"words-functions": ["formative"]}, do="save")
    answer = post(reader, share, other, **{"words-functions": ["restorative"]}, do="save")
    text = reader.get(answer.url).text
    assert "This was changed in two places." in text
    place = Review.objects.get(share=share).clashes[0]
    use = f"use:{place['page']}/functions"
    post(reader, share, opened(reader, share), **{"words-functions": ["formative"]}, do=use)
    assert words_of(share)["functions"] == ["restorative"]


def test_two_words_for_depth_keep_nothing_back_once_it_is_off(
    reader: Client, writer: Client, share: Share
) -> None:
    """The choice between them is on no page any more."""
    turn(writer, share, "yes")
    one, other = opened(reader, share), opened(reader, share)
    post(reader, share, one, **{"words-depth": "sense"}, do="save")
    post(reader, share, other, **{"words-depth": "reflecting"}, do="save")
    assert Review.objects.get(share=share).clashes
    turn(writer, share, "no")
    answer = post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    assert answer.url == page_of(share)
    assert words_of(share) == WHOLE


def test_what_was_ticked_on_a_shut_share_is_its_readers_to_copy(
    reader: Client, share: Share
) -> None:
    fields = opened(reader, share)
    post(reader, share, fields, **{"words-functions": ["formative", "improvement"]}, do="save")
    sharing.withdraw_share(share_id=share.pk, author=share.author)
    text = reader.get(reverse("journals:review_words")).text
    assert "Ticked beside it\nLearn, Improve" in text


def test_a_second_press_after_giving_brings_no_ticks_as_words(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    for _press in range(2):
        answer = post(reader, share, fields, **WHOLE, **TICKED, do="give", outcome="returned")
    text = reader.get(answer.url).text
    assert "This was given before. Nothing was sent twice." in text
    assert "Words that were not given" not in text


def test_depth_is_off_unless_the_writer_turns_it_on(
    reader: Client, writer: Client, share: Share, amara: User
) -> None:
    assert "words-depth" not in reader.get(page_of(share)).text
    assert turn(writer, share, "yes").status_code == 303
    assert turn(writer, share, "yes").status_code == 303  # pressed twice
    text = reader.get(page_of(share)).text
    assert "Making sense" in text and "It is not a mark." in text
    rows = AuditEvent.objects.filter(person=amara, action="depth-turned")
    assert rows.count() == 1
    turn(writer, share, "no")
    assert rows.count() == 2
    assert "words-depth" not in reader.get(page_of(share)).text


def test_depth_shows_to_the_pair_until_it_is_turned_off(
    reader: Client, writer: Client, share: Share
) -> None:
    turn(writer, share, "yes")
    give(reader, share)
    pages = [(writer, share.get_absolute_url()), (reader, page_of(share))]
    line = "It asks why it went so, and says what was felt."
    assert all(line in client.get(page).text for client, page in pages)
    turn(writer, share, "no")
    assert all(line not in client.get(page).text for client, page in pages)
    turn(writer, share, "yes")
    assert all(line in client.get(page).text for client, page in pages)


def test_depth_need_not_be_chosen(reader: Client, writer: Client, share: Share) -> None:
    turn(writer, share, "yes")
    fields = opened(reader, share)
    post(reader, share, fields, **{**WHOLE, "words-depth": ""}, do="give", outcome="returned")
    assert "depth" not in words_of(share)
    said = "Where this entry seems to stand, as a whole:"
    assert said not in writer.get(share.get_absolute_url()).text


def test_depth_that_was_turned_off_meanwhile_does_not_go_and_keeps_nothing_back(
    reader: Client, writer: Client, share: Share
) -> None:
    turn(writer, share, "yes")
    fields = opened(reader, share)
    post(reader, share, fields, **WHOLE, **TICKED, do="save")
    turn(writer, share, "no")
    fields = opened(reader, share)  # a page without it
    ticked = {name: value for name, value in TICKED.items() if name != "words-depth"}
    answer = post(reader, share, fields, **WHOLE, **ticked, do="give", outcome="returned")
    assert answer.url == page_of(share)
    assert words_of(share).keys() == {*WHOLE, "functions", "talk"}
    turn(writer, share, "yes")
    assert "Making sense</strong>" not in writer.get(share.get_absolute_url()).text


def test_nobody_else_turns_it(reader: Client, share: Share, amara: User, ben: User) -> None:
    path = reverse("journals:share_depth")
    for posted in ({"share": short(share.pk)}, {"share": "nonsense"}, {}):
        assert reader.post(path, {"depth": "yes", **posted}).status_code == 404
    assert not DepthWish.objects.exists()


def test_nothing_counts_depth() -> None:
    """It lies with the words, sealed: no column holds it, and what reads it shows one review."""
    columns = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "depth" in field.name
    }
    assert columns == set()
    readers = {
        str(path.relative_to(settings.BASE_DIR))
        for room in ("journals", "desk", "supervision", "meetings", "notices", "promises")
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py")
        if "migrations" not in path.parts and names_depth(path)
    }
    assert readers == {
        "journals/models/reviews.py",  # its name
        "journals/review_marks.py",  # what it says
        "journals/review_pages.py",  # whether its reader is asked
        "journals/views/shared.py",  # turning it on and off
    }


def names_depth(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(
        (isinstance(node, ast.Name) and node.id == "DEPTH")
        or (isinstance(node, ast.Constant) and node.value in ("depth", "transforming"))
        for node in ast.walk(tree)
    )


def test_no_column_shows_it_in_clear(reader: Client, writer: Client, share: Share) -> None:
    turn(writer, share, "yes")
    give(reader, share)
    assert words_of(share)["depth"] == ["sense"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, ledger FROM journals_review")
        assert not any(b'"sense"' in bytes(cell) for row in cursor.fetchall() for cell in row)


# Talking about it in person.


def topics(share: Share) -> list[SessionTopic]:
    return [row.topic for row in SharedTopic.objects.filter(share=share).open()]


def test_giving_puts_it_on_the_list_of_the_next_session(
    reader: Client, writer: Client, share: Share, pair: Supervision, ben: User
) -> None:
    give(reader, share)
    (topic,) = topics(share)
    pair.refresh_from_db()
    assert (topic.supervision, topic.by, topic.text) == (pair, ben, "")
    assert topic.key_holder_id == pair.key_holder_id is not None
    said = "It is on the list of your next session with"
    assert said in writer.get(share.get_absolute_url()).text
    assert said in reader.get(page_of(share)).text


def test_a_button_puts_it_there_once(reader: Client, share: Share, amara: User) -> None:
    fields = opened(reader, share)
    post(reader, share, fields, **WHOLE, do="give", outcome="returned")
    path = reverse("journals:review_talk", args=[share.pk])
    assert path in reader.get(page_of(share)).text
    for _press in range(2):
        assert reader.post(path).url == page_of(share)
    assert len(topics(share)) == SessionTopic.objects.count() == 1
    assert AuditEvent.objects.filter(person=amara, action="commented").count() == 1
    assert path not in reader.get(page_of(share)).text


def test_the_writer_who_would_rather_talk_puts_it_there(
    share: Share, amara: User, ben: User
) -> None:
    sharing.open_share(share_id=share.pk, reader=ben)
    revision = make_words(share).revision
    reviewing.give_review(share_id=share.pk, reader=ben, outcome="returned", revision=revision)
    for _press in range(2):
        reviewing.add_reply(share_id=share.pk, by=amara, kind="talk", text="")
    reviewing.add_reply(share_id=share.pk, by=amara, kind="answer", text="So it is.")
    (topic,) = topics(share)
    assert topic.by == amara


@pytest.mark.parametrize("way", ["withdraw", "end"])
def test_a_share_that_is_shut_leaves_the_list(
    reader: Client, share: Share, pair: Supervision, amara: User, way: str
) -> None:
    give(reader, share)
    (topic,) = topics(share)
    if way == "withdraw":
        sharing.withdraw_share(share_id=share.pk, author=amara)
    else:
        from journals.services.endings import end_supervision

        end_supervision(supervision=pair, actor=amara)
    topic.refresh_from_db()
    assert topic.dropped_at
    assert topics(share) == []


def test_talked_about_once_it_may_come_again(reader: Client, share: Share) -> None:
    from django.utils import timezone

    give(reader, share)
    SessionTopic.objects.update(talked_at=timezone.now())
    assert "on the list of your next session" not in reader.get(page_of(share)).text
    reader.post(reverse("journals:review_talk", args=[share.pk]))
    assert len(topics(share)) == 1
    assert SessionTopic.objects.count() == 2


def test_between_peers_there_is_no_list(reader: Client, amara: User, ben: User) -> None:
    Supervision.objects.filter(supervisor=ben, supervisee=amara).update(is_peer=True)
    pair = Supervision.objects.current().get(supervisor=ben, supervisee=amara)
    share = make_share(make_entry(amara), pair)
    assert "words-talk" not in reader.get(page_of(share)).text
    give(reader, share)
    assert "talk" not in words_of(share)
    reader.post(reverse("journals:review_talk", args=[share.pk]))
    assert not SessionTopic.objects.exists()


def test_another_pairs_share_is_not_found(reader: Client, cast: SimpleNamespace) -> None:
    share = make_share(make_entry(cast.ife), make_supervision(cast.dev, cast.ife))
    path = reverse("journals:review_talk", args=[share.pk])
    assert reader.post(path).status_code == 404
    assert not SessionTopic.objects.exists()
    assert depth.turn_depth(person=cast.amara, on=False) is False
