"""What cannot be saved is refused in clear words, with what was written still there."""

import html
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import signing
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journals.binding import bind
from journals.models import Clash, Entry, ParkedForm
from people.models import User
from tests.bad_input.nasty import CONTROLS, MARKUP, WORDS, encode
from tests.makers import PASSWORD, make_clash, make_entry, make_prompt_version
from vault.ids import short

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(amara, answers={"happened": "As it was."})


def page(entry: Entry, words: str = WORDS, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "binding": bind(entry),
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "1",
        "asked": ["happened"],
        "q-happened": words,
    }
    fields |= changes
    return {name: value for name, value in fields.items() if value is not None}


def write(client: Client, entry: Entry, **fields: Any) -> Any:
    return client.post(reverse("journals:entry_write", args=[entry.pk]), fields)


def save(client: Client, entry: Entry, **fields: Any) -> Any:
    return client.post(
        reverse("journals:entry_save", args=[entry.pk]),
        fields,
        headers={"Accept": "application/json", "Reflect-Operation": fields.get("operation", "x")},
    )


TORN: dict[str, Callable[[Entry], dict[str, Any]]] = {
    "no operation": lambda e: page(e, operation=None),
    "operation is no id": lambda e: page(e, operation="\0"),
    "no page": lambda e: page(e, page=None),
    "no base": lambda e: page(e, base=None),
    "base is no number": lambda e: page(e, base="-1"),
    "base is huge": lambda e: page(e, base="9" * 40),
    "no binding": lambda e: page(e, binding=None),
    "forged binding": lambda e: page(e, binding=bind(e)[:-3] + "abc"),
    "somebody else's binding": lambda e: page(
        e, binding=signing.dumps([short(uuid.uuid4()), short(e.pk)], salt="journals.binding")
    ),
    "another entry's binding": lambda e: page(e, binding=bind(make_entry(e.author))),
    "unknown question": lambda e: page(e, asked=["happened", "no_such_question"]),
    "too long": lambda e: page(e, WORDS + " " + "x" * 20_000),
}


@pytest.mark.parametrize("case", TORN)
def test_a_form_that_cannot_be_saved_comes_back_with_its_words(
    client: Client, entry: Entry, case: str
) -> None:
    fields = TORN[case](entry)
    response = write(client, entry, **fields)
    assert response.status_code == 303
    shown = client.get(response.headers["Location"])
    assert shown.status_code == 200
    assert WORDS in html.unescape(shown.text)
    assert "not saved" in shown.text.lower()
    entry.refresh_from_db()
    assert entry.answers == {"happened": "As it was."} and entry.revision == 1


@pytest.mark.parametrize("case", TORN)
def test_a_script_is_told_that_nothing_was_saved(client: Client, entry: Entry, case: str) -> None:
    response = save(client, entry, **TORN[case](entry))
    acknowledged = "Reflect-Saved" in response.headers
    if case == "too long":
        # The other answers of the page could be saved: the error names the one that was not.
        assert "20,000" in str(response.json()["errors"]["happened"])
    else:
        assert response.status_code in (400, 403) and not acknowledged
    entry.refresh_from_db()
    assert entry.answers == {"happened": "As it was."}


def test_a_stale_page_keeps_both_texts(client: Client, entry: Entry) -> None:
    assert save(client, entry, **page(entry, "First.")).status_code == 200
    response = write(client, entry, **page(entry, "Second."))
    shown = client.get(response.headers["Location"]).text
    assert "First." in shown and "Second." in shown
    assert Clash.objects.get(entry=entry).text == "Second."


def test_the_same_page_twice_is_one_save(client: Client, entry: Entry) -> None:
    fields = page(entry)
    first, second = save(client, entry, **fields), save(client, entry, **fields)
    assert first.headers["Reflect-Saved"] == second.headers["Reflect-Saved"]
    entry.refresh_from_db()
    assert entry.revision == 2 and not Clash.objects.filter(entry=entry).exists()


