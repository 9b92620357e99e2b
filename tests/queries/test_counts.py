"""How often a page asks the database: the same with 2 entries and with 200."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journals.models import Entry
from tests.makers import make_clash, make_entry, make_prompt_version, make_revision, make_user

pytestmark = pytest.mark.django_db

# Each page's own limit, the two of every request included: the session, and the person.
LIMITS = {
    "desk:home": 10,
    "journals:entry_list": 6,
    "journals:entry_bin": 6,
    "journals:entry_read": 6,
    "journals:entry_write": 6,
    "journals:entry_history": 6,
    "prompts:programme_list": 6,
}
OF_ONE_ENTRY = {"journals:entry_read", "journals:entry_write", "journals:entry_history"}


def asked(client, name: str, entry: Entry) -> list[str]:
    url = reverse(name, args=[entry.pk] if name in OF_ONE_ENTRY else [])
    client.get(url)  # what a process keeps, it has now
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def fill(author, version, entries: int) -> None:
    for number in range(entries):
        make_entry(author, version, title=f"Night {number}", finished=number % 2 == 0)
        make_entry(author, version, title=f"Gone {number}", deleted=True)


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_asks_as_often_with_200_entries_as_with_2(client, sign_in, name):
    author, version = make_user("Amara"), make_prompt_version()
    sign_in(client, author, device="own")
    entry = make_entry(author, version)
    fill(author, version, 2)
    few = asked(client, name, entry)
    fill(author, version, 198)
    for _more in range(20):
        make_revision(entry)
        make_clash(entry)
    many = asked(client, name, entry)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= LIMITS[name], "\n".join(many)
