"""The page on which a supervisor reads a share and says something."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import ParkedWords, Review, Share, ShareMove
from journals.services import sharing
from journals.services.endings import end_supervision
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.journals.reviews import WHOLE, autosave, fields_of, opened, page_of, post
from tests.makers import make_entry, make_prompt_version, make_share, make_words

pytestmark = pytest.mark.django_db

QUESTIONS: list[dict[str, Any]] = [
    {"key": "happened", "kind": "long_text", "text": "What happened?"},
    {"key": "next_time", "kind": "long_text", "text": "And next time?"},
]
ANSWERS = {"happened": "The tea went cold.\nShe laughed.", "next_time": "I will sit down."}


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def share(amara: User, pair: Supervision) -> Share:
    version = make_prompt_version(QUESTIONS)
    entry = make_entry(amara, version, title="Tea", answers=ANSWERS, private_note="Only mine.")
    return make_share(entry, pair, "happened", "next_time", ask="Was I too late?")


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


def review_of(share: Share) -> Review:
    return Review.objects.get(share=share)


def state_of(share: Share) -> str:
    return Share.objects.get(pk=share.pk).state


def test_the_reader_sees_what_was_chosen_and_what_is_asked(reader: Client, share: Share) -> None:
    text = reader.get(page_of(share)).text
    for words in ("The tea went cold.", "I will sit down.", "Was I too late?", "Amara"):
        assert words in text
    for words in ("Tea</h1>", "Only mine"):
        assert words not in text
    for words in ("What I noticed", "Your comments may be asked for too.", "Give this to Amara"):
        assert words in text
    assert "placeholder" not in text


def test_opening_tells_the_writer_each_time(reader: Client, share: Share, amara: User) -> None:
    for _time in range(2):
        reader.get(page_of(share))
    rows = AuditEvent.objects.filter(person=amara, action="share-opened", object_id=share.pk)
    assert rows.count() == 2
    assert state_of(share) == "seen"


def openings(share: Share) -> int:
    rows = AuditEvent.objects.filter(person=share.author, object_id=share.pk)
    return rows.filter(action="share-opened").count()


def test_coming_back_by_ones_own_save_is_no_opening(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    for do in ("save", "another:happened", "give"):  # the last is not given: it has no outcome
        answer = post(reader, share, fields, **WHOLE, do=do)
        fields = fields_of(reader.get(answer.url).text)
        assert openings(share) == 1
    reader.get(page_of(share))
    assert openings(share) == 2
    reader.get(post(reader, share, fields, do="give", outcome="returned").url)
    talk = reverse("journals:review_reply", args=[share.pk])
    binding = {"binding": fields["binding"]}
    reader.get(reader.post(talk, {"text": "One thing more.", **binding}).url)
    reader.get(reader.post(reverse("journals:review_acknowledge", args=[share.pk])).url)
    assert (openings(share), state_of(share)) == (2, "acknowledged")
    reader.get(page_of(share))
    assert openings(share) == 3


def test_a_save_leads_back_to_its_own_page_only(
    reader: Client, share: Share, pair: Supervision, ben: User
) -> None:
    other = make_share(share.entry, pair, "happened")
    post(reader, share, opened(reader, share), **WHOLE, do="save")
    mark = reader.cookies["came-back"]
    assert (mark["path"], mark["httponly"], mark["max-age"]) == (page_of(share), True, 60)
    assert WHOLE["noticed"] not in mark.value
    for _time in range(2):
        reader.get(page_of(other))  # the test's browser sends it to every page
    assert openings(other) == 2
    for made_up in (mark.value + "x", "x", ""):
        reader.cookies["came-back"] = made_up
        before = openings(share)
        reader.get(page_of(share))
        assert openings(share) == before + 1


def test_a_further_round_is_saved_without_an_opening_of_either(
    reader: Client, share: Share, pair: Supervision
) -> None:
    post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    again = make_share(share.entry, pair, "happened")
    fields = opened(reader, again)
    assert (openings(share), openings(again)) == (2, 1)
    reader.get(post(reader, again, fields, **WHOLE, do="save").url)
    assert (openings(share), openings(again)) == (2, 1)


def test_asking_for_no_words_opens_nothing(reader: Client, share: Share, amara: User) -> None:
    assert reader.head(page_of(share)).status_code == 200
    assert state_of(share) == "waiting"
    assert not AuditEvent.objects.filter(person=amara, action="share-opened").exists()


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("who", ["amara", "chloe", "farid", "grace", "hana", "dev", "efua"])
def test_nobody_else_finds_it(
    client: Client, cast: SimpleNamespace, sign_in: Any, share: Share, who: str, method: str
) -> None:
    sign_in(client, getattr(cast, who), factor=True)
    body = {"do": "save"} if method == "post" else {}
    assert getattr(client, method)(page_of(share), body).status_code == 404


def test_another_verb_is_refused(reader: Client, share: Share) -> None:
    assert reader.put(page_of(share)).status_code == 405
    for name in ("review_save", "review_reply", "review_acknowledge"):
        assert reader.get(reverse(f"journals:{name}", args=[share.pk])).status_code == 405


def test_without_a_second_step_it_stays_shut(
    client: Client, ben: User, sign_in: Any, share: Share
) -> None:
    sign_in(client, ben)
    answer = client.get(page_of(share))
    assert answer.status_code == 302
    assert reverse("people:second_factor_needed") in answer.url
    assert state_of(share) == "waiting"


def test_a_whole_page_is_saved_and_nobody_sees_it(
    reader: Client, share: Share, amara: User
) -> None:
    fields = opened(reader, share)
    answer = post(
        reader, share, fields, **WHOLE, **{"words-comment-happened-1": "Lovely.", "do": "save"}
    )
    assert (answer.status_code, answer.url) == (303, page_of(share))
    words = review_of(share).words
    assert words == WHOLE | {"comment-happened-1": {"quote": "", "text": "Lovely."}}
    assert not Review.objects.visible_to(amara).exists()


def test_a_whole_review_is_given_once(reader: Client, share: Share, amara: User) -> None:
    fields = opened(reader, share)
    sent = {**WHOLE, "do": "give", "outcome": "returned"}
    assert post(reader, share, fields, **sent).url == page_of(share)
    assert state_of(share) == "returned"
    assert Review.objects.visible_to(amara).get().words == WHOLE
    again = post(reader, share, fields, **sent)
    assert again.status_code == 303
    assert ShareMove.objects.filter(share=share, after="returned").count() == 1
    text = reader.get(page_of(share)).text
    assert "Nothing was sent twice." in text
    assert not ParkedWords.objects.exists()
    assert "You invited more." in text and 'id="review"' not in text


def test_what_is_written_after_giving_is_kept(reader: Client, share: Share, amara: User) -> None:
    fields = opened(reader, share)
    post(reader, share, fields, **WHOLE, do="give", outcome="acknowledged")
    post(reader, share, fields, **(WHOLE | {"noticed": "Something new."}), do="give")
    assert review_of(share).words == WHOLE
    text = reader.get(page_of(share)).text
    assert "Words that were not given" in text and "Something new." in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"noticed": "  "}, "It is still empty."),
        ({"try_next": "x" * 5_003}, "3 characters too long"),
        ({"quote-comment-happened-1": "warm milk", "words-comment-happened-1": "Oh"}, "not stand"),
        ({"quote-comment-happened-1": "went cold"}, "Say something about the quoted words"),
        ({"outcome": ""}, "Please choose one of the two."),
        ({"outcome": "withdrawn"}, "Please choose one of the two."),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_all_is_kept(
    reader: Client, share: Share, changes: dict[str, str], said: str
) -> None:
    fields = opened(reader, share)
    sent = {**WHOLE, "do": "give", "outcome": "returned", **changes}
    answer = post(reader, share, fields, **sent)
    assert answer.status_code == 303
    text = reader.get(answer.url).text
    assert said in text and "Not given yet" in text
    assert state_of(share) == "seen" and not review_of(share).is_given
    if sent["outcome"] == "returned":
        assert 'value="returned" id="id_outcome_1" checked' in text
    drawn = opened(reader, share)
    assert drawn["words-question"] == WHOLE["question"]
    assert len(drawn["words-try_next"]) == len(sent["try_next"])


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"quote": "warm milk", "words": "Oh"}, "quote-comment-happened-1"),
        ({"quote": "went cold", "words": ""}, "words-comment-happened-1"),
        ({"quote": "went cold", "words": "x" * 5_003}, "words-comment-happened-1"),
    ],
)
def test_a_comments_problem_stands_at_the_field_that_has_it(
    reader: Client, share: Share, changes: dict[str, str], place: str
) -> None:
    sent = {f"{field}-comment-happened-1": text for field, text in changes.items()}
    fields = opened(reader, share)
    answer = post(reader, share, fields, **WHOLE, **sent, do="give", outcome="returned")
    text = reader.get(answer.url).text
    assert re.findall(r'<li><a href="#(id_[^"]+)">', text) == [f"id_{place}"]
    assert "Comment 1 on “What happened?”: " in text
    faulty = re.findall(r'<textarea[^>]*id="([^"]+)"[^>]*aria-invalid="true"[^>]*>', text)
    assert faulty == [f"id_{place}"]
    described = re.findall(r'<textarea[^>]*aria-describedby="([^"]*_error)"', text)
    assert described == [f"id_{place}_error"]
    assert re.findall(r'<p class="field__error" id="([^"]+)">', text) == described


def test_a_quote_may_run_over_lines(reader: Client, share: Share) -> None:
    quoted = {
        "quote-comment-happened-1": "went cold. She\r\nlaughed",
        "words-comment-happened-1": "That made me smile.",
    }
    post(reader, share, opened(reader, share), **WHOLE, **quoted, do="give", outcome="returned")
    assert state_of(share) == "returned"


def test_another_comment_up_to_nine(reader: Client, share: Share) -> None:
    for number in range(1, 10):
        fields = opened(reader, share)
        assert f"words-comment-happened-{number}" in fields
        answer = post(
            reader,
            share,
            fields,
            **{f"words-comment-happened-{number}": f"No {number}", "do": "another:happened"},
        )
        assert answer.url.endswith("#more-happened")
    assert "words-comment-happened-10" not in opened(reader, share)
    assert len(review_of(share).comments["happened"]) == 9


@pytest.mark.parametrize(
    "part", ["title", "comment-happened-10", "comment-other-1", "comment-happened-0", "outcome"]
)
def test_parts_that_the_page_does_not_have_are_kept_aside(
    reader: Client, share: Share, part: str
) -> None:
    fields = opened(reader, share)
    fields["asked"].append(part)
    answer = post(reader, share, fields, **WHOLE, **{f"words-{part}": "Smuggled."})
    assert answer.status_code == 303
    assert review_of(share).revision == 0
    assert opened(reader, share)["words-noticed"] == WHOLE["noticed"]


def test_the_token_of_another_share_opens_nothing(
    reader: Client, share: Share, amara: User, pair: Supervision
) -> None:
    other = make_share(make_entry(amara), pair)
    fields = opened(reader, other)
    post(reader, share, fields | opened(reader, share) | {"binding": fields["binding"]}, **WHOLE)
    assert review_of(share).revision == 0


def test_words_posted_after_the_session_wait_for_their_reader(
    client: Client, ben: User, chloe: User, sign_in: Any, share: Share
) -> None:
    fields = opened(sign_in(client, ben, factor=True), share)
    client.logout()
    assert post(client, share, fields, **WHOLE).status_code == 303
    sign_in(client, chloe, factor=True)
    assert post(client, share, fields, noticed="Hers?").status_code == 303
    assert client.get(page_of(share)).status_code == 404
    sign_in(client, ben, factor=True)
    text = client.get(page_of(share)).text
    assert "These words are not saved yet." in text
    first = opened(client, share)
    assert first["words-noticed"] == "Hers?"
    post(client, share, first, do="save")
    second = opened(client, share)
    assert second["words-noticed"] == WHOLE["noticed"]
    badge = client.get(page_of(share)).text.split("data-badge")[1].split("</p>")[0]
    assert "Not saved yet" in badge and "Saved" not in badge
    post(client, share, second, do="save")
    assert not ParkedWords.objects.exists()
    review = review_of(share)
    assert review.words == WHOLE | {"noticed": "Hers?"}
    assert [clash["text"] for clash in review.clashes] == [WHOLE["noticed"]]


def test_two_devices_keep_both_texts_and_choose(reader: Client, share: Share) -> None:
    here, there = opened(reader, share), opened(reader, share)
    autosave(reader, share, there, "noticed", noticed="From the desk.")
    answer = post(reader, share, here, noticed="From the phone.", do="give", outcome="returned")
    assert answer.url.endswith("#question-noticed")
    text = reader.get(page_of(share)).text
    assert "From the phone." in text and "From the desk." in text
    assert state_of(share) == "seen"
    page = opened(reader, share)
    place = f"{review_of(share).clashes[0]['page']}/noticed"
    post(reader, share, page, do="give", outcome="returned", **_others())
    assert state_of(share) == "seen"  # not before a choice
    post(reader, share, opened(reader, share), do=f"use:{place}")
    assert review_of(share).words["noticed"] == "From the phone."
    assert review_of(share).clashes == []


def _others() -> dict[str, str]:
    return {"question": WHOLE["question"], "try_next": WHOLE["try_next"]}


def test_the_other_text_can_be_let_go(reader: Client, share: Share) -> None:
    here, there = opened(reader, share), opened(reader, share)
    autosave(reader, share, there, "noticed", noticed="From the desk.")
    post(reader, share, here, noticed="From the phone.")
    place = f"{review_of(share).clashes[0]['page']}/noticed"
    post(reader, share, opened(reader, share), do=f"drop:{place}")
    post(reader, share, opened(reader, share), do=f"drop:{place}")  # pressed twice
    review = review_of(share)
    assert (review.words["noticed"], review.clashes) == ("From the desk.", [])


def test_nothing_is_given_that_this_page_did_not_show(reader: Client, share: Share) -> None:
    here = opened(reader, share)
    autosave(
        reader, share, here, "comment-next_time-1", **{"words-comment-next_time-1": "Elsewhere."}
    )
    here["asked"].remove("comment-next_time-1")
    post(reader, share, here, **WHOLE, do="give", outcome="returned")
    assert state_of(share) == "seen"
    assert "changed on another device" in reader.get(page_of(share)).text


def test_a_second_round_shows_what_changed(
    reader: Client, share: Share, amara: User, ben: User, pair: Supervision
) -> None:
    post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    entry = share.entry
    entry.answers = {"happened": "The tea went quite cold.\nShe laughed."}
    entry.save()
    again = make_share(entry, pair, "happened")
    text = reader.get(page_of(again)).text
    assert "<ins>quite </ins>" in text
    assert "1 word is new since last time" in text
    assert WHOLE["noticed"] in text and "What you said last time" in text
    assert "Shared last time, and not now:" in text and "And next time?" in text
    rows = AuditEvent.objects.filter(person=amara, action="share-opened", object_id=share.pk)
    assert rows.count() == 2  # to compare is to open it again
    sharing.withdraw_share(share_id=share.pk, author=amara)
    text = reader.get(page_of(again)).text
    assert "<ins>" not in text and WHOLE["noticed"] not in text and "And next time?" not in text


def test_withdrawn_while_it_is_written(reader: Client, share: Share, amara: User) -> None:
    fields = opened(reader, share)
    sharing.withdraw_share(share_id=share.pk, author=amara)
    answer = post(reader, share, fields, **WHOLE, do="give", outcome="returned")
    assert (answer.status_code, answer.url) == (303, reverse("journals:review_words"))
    assert state_of(share) == "withdrawn"
    text = reader.get(answer.url).text
    assert "Taken back by its writer" in text and WHOLE["noticed"] in text
    assert "tea went cold" not in text
    assert reader.get(page_of(share)).status_code == 404


def test_supervision_ended_while_it_is_written(
    reader: Client, share: Share, pair: Supervision, amara: User
) -> None:
    fields = opened(reader, share)
    end_supervision(supervision=pair, actor=amara)
    answer = post(reader, share, fields, **WHOLE, do="give", outcome="returned")
    assert answer.url == reverse("journals:review_words")
    assert review_of(share).words == WHOLE


def test_the_card_of_the_prompt_is_there_to_think_with(reader: Client, share: Share) -> None:
    prompt = share.prompt_version.prompt
    prompt.review_card = {"listen_for": ["The moment it turned."], "questions": ["Who began?"]}
    prompt.save()
    text = reader.get(page_of(share)).text
    assert "The moment it turned." in text and "Who began?" in text


def test_a_draft_made_elsewhere_is_drawn(reader: Client, share: Share) -> None:
    make_words(share, **{"comment-happened-1": {"quote": "tea", "text": "Yes"}})
    drawn = opened(reader, share)
    assert drawn["quote-comment-happened-1"] == "tea"
    assert drawn["words-comment-happened-2"] == ""
