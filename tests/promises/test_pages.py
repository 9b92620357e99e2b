"""The pages of one's own promises: what is shown, what is kept, and what is refused."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from people.kept import MOST, MOST_OWN
from people.models import User
from promises.binding import bind
from promises.models import ParkedForm, Promise, PromiseMove
from promises.services import answer_promise
from tests.bad_input.nasty import MARKUP
from tests.makers import make_membership, make_promise, make_user
from vault.ids import new_id

TODAY = timezone.localdate()
WORDS = "When the night desk gets its lamp"


@pytest.fixture
def client(dev: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), dev)


def url(name: str, promise: Promise | None = None) -> str:
    return reverse(f"promises:{name}", args=[promise.pk] if promise else [])


def page(person: User, promise: Promise | None = None, **fields: Any) -> dict[str, Any]:
    id = promise.pk if promise else new_id()
    return {"binding": bind(person, id), "what": WORDS, "to_role": "Night staff"} | fields


def follow(client: Client, response: Any) -> str:
    """What is shown after a post, as people read it. Every post with words in it answers 303."""
    assert response.status_code == 303
    shown = client.get(response.headers["Location"])
    assert shown.status_code == 200
    return html.unescape(shown.text)


def test_a_promise_is_noted_and_stands_on_the_list_by_its_day(client: Client, dev: User) -> None:
    empty = html.unescape(client.get(url("promise_list")).text)
    assert "No promises yet" in empty
    shown = follow(client, client.post(url("promise_create"), page(dev, when="1")))
    assert "It is on your list. Nobody else can see it." in shown
    promise = Promise.objects.visible_to(dev).get()
    assert promise.due_on == TODAY + timedelta(days=1)
    assert not promise.shown_to_facilitator
    make_promise(dev, "An old one", due_on=TODAY - timedelta(days=3))
    make_promise(dev, "One without a day", due_on=None)
    text = html.unescape(client.get(url("promise_list")).text)
    order = [text.index(words) for words in (
        "Their day has passed", "An old one", "In the next seven days", WORDS,
        "Without a day", "One without a day",
    )]  # fmt: skip
    assert order == sorted(order)


def test_a_typed_day_is_meant_before_a_ticked_one(client: Client, dev: User) -> None:
    client.post(url("promise_create"), page(dev, when="7", due_on="2031-05-09"))
    assert str(Promise.objects.visible_to(dev).get().due_on) == "2031-05-09"


def test_a_day_that_has_passed_is_taken_and_said_so(client: Client, dev: User) -> None:
    shown = follow(client, client.post(url("promise_create"), page(dev, due_on="2020-01-31")))
    assert "Its day has passed already, so it stands at the top." in shown


def test_the_same_page_twice_makes_one_promise(client: Client, dev: User) -> None:
    posted = page(dev)
    first, second = (client.post(url("promise_create"), posted) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Promise.objects.visible_to(dev).count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": "  "}, "Please say what you promised"),
        ({"what": WORDS + "x" * 100_000}, "characters too long"),
        ({"due_on": "31/31/2026"}, "Please give the date as day/month/year"),
        ({"due_on": "0026-01-01"}, "Please check the year"),
        ({"when": "9"}, "Select a valid choice"),
        ({"binding": "forged"}, "Not saved yet"),
    ],
)
def test_what_cannot_be_saved_is_kept_with_a_clear_line(
    client: Client, dev: User, fields: dict[str, str], said: str
) -> None:
    posted = page(dev, to_role="The people of the late shift") | fields
    shown = follow(client, client.post(url("promise_create"), posted))
    assert said in shown
    assert "Your words are kept below." in shown
    assert posted["what"].strip() in shown
    assert posted["to_role"] in shown
    assert not Promise.objects.exists()
    # Sealed until it is saved, and shown without reproach to who comes back later.
    kept = ParkedForm.objects.visible_to(dev).get()
    again = html.unescape(client.get(url("promise_create")).text)
    assert posted["to_role"] in again
    assert said not in again
    done = page(dev, parked=kept.pk.hex)
    assert client.post(url("promise_create"), done).status_code == 303
    assert Promise.objects.visible_to(dev).get().what == WORDS
    assert not ParkedForm.objects.exists()


def test_words_that_nobody_needs_can_be_let_go(client: Client, dev: User) -> None:
    client.post(url("promise_create"), page(dev, what=""))
    kept = ParkedForm.objects.visible_to(dev).get()
    for _time in range(2):
        shown = follow(client, client.post(url("unsaved_drop"), {"parked": kept.pk.hex}))
    assert "Your promises" in shown
    assert not ParkedForm.objects.exists()


def test_another_persons_kept_words_are_out_of_reach(client: Client, ben: User) -> None:
    theirs = ParkedForm.objects.create(
        owner=ben, key_holder=ben.key_holder, page="create", fields={"what": ["Ben's words"]}
    )
    assert "Ben's" not in html.unescape(client.get(url("promise_create")).text)
    client.post(url("unsaved_drop"), {"parked": theirs.pk.hex})
    assert ParkedForm.objects.filter(pk=theirs.pk).exists()


def test_markup_is_only_letters(client: Client, dev: User) -> None:
    client.post(url("promise_create"), page(dev, what=MARKUP, to_role=MARKUP))
    promise = Promise.objects.visible_to(dev).get()
    for address in (
        url("promise_list"),
        url("promise_detail", promise),
        url("promise_edit", promise),
    ):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert promise.what[:40] in html.unescape(text)


def test_a_page_title_holds_no_word_of_it(client: Client, dev: User) -> None:
    promise = make_promise(dev, WORDS)
    for name in ("promise_detail", "promise_edit", "promise_answer", "promise_delete"):
        text = client.get(url(name, promise)).text
        assert WORDS not in text[text.index("<title>") : text.index("</title>")]


def test_a_promise_of_somebody_else_is_missing(client: Client, ben: User) -> None:
    theirs = make_promise(ben)
    for name in ("promise_detail", "promise_edit", "promise_answer", "promise_delete"):
        assert client.get(url(name, theirs)).status_code == 404
    for name in ("promise_in_hand", "promise_reopen", "promise_delete", "promise_answer"):
        assert client.post(url(name, theirs), {"answer": "yes"}).status_code == 404
    assert Promise.objects.visible_to(ben).get().state == "made"


def test_it_is_changed_and_taken_in_hand(client: Client, dev: User) -> None:
    promise = make_promise(dev, "As it was")
    fields = page(dev, promise, due_on="2030-02-01", shown_to_facilitator="on")
    shown = follow(client, client.post(url("promise_edit", promise), fields))
    assert WORDS in shown
    assert "whoever leads your team's meeting" in shown
    shown = follow(client, client.post(url("promise_in_hand", promise)))
    assert "In hand" in shown
    follow(client, client.post(url("promise_in_hand", promise)))
    assert PromiseMove.objects.visible_to(dev).count() == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [("yes", "You came back with a yes"), ("no", "You came back with a no")],
)
def test_the_fifth_question_is_asked_and_answered(
    client: Client, dev: User, answer: str, said: str
) -> None:
    promise = make_promise(dev, WORDS, due_on=TODAY)
    asked = html.unescape(client.get(url("promise_answer", promise)).text)
    assert "Have you returned with an answer?" in asked
    assert "How was it received?" in asked
    fields = page(dev, promise, answer=answer, reason="The money is there.", received="A nod.")
    shown = follow(client, client.post(url("promise_answer", promise), fields))
    assert said in shown
    assert "that is a promise kept" in shown
    assert "The money is there." in shown
    assert "A nod." in shown
    listed = html.unescape(client.get(url("promise_list")).text)
    assert "You came back with an answer" in listed
    # Pressed twice: nothing is added. Another answer from an old page: kept, and said so.
    client.post(url("promise_answer", promise), fields)
    assert PromiseMove.objects.visible_to(dev).count() == 1
    late = page(dev, promise, answer="not-yet", reason="From an old page.", due_on="2031-01-01")
    shown = follow(client, client.post(url("promise_answer", promise), late))
    assert "From an old page." in shown
    assert "answered or handed over meanwhile" in shown


def test_not_yet_asks_for_a_day_to_come(client: Client, dev: User) -> None:
    promise = make_promise(dev, WORDS, due_on=TODAY)
    for day, said in (("", "Please give the new day"), ("2020-01-01", "This day has passed.")):
        fields = page(dev, promise, answer="not-yet", reason="Estates are slow.", due_on=day)
        shown = follow(client, client.post(url("promise_answer", promise), fields))
        assert said in shown
        assert "Estates are slow." in shown
    fields = page(dev, promise, answer="not-yet", reason="Estates are slow.", due_on="2031-01-01")
    assert "with its new day" in follow(client, client.post(url("promise_answer", promise), fields))
    assert Promise.objects.visible_to(dev).open().get().outcome == "not-yet"


def test_not_yet_takes_a_day_by_one_tick(client: Client, dev: User) -> None:
    promise = make_promise(dev, WORDS, due_on=TODAY)
    asked = html.unescape(client.get(url("promise_answer", promise)).text)
    assert "Tomorrow, " in asked and "In a week, " in asked and "Today, " not in asked
    client.post(url("promise_answer", promise), page(dev, promise, answer="not-yet", when="7"))
    assert Promise.objects.visible_to(dev).open().get().due_on == TODAY + timedelta(days=7)


def test_an_answer_needs_no_day(client: Client, dev: User) -> None:
    promise = make_promise(dev, WORDS, due_on=TODAY)
    client.post(url("promise_answer", promise), page(dev, promise, answer="yes", when="7"))
    assert Promise.objects.visible_to(dev).get().due_on == TODAY


def test_nothing_ticked_is_said_clearly(client: Client, dev: User) -> None:
    promise = make_promise(dev)
    fields = page(dev, promise, reason="I said why.")
    shown = follow(client, client.post(url("promise_answer", promise), fields))
    assert "Please choose one of the three." in shown
    assert "I said why." in shown


def test_an_answer_that_was_a_slip_is_opened_again(client: Client, dev: User) -> None:
    promise = make_promise(dev)
    answer_promise(promise_id=promise.pk, actor=dev, answer="yes", reason="It is done.")
    follow(client, client.post(url("promise_reopen", promise)))
    again = html.unescape(client.get(url("promise_answer", promise)).text)
    assert "It is done." in again
    assert client.get(url("promise_edit", promise)).status_code == 200


def test_what_is_answered_is_not_edited(client: Client, dev: User) -> None:
    promise = make_promise(dev)
    answer_promise(promise_id=promise.pk, actor=dev, answer="yes")
    assert client.get(url("promise_edit", promise)).status_code == 302
    shown = follow(client, client.post(url("promise_edit", promise), page(dev, promise)))
    assert WORDS in shown  # kept, and said that it was too late
    assert Promise.objects.visible_to(dev).get().what != WORDS


def test_it_is_erased_only_after_a_question(client: Client, dev: User) -> None:
    promise = make_promise(dev, WORDS)
    asked = html.unescape(client.get(url("promise_delete", promise)).text)
    assert "Erase this promise for good?" in asked
    assert Promise.objects.exists()
    assert "Erased." in follow(client, client.post(url("promise_delete", promise)))
    assert client.get(url("promise_detail", promise)).status_code == 404


def test_a_name_and_a_role_of_one_are_hinted_at_and_never_stopped(
    client: Client, dev: User, team: Any
) -> None:
    fields = page(dev, what="An answer for Mrs Adeyemi", to_role="The administrator")
    shown = follow(client, client.post(url("promise_create"), fields))
    assert "Could this name somebody?" in shown
    assert "Mrs Adeyemi" in shown
    assert "Only one person holds this role" in shown
    make_membership(make_user("Another"), team, "administrator")
    promise = Promise.objects.visible_to(dev).get()
    assert "Only one person" not in client.get(url("promise_detail", promise)).text


@pytest.mark.parametrize(
    ("role", "post"),
    [
        ("The ward manager", "ward manager"),
        ("the Charge  Nurse", "charge nurse"),
        ("Ward managers", ""),
        ("Night staff", ""),
        ("", ""),
    ],
)
def test_a_post_of_which_there_is_often_one_is_hinted_at(
    client: Client, dev: User, role: str, post: str
) -> None:
    promise = make_promise(dev, to_role=role)
    shown = html.unescape(client.get(url("promise_detail", promise)).text)
    assert ("There is often only one" in shown) == bool(post)
    assert f"There is often only one {post}" in shown or not post


def test_who_shows_it_is_told_so(client: Client, dev: User) -> None:
    fields = page(dev, what="A lamp", shown_to_facilitator="on")
    shown = follow(client, client.post(url("promise_create"), fields))
    assert "Nobody else can see it" not in shown
    assert "Whoever leads your team's meeting sees it" in shown
    assert "Nobody else sees this list" not in client.get(url("promise_list")).text


@pytest.fixture
def team(dev: User) -> Any:
    return dev.memberships.get().teams.get()


def test_a_page_that_another_left_open_is_kept_for_them(
    client: Client, dev: User, ben: User
) -> None:
    shown = follow(client, client.post(url("promise_create"), page(ben)))
    assert WORDS not in shown
    assert not Promise.objects.exists()
    assert ParkedForm.objects.visible_to(ben).get().fields["what"] == [WORDS]
    theirs = make_promise(ben)
    for name in ("promise_edit", "promise_answer"):
        response = client.post(url(name, theirs), page(ben, theirs, reason=WORDS))
        assert response.status_code == 303
        assert client.get(response["Location"]).status_code == 404
    assert ParkedForm.objects.visible_to(ben).count() == 3
    assert not ParkedForm.objects.visible_to(dev).exists()


def test_what_is_posted_after_the_session_is_over_is_kept(
    client: Client, dev: User, sign_in: Callable[..., Client]
) -> None:
    promise = make_promise(dev)
    gone = Client()
    for name, about in (
        ("promise_create", None),
        ("promise_edit", promise),
        ("promise_answer", promise),
    ):
        response = gone.post(url(name, about), page(dev, about, reason=WORDS))
        assert response.headers["Location"].startswith("/sign-in/")
    assert ParkedForm.objects.visible_to(dev).count() == 3
    assert (
        "Some words about it are not saved yet." in client.get(url("promise_detail", promise)).text
    )
    assert WORDS in html.unescape(client.get(url("promise_create")).text)


def test_a_page_that_locks_keeps_its_words_and_saves_nothing(client: Client, dev: User) -> None:
    shown = follow(client, client.post(url("promise_create"), page(dev, do="keep")))
    assert WORDS in shown
    assert "Not saved" not in shown
    assert not Promise.objects.exists()


def test_nothing_kept_goes_by_a_page_that_comes_without_its_writer(
    client: Client, dev: User
) -> None:
    client.post(url("promise_create"), page(dev, do="keep"))
    kept = ParkedForm.objects.get()
    for number in range(MOST + 1):
        junk = page(dev, what=f"Junk {number}", parked=kept.pk.hex)
        Client().post(url("promise_create"), junk)
    assert ParkedForm.objects.filter(pk=kept.pk).exists()
    assert ParkedForm.objects.count() == 1 + MOST
    client.post(url("promise_create"), page(dev, do="keep", what="There is room"))
    assert ParkedForm.objects.first().fields["what"] == ["There is room"]


def test_there_is_an_end_to_what_is_kept(client: Client, dev: User) -> None:
    for number in range(MOST_OWN + 2):
        client.post(url("promise_create"), page(dev, what="", to_role=f"Page {number}"))
    assert ParkedForm.objects.count() == MOST_OWN
    long = client.post(url("promise_create"), page(dev, what="zq-long " + "x" * 600_000))
    assert long.status_code == 409
    assert "no room to keep" in long.text and "zq-long" in long.text


@pytest.mark.parametrize("room", [True, False])
def test_a_script_hears_by_a_header_whether_words_are_kept(
    client: Client, dev: User, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    if not room:
        monkeypatch.setattr("people.kept.MOST", 0)
        monkeypatch.setattr("people.kept.MOST_OWN", 0)
    for sender, status in ((client, 204), (Client(), 401)):
        answer = sender.post(
            url("promise_create"), page(dev, do="keep"), headers={"Accept": "application/json"}
        )
        assert answer.headers.get("Reflect-Kept") == ("1" if room else None)
        assert answer.status_code == (409 if not room and sender is client else status)


def test_a_page_of_another_without_room_is_not_shown_to_who_brings_it(
    client: Client, dev: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.kept.MOST", 0)
    answer = client.post(url("promise_create"), page(ben))
    assert answer.status_code == 409 and "Press Back" in answer.text
    assert WORDS not in html.unescape(answer.text)


def test_how_it_went_is_counted_for_its_owner(client: Client, dev: User) -> None:
    assert "How it went" not in client.get(url("promise_list")).text
    for answer, days in (("yes", 4), ("no", 2), ("no", 9)):
        promise = make_promise(dev, made_at=timezone.now() - timedelta(days=days))
        answer_promise(promise_id=promise.pk, actor=dev, answer=answer)
    make_promise(dev)
    text = html.unescape(client.get(url("promise_list")).text)
    assert "you came back with 3 answers" in text
    assert "2 of them were a “no”: that counts as kept." in text
    assert text.count('role="img"') == 4
    row = text[text.index(f'<th scope="row">{date_format(TODAY, "M")}<') :]
    cells = [cell.split("</td>")[0] for cell in row.split("<td>")[1:6]]
    assert cells[1:] == ["1", "2", "3", "4"]
    assert "%" not in text[text.index("How it went") : text.index("nobody is compared")]


@pytest.mark.usefixtures("without_request_log")
def test_the_list_asks_the_same_number_of_questions_for_many(
    client: Client, dev: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        made = make_promise(dev, f"{number}", due_on=TODAY + timedelta(days=number % 12 - 3))
        if number % 3 == 0:
            answer_promise(promise_id=made.pk, actor=dev, answer="yes")
    client.get(url("promise_list"))
    with django_assert_max_num_queries(6):
        client.get(url("promise_list"))
