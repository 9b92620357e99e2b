"""How many queries a page takes: as many with two hundred entries as with two.

Each number includes the session and the person (two queries on every page).
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.binding import bind
from journals.models import Entry
from people.models import User
from portfolio.accounts import PLAIN
from prompts.models import PromptVersion
from tests.makers import make_clash, make_entry, make_prompt_version, make_revision

SignIn = Callable[..., Client]
LISTS_AND_ONE_ENTRY, HOME = 6, 10


@pytest.fixture
def client(amara: User, sign_in: SignIn) -> Client:
    return sign_in(Client(), amara)


def fill(author: User, count: int) -> Entry:
    """Entries of several weeks, to several prompts; the newest has a history and a clash."""
    versions = [make_prompt_version() for _number in range(3)]
    entries = []
    for number in range(count):
        entry = make_entry(
            author,
            versions[number % 3],
            title=f"Night {number}",
            finished=bool(number % 2),
            deleted=number % 7 == 0,
            touched_at=timezone.now() - timedelta(days=count - number),
        )
        entries.append(entry)
    newest = next(e for e in reversed(entries) if e.deleted_at is None)
    for _number in range(max(1, count // 20)):
        make_revision(newest)
        make_clash(newest)
    return newest


def queries(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    assert response.status_code == 200, path
    return [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]


PAGES = {
    "desk:home": HOME,
    "journals:entry_list": LISTS_AND_ONE_ENTRY,
    "journals:entry_bin": LISTS_AND_ONE_ENTRY,
    "journals:entry_search": LISTS_AND_ONE_ENTRY,
    "journals:entry_coming_back": LISTS_AND_ONE_ENTRY,
    "journals:entry_later": LISTS_AND_ONE_ENTRY,
    "journals:entry_read": LISTS_AND_ONE_ENTRY,
    "journals:entry_write": LISTS_AND_ONE_ENTRY,
    "journals:entry_history": LISTS_AND_ONE_ENTRY,
    "desk:entry_take_out": LISTS_AND_ONE_ENTRY,
    "desk:entry_for_others": LISTS_AND_ONE_ENTRY,
    "desk:take_out": LISTS_AND_ONE_ENTRY,
    "prompts:programme_list": LISTS_AND_ONE_ENTRY + 1,  # also for what "Just write" begins
    "people:trail": LISTS_AND_ONE_ENTRY,
}
ABOUT_ONE_ENTRY = {"journals:entry_read", "journals:entry_later", "journals:entry_write",
                   "journals:entry_history", "desk:entry_take_out",
                   "desk:entry_for_others"}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_few_queries_however_much_there_is(
    client: Client, amara: User, library: None, name: str
) -> None:
    found = []
    for count in (2, 198):
        newest = fill(amara, count)
        path = reverse(name, args=[newest.pk] if name in ABOUT_ONE_ENTRY else [])
        queries(client, path)  # whatever is learned once
        found.append(queries(client, path))
    few, many = found
    assert len(few) == len(many), many
    assert len(many) <= PAGES[name], many


def test_a_long_prompt_takes_no_more_than_a_short_one(
    client: Client, amara: User, library: None
) -> None:
    """Standards, tip cards and earlier answers stand on some prompts only.

    On a form of accounts the page also asks for its place in a portfolio, and for what stands
    beside it: two more, however many sources it has.
    """
    most: dict[str, Any] = {}
    queries(client, reverse("journals:entry_list"))  # whatever is learned once
    forms = set()
    for version in PromptVersion.objects.current().select_related("prompt__programme"):
        programme = version.prompt.programme
        if programme.kind == programme.Kind.FRAMEWORK or programme.key == PLAIN:
            forms.add(str(version))
        entry = make_entry(amara, version, answers={}, revision=0)
        most[str(version)] = queries(client, reverse("journals:entry_write", args=[entry.pk]))
    over = {key: len(found) for key, found in most.items() if len(found) > LISTS_AND_ONE_ENTRY}
    assert set(over) <= forms and all(count <= LISTS_AND_ONE_ENTRY + 2 for count in over.values())


def test_an_autosave_takes_few_queries(client: Client, amara: User) -> None:
    entry = make_entry(amara, answers={}, revision=0)
    fields = {"binding": bind(entry), "operation": str(uuid.uuid4()), "page": str(uuid.uuid4()),
              "base": "0", "asked": ["happened"], "q-happened": "Words."}  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        response = client.post(reverse("journals:entry_save", args=[entry.pk]), fields,
                               headers={"Accept": "application/json"})  # fmt: skip
    assert response.status_code == 200
    found = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(found) <= 8, found