@pytest.mark.parametrize("bad", ["\0", CONTROLS], ids=["NUL", "control characters"])
def test_what_cannot_be_shown_is_left_out_and_said_so(
    client: Client, entry: Entry, bad: str
) -> None:
    response = save(client, entry, **page(entry, f"Before{bad}After"))
    assert response.status_code == 200
    assert "left out" in str(response.json()["notices"]["happened"])
    entry.refresh_from_db()
    assert entry.answers["happened"].replace("\n", "") == "BeforeAfter"


def test_half_a_character_is_no_error(client: Client, entry: Entry) -> None:
    pairs = [(k, one) for k, v in page(entry, "").items() if k != "q-happened"
             for one in (v if isinstance(v, list) else [v])]  # fmt: skip
    body = encode(pairs, b"&q-happened=Before%ED%A0%80After")
    path = reverse("journals:entry_save", args=[entry.pk])
    response = client.post(path, body, content_type=FORM, headers={"Accept": "application/json"})
    assert response.status_code == 200
    entry.refresh_from_db()
    kept = entry.answers["happened"]
    assert kept.startswith("Before") and kept.endswith("After")
    kept.encode()  # what is kept can be written anywhere


def test_markup_is_only_letters(client: Client, entry: Entry) -> None:
    assert save(client, entry, **page(entry, MARKUP)).status_code == 200
    entry.refresh_from_db()
    assert entry.answers["happened"] == MARKUP
    for name in ("entry_read", "entry_write"):
        text = client.get(reverse(f"journals:{name}", args=[entry.pk])).text
        assert "<script>alert" not in text and "49" not in text.split("{{7*7}}")[0][-40:]
        assert MARKUP in html.unescape(text)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1
    )
)
def test_what_was_typed_is_kept_shown_and_taken_away(
    client: Client, entry: Entry, text: str
) -> None:
    current = Entry.objects.get(pk=entry.pk)
    assert save(client, entry, **page(entry, text, base=str(current.revision))).status_code == 200
    kept = Entry.objects.get(pk=entry.pk).answers.get("happened") or ""
    assert kept.strip() == text.strip()
    shown = html.unescape(client.get(reverse("journals:entry_write", args=[entry.pk])).text)
    assert kept in shown
    path = reverse("desk:entry_take_out", args=[entry.pk])
    taken = client.post(path, {"shape": "data"}).json()
    assert kept == "" or _holds(taken, kept)


def _holds(value: Any, text: str) -> bool:
    if isinstance(value, dict):
        return any(_holds(one, text) for one in value.values())
    if isinstance(value, list):
        return any(_holds(one, text) for one in value)
    return value == text


def test_ids_of_others_in_a_form_are_missing(
    client: Client, entry: Entry, amara: User, ife: User
) -> None:
    theirs = make_entry(ife, make_prompt_version(), answers={"happened": "Ife's words."})
    clash = make_clash(theirs, text="Ife's other words.")
    parked = ParkedForm.objects.create(
        entry=theirs, key_holder_id=theirs.key_holder_id, fields={"q-happened": ["Ife's"]}
    )
    for fields in (
        {"do": f"settle:{short(clash.pk)}/other"},
        {"do": f"take:happened/{short(theirs.pk)}/happened/0"},
    ):
        response = write(client, entry, **page(entry, **fields))
        assert response.status_code == 404
    response = write(client, entry, **page(entry, parked=parked.pk.hex))
    assert "Ife" not in client.get(response.headers["Location"]).text
    theirs.refresh_from_db()
    assert theirs.answers == {"happened": "Ife's words."}
    assert Clash.objects.open().filter(pk=clash.pk).exists()
    assert ParkedForm.objects.filter(pk=parked.pk).exists()


def test_a_foreign_session_cannot_be_ended(client: Client, amara: User, ife: User) -> None:
    theirs = Client()
    theirs.post(reverse("account_login"), {"login": ife.email, "password": PASSWORD})
    row = UserSession.objects.get(user=ife)
    client.post(reverse("usersessions_list"), {"end": str(row.pk)})
    assert UserSession.objects.filter(pk=row.pk).exists()
    assert theirs.get(reverse("people:profile")).status_code == 200
