"""The pages about a worry: what its reader and its writer see, and what they never see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.take_out.gather import everything
from journals.models import Concern
from journals.services import concerns, sharing
from notices.services import send_due
from people.models import User
from tests.journals.concerns import WORDS, Scene, after, make_scene, page, post
from tests.notices.makers import make_wish
from vault.ids import short

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def test_the_reader_says_now(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(Client(), scene.reader, factor=True)
    review = page(client, "review_write", scene.share.pk).text
    way = reverse("journals:concern_raise", args=[scene.share.pk])
    assert way in review
    asked = page(client, "concern_raise", scene.share.pk).text
    assert WORDS not in asked
    for words in ("999", "reports nothing for you", "in your local route, not here",
                  "Lena, Lior", "after seven days", "within twenty-eight days"):  # fmt: skip
        assert words in asked, words
    assert asked.index("act now") < asked.index("What this page does") < asked.index("agreed")
    assert not re.search("<input[^>]* checked", asked)  # one press tells: nobody chose for them
    assert asked.index("it cannot be taken back") < asked.index("Note that I am worried</button>")
    answer = client.post(way, {"tell": "now"})
    concern = Concern.objects.get()
    assert (answer.status_code, answer.url) == (303, concern.get_absolute_url())
    assert concern.is_told
    assert client.get(way).url == concern.get_absolute_url()  # there is one already
    assert client.post(way, {"tell": "danger"}).status_code == 303
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("tell", ["", "later", "in-hand", "NOW", "<script>"])
def test_nothing_chosen_is_nothing_noted(scene: Scene, sign_in: SignIn, tell: str) -> None:
    client = sign_in(Client(), scene.reader, factor=True)
    way = reverse("journals:concern_raise", args=[scene.share.pk])
    answer = client.post(way, {"tell": tell})
    assert (answer.status_code, answer.url) == (303, way)
    assert "Nothing was noted yet." in client.get(way).text
    assert not Concern.objects.exists()


def test_where_nobody_can_decide_the_page_says_three_days(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    scene = make_scene(cast, leads=False)
    client = sign_in(Client(), scene.reader, factor=True)
    asked = page(client, "concern_raise", scene.share.pk).text
    assert "told after seventy-two hours" in asked
    assert "Lena" not in asked
    assert "Later: The police asked to wait" in " ".join(asked.split())
    assert "The safeguarding lead or the police" not in asked  # who could have asked?
    concern = scene.raise_it(reason="asked")
    seen = page(client, "concern_detail", concern.pk).text
    assert "The police asked to wait" in seen and "safeguarding lead or the police" not in seen


def test_where_somebody_can_decide_they_may_have_asked_to_wait(
    scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(Client(), scene.reader, factor=True)
    said = "The safeguarding lead or the police asked to wait"
    assert said in page(client, "concern_raise", scene.share.pk).text
    concern = scene.raise_it(reason="asked")
    assert said in page(client, "concern_detail", concern.pk).text


def test_until_they_are_told_nothing_of_the_writer_s_differs(
    cast: SimpleNamespace, scene: Scene, sign_in: SignIn
) -> None:
    """Not a page, not the trail, not what they take with them, not the count of what is new."""
    client = sign_in(Client(), scene.writer, factor=True)
    paths = [reverse(name) for name in (
        "journals:share_list", "notices:notice_list", "people:trail", "journals:concern_list",
        "journals:entry_list", "supervision:pair_list", "desk:home", "journals:review_list",
    )] + [scene.share.get_absolute_url()]  # fmt: skip

    tokens = re.compile(r'(csrfmiddlewaretoken"|binding"|data-csrf=)[^>]*')

    def seen() -> list[str]:
        return [tokens.sub("", client.get(path).text) for path in paths]

    def taken() -> dict[str, Any]:
        return {k: v for k, v in everything(scene.writer).items() if k != "made_at"}

    with after(minutes=0):
        seen()  # what is learned once
        before, copy = seen(), taken()
        concern = scene.raise_it()
        scene.set_day(concern, 20)
        scene.set_day(concern, 25, scene.second)
        assert [a for a, b in zip(seen(), before, strict=True) if a != b] == []
        assert taken() == copy
        concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
        assert seen() != before
        assert [one["you_are"] for one in taken()["concerns"]] == ["writer"]


def test_what_the_writer_reads_then(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    scene.set_day(concern, 20)
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    client = sign_in(Client(), scene.writer)  # no second step
    news = client.get(reverse("notices:notice_list")).text
    assert "Ben was worried about somebody&#x27;s safety" in news
    shared = client.get(scene.share.get_absolute_url()).text
    assert "Ben was worried about somebody&#x27;s safety" in shared or "Ben was worried" in shared
    assert reverse("journals:concern_told", args=[concern.pk]) in shared
    read = page(client, "concern_told", concern.pk).text
    for words in (
        "Ben", "was worried about somebody", "asked to tell you later", "Lena",
        "decided when you are told", "told you", "Telling now could put somebody in more danger",
        "The safeguarding lead or the police asked to wait", "Why you hear of it only now",
        "does not mean that you did anything wrong", reverse("prompts:support"),
    ):  # fmt: skip
        assert words in read, words
    assert "(1)" not in client.get(reverse("journals:share_list")).text  # it is no news any more


def test_the_title_says_nothing(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it(later=False)
    client = sign_in(Client(), scene.writer)
    title = re.search("<title>([^<]*)", page(client, "concern_told", concern.pk).text)
    assert title
    assert not re.search("worr|safe|Ben|danger", title[1])


def test_after_it_was_taken_back_there_is_a_way_and_no_word(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(Client(), scene.reader, factor=True)
    assert "cannot open any more" not in page(client, "concern_list").text
    sharing.withdraw_share(share_id=scene.share.pk, author=scene.writer)
    assert page(client, "review_write", scene.share.pk).status_code == 404
    way = reverse("journals:concern_raise", args=[scene.share.pk])
    assert way in page(client, "concern_list").text
    asked = client.get(way).text
    assert WORDS not in asked
    assert "You cannot open it any more." in asked
    assert client.post(way, {"tell": "unreached"}).status_code == 303
    concern = Concern.objects.get()
    assert WORDS not in page(client, "concern_detail", concern.pk).text
    assert way not in page(client, "concern_list").text


def test_the_reader_tells_and_then_settles_it(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), scene.reader, factor=True)
    assert post(client, "concern_close", concern.pk, reason="talked").status_code == 303
    assert "only once the writer knows" in page(client, "concern_detail", concern.pk).text
    post(client, "concern_tell", concern.pk)
    assert "The writer knows now." in page(client, "concern_detail", concern.pk).text
    post(client, "concern_close", concern.pk, reason="<b>")
    assert "Please say why." in page(client, "concern_detail", concern.pk).text
    post(client, "concern_close", concern.pk, reason="talked")
    done = page(client, "concern_detail", concern.pk).text
    assert "it is settled" in done
    assert "Tell Amara now" not in done


def test_peers_can_be_worried_too(cast: SimpleNamespace, scene: Scene, sign_in: SignIn) -> None:
    scene.share.supervision.is_peer = True
    scene.share.supervision.save()
    client = sign_in(Client(), scene.reader, factor=True)
    way = reverse("journals:concern_raise", args=[scene.share.pk])
    assert client.post(way, {"tell": "now"}).status_code == 303
    assert Concern.objects.get().is_told


def test_it_is_found_in_what_the_reader_takes_along(scene: Scene) -> None:
    concern = scene.raise_it()
    (taken,) = everything(scene.reader)["concerns"]
    assert (taken["you_are"], taken["with"], taken["state"]) == ("reader", "Amara", "delayed")
    assert [step["what"] for step in taken["steps"]] == ["raised", "put-off"]
    assert taken["share"] == short(concern.share_id)
    assert WORDS not in str(taken)


def test_no_mail_and_no_line_of_a_log_says_a_word(
    scene: Scene,
    sign_in: SignIn,
    mailoutbox: list[Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every mail of the whole course: to the leads, to the reader, to the writer."""
    caplog.set_level("DEBUG")
    noon = f"Etc/GMT{timezone.now().hour - 12:+d}"  # somewhere it is day
    told = (scene.reader, scene.writer, scene.lead, scene.second)
    for person in told:
        User.objects.filter(pk=person.pk).update(time_zone=noon)
        make_wish(person)
    reader = sign_in(Client(), scene.reader, factor=True)
    lead = sign_in(Client(), scene.lead, factor=True)
    raise_page = reverse("journals:concern_raise", args=[scene.share.pk])
    assert reader.post(raise_page, {"tell": "danger"}).status_code == 303
    concern = Concern.objects.get()
    assert send_due() == 2
    assert {mail.to[0] for mail in mailoutbox} == {scene.lead.email, scene.second.email}
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    post(lead, "concern_set", concern.pk, until=day, reason="asked")
    post(lead, "concern_tell", concern.pk)
    assert send_due() == 2
    assert len(mailoutbox) == 4
    written = [f"{mail.subject}\n{mail.body}" for mail in mailoutbox] + [caplog.text]
    for words in (WORDS, "Amara", "Ben ", "Lena", "worr", "safety", "danger", "concern-"):
        assert not any(words in text for text in written), words
