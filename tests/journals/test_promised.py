"""Promises born of entries: put on the list when the entry is finished, and only then."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry, PromiseOfEntry
from journals.services import entries as services
from people.models import User
from promises.models import Promise
from promises.services import answer_promise, change_promise, delete_promise
from prompts.models import PromptVersion
from tests.journals.pages import autosave, opened, post
from tests.makers import make_entry, make_prompt_version

ASKED = [
    {"key": "carried", "kind": "long_text", "text": "What did you carry?"},
    {"key": "promise_1", "kind": "promise", "text": "What did you promise?"},
    {"key": "promise_2", "kind": "promise", "text": "And besides?"},
]
LAMP = {"what": "Whether a lamp can be had", "to_role": "Night staff", "by": "2030-02-01"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> PromptVersion:
    return make_prompt_version(ASKED)


@pytest.fixture
def entry(dev: User, version: PromptVersion) -> Entry:
    return make_entry(dev, version, answers={"carried": "A worry.", "promise_1": LAMP})


@pytest.fixture
def client(dev: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), dev)


def finish(entry: Entry, **answers: Any) -> list[Promise]:
    """As a page would: what was changed is saved first, and then it is finished."""
    if answers:
        entry.refresh_from_db()
        entry.answers = entry.answers | answers
        entry.revision += 1
        entry.save(update_fields=["answers", "revision"])
    return services.finish_entry(entry=entry, actor=entry.author)


def on_list(person: User) -> list[Promise]:
    return list(Promise.objects.visible_to(person).order_by("made_at"))


def read(client: Client, entry: Entry) -> str:
    return html.unescape(client.get(reverse("journals:entry_read", args=[entry.pk])).text)


def settle(client: Client, entry: Entry, do: str, part: str = "promise_1") -> Any:
    address = reverse("journals:entry_promise", args=[entry.pk])
    return client.post(address, {"part": part, "do": do})


def test_saving_makes_no_promise_and_finishing_does_once(entry: Entry, dev: User) -> None:
    assert on_list(dev) == []
    [made] = finish(entry)
    assert (made.what, made.to_role) == (LAMP["what"], LAMP["to_role"])
    assert made.due_on == date(2030, 2, 1)
    assert finish(entry) == []
    services.reopen_entry(entry=entry, actor=dev)
    assert finish(entry) == []
    assert finish(entry, carried="Another worry.") == []
    assert on_list(dev) == [made]


def test_a_second_promise_written_later_joins_the_first(entry: Entry, dev: User) -> None:
    finish(entry)
    more = {"what": "Who covers on Friday", "by": "soon, I hope"}
    [made] = finish(entry, promise_2=more)
    assert (made.what, made.to_role, made.due_on) == ("Who covers on Friday", "", None)
    assert len(on_list(dev)) == 2


@pytest.mark.parametrize(
    "answer",
    [None, {}, {"to_role": "Night staff", "by": "2030-02-01"}, {"what": "  "}, "words", ["x"]],
)
def test_where_nothing_was_promised_nothing_is_made(entry: Entry, dev: User, answer: Any) -> None:
    assert finish(entry, promise_1=answer) == []
    assert on_list(dev) == []


def test_one_for_each_line_where_it_is_asked_so(dev: User) -> None:
    version = make_prompt_version(
        [
            {"key": "concerns", "kind": "list", "text": "What did they raise?"},
            {"key": "back", "kind": "promise", "text": "And?", "for_each": "concerns"},
        ]
    )
    answers = {
        "concerns": [{"id": "a", "text": "Light"}, {"id": "b", "text": "Noise"}],
        "back": {"a": {"what": "A lamp"}, "b": {"to_role": "Students"}},
    }
    entry = make_entry(dev, version, answers=answers)
    [made] = finish(entry)
    assert made.what == "A lamp"
    assert PromiseOfEntry.objects.visible_to(dev).get().part == "back/a"


def test_the_page_says_so_with_a_link(client: Client, entry: Entry) -> None:
    response = client.post(reverse("journals:entry_finish", args=[entry.pk]))
    assert response.status_code == 303
    shown = html.unescape(client.get(response.headers["Location"]).text)
    assert "1 promise was put on your list." in shown
    assert f'href="{reverse("promises:promise_list")}"' in shown
    assert LAMP["what"] in read(client, entry)
    assert "was put on your list" not in read(client, entry)


def test_an_autosave_makes_none_and_finishing_on_the_page_does(
    client: Client, dev: User, version: PromptVersion
) -> None:
    entry = make_entry(dev, version, answers={})
    typed = {"q-promise_1-what": "A lamp", "q-promise_1-to_role": "", "q-promise_1-by": ""}
    page = opened(client, entry)
    assert autosave(client, entry, page, "promise_1", **typed).status_code == 200
    assert Entry.objects.get(pk=entry.pk).answers["promise_1"] == {"what": "A lamp"}
    assert on_list(dev) == []
    response = post(client, entry, opened(client, entry), **typed, do="finish")
    shown = html.unescape(client.get(response.headers["Location"]).text)
    assert "1 promise was put on your list." in shown
    assert [one.what for one in on_list(dev)] == ["A lamp"]


def test_a_changed_answer_is_offered_and_overwrites_nothing(
    client: Client, entry: Entry, dev: User
) -> None:
    [made] = finish(entry)
    change_promise(promise_id=made.pk, actor=dev, to_role="All who work at night")
    assert "Let the list say this" not in read(client, entry)  # the list may differ by itself
    finish(entry, promise_1=LAMP | {"what": "Whether two lamps can be had"})
    assert on_list(dev)[0].what == LAMP["what"]
    assert "Whether two lamps can be had" in read(client, entry)
    assert settle(client, entry, "follow").status_code == 303
    [now] = on_list(dev)
    assert (now.what, now.to_role) == ("Whether two lamps can be had", "Night staff")
    assert "Let the list say this" not in read(client, entry)
    # Once more, from the same old page: nothing is undone that the list says since.
    change_promise(promise_id=made.pk, actor=dev, what="Three lamps")
    settle(client, entry, "follow")
    assert on_list(dev)[0].what == "Three lamps"


def test_the_list_can_stay_as_it_is(client: Client, entry: Entry, dev: User) -> None:
    finish(entry)
    finish(entry, promise_1=LAMP | {"what": "Other words"})
    settle(client, entry, "leave")
    assert on_list(dev)[0].what == LAMP["what"]
    assert "Let the list say this" not in read(client, entry)
    finish(entry, promise_1=LAMP | {"what": "Other words again"})
    assert "Other words again" in read(client, entry)


def test_what_was_answered_is_not_rewritten(client: Client, entry: Entry, dev: User) -> None:
    [made] = finish(entry)
    answer_promise(promise_id=made.pk, actor=dev, answer="no", reason="No money.")
    finish(entry, promise_1=LAMP | {"what": "Other words"})
    assert "Let the list say this" not in read(client, entry)
    settle(client, entry, "follow")
    assert on_list(dev)[0].what == LAMP["what"]


def test_one_that_was_erased_does_not_come_back_by_itself(
    client: Client, entry: Entry, dev: User
) -> None:
    [made] = finish(entry)
    delete_promise(promise_id=made.pk, actor=dev)
    assert finish(entry, carried="Another worry.") == []
    assert on_list(dev) == []
    assert "you took it off" in read(client, entry)
    finish(entry, promise_1=LAMP | {"what": "A lamp after all"})
    assert "Put it on the list" in read(client, entry)
    settle(client, entry, "follow")
    assert [one.what for one in on_list(dev)] == ["A lamp after all"]


def test_the_promise_outlives_its_entry(entry: Entry, dev: User) -> None:
    [made] = finish(entry)
    services.delete_entry(entry=entry, actor=dev)
    assert not PromiseOfEntry.objects.visible_to(dev).exists()
    services.undelete_entry(entry=entry, actor=dev)
    assert finish(entry, carried="Back again.") == []  # out of the bin: still once only
    services.purge_entry(entry=entry, actor=dev)
    assert not PromiseOfEntry.objects.exists()
    assert on_list(dev) == [made]


def test_nobody_settles_it_for_another(
    entry: Entry, ben: User, dev: User, sign_in: Callable[..., Client]
) -> None:
    finish(entry)
    finish(entry, promise_1=LAMP | {"what": "Other words"})
    assert settle(sign_in(Client(), ben), entry, "follow").status_code == 404
    assert on_list(dev)[0].what == LAMP["what"]


@pytest.mark.parametrize("part", ["", "carried", "no_such", "x" * 100_000, "promise_1/x"])
def test_a_part_that_is_none_changes_nothing(
    client: Client, entry: Entry, dev: User, part: str
) -> None:
    finish(entry)
    assert settle(client, entry, "follow", part).status_code == 303
    assert [one.what for one in on_list(dev)] == [LAMP["what"]]


@pytest.mark.usefixtures("library")
def test_every_prompt_with_a_promise_in_it_puts_it_on_the_list(dev: User) -> None:
    versions = [
        (version, question)
        for version in PromptVersion.objects.current()
        for question in version.asked
        if question.kind == "promise" and not question.for_each
    ]
    assert "practices-nurse/hold" in {str(version.prompt) for version, _question in versions}
    for version, question in versions:
        entry = make_entry(dev, version, answers={question.key: LAMP})
        assert len(finish(entry)) == 1, version


def test_a_name_in_a_promise_is_hinted_at_when_it_is_finished(
    client: Client, dev: User, version: PromptVersion
) -> None:
    shown = finished_page(client, make_entry(dev, version, answers={}), "Ask Mrs Adeyemi")
    assert "may name somebody" in shown and "1 promise was put on your list." in shown
    shown = finished_page(client, make_entry(dev, version, answers={}), LAMP["what"])
    assert "may name somebody" not in shown and "1 promise was put on your list." in shown


def finished_page(client: Client, entry: Entry, what: str) -> str:
    fields = opened(client, entry) | {"q-promise_1-what": what, "do": "finish"}
    return client.get(post(client, entry, fields).headers["Location"]).text


def test_a_day_that_is_near_takes_one_tick(
    client: Client, dev: User, version: PromptVersion
) -> None:
    entry = make_entry(dev, version, answers={})
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = client.get(reverse("journals:entry_write", args=[entry.pk])).text
    assert f'value="{tomorrow}"' in page and "Tomorrow" in page
    fields = opened(client, entry) | {"q-promise_1-what": "A lamp", "q-promise_1-when": tomorrow}
    post(client, entry, fields | {"do": "finish"})
    [promise] = on_list(dev)
    assert promise.due_on and promise.due_on.isoformat() == tomorrow
    page = client.get(reverse("journals:entry_write", args=[entry.pk])).text
    assert re.search(rf'value="{tomorrow}"[^>]* checked', page)


@pytest.mark.parametrize(
    ("when", "by", "stored"),
    [
        ("2020-01-05", "", "2020-01-05"),  # of a page that was drawn on another day
        ("2020-01-05", "2020-02-01", "2020-02-01"),  # typed, so it is meant
        ("", "2020-02-01", "2020-02-01"),
        ("", "", None),
    ],
)
def test_the_day_that_was_typed_is_meant_before_the_one_ticked(
    client: Client, dev: User, version: PromptVersion, when: str, by: str, stored: str | None
) -> None:
    entry = make_entry(dev, version, answers={})
    words = {"q-promise_1-what": "A lamp", "q-promise_1-when": when, "q-promise_1-by": by}
    post(client, entry, opened(client, entry) | words | {"do": "save"})
    entry.refresh_from_db()
    assert entry.answers["promise_1"].get("by") == stored


def test_a_day_that_is_none_is_said_and_kept(
    client: Client, dev: User, version: PromptVersion
) -> None:
    entry = make_entry(dev, version, answers={})
    words = {"q-promise_1-what": "Quiet marker", "q-promise_1-when": "soon"}
    response = post(client, entry, opened(client, entry) | words | {"do": "save"})
    assert response.status_code == 303
    shown = client.get(response.headers["Location"]).text
    assert "Please give the date" in shown and "Quiet marker" in shown


def test_the_second_promise_stays_folded_until_it_holds_something(
    client: Client, dev: User, version: PromptVersion
) -> None:
    entry = make_entry(dev, version, answers={"promise_1": LAMP})
    write = reverse("journals:entry_write", args=[entry.pk])
    page = client.get(write).text
    assert page.count("Another one") == 1
    assert page.index("What did you promise?") < page.index("Another one") < page.index("besides?")
    entry.answers = entry.answers | {"promise_2": LAMP}
    entry.save(update_fields=["answers"])
    assert "Another one" not in client.get(write).text
