"""Searching one's own journal, as a person does it."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journals.models import Entry
from journals.search.keeping import keeping
from journals.services import entries as services
from people.models import User
from prompts.models import PromptVersion, Standard
from tests.conftest import open_session
from tests.makers import make_entry, make_prompt_version

pytestmark = pytest.mark.django_db
PATH = "/your-journal/search/"
FOUND = f"{PATH}?found"  # where Back leads to
STANDARD = {"framework": "nmc-2018", "code": "6", "heading": "Always practise by evidence"}


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    keeping.clear()
    yield
    keeping.clear()


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def search(client: Client, words: str = "", page: int = 1, **narrowing: Any) -> str:
    answer = client.post(PATH, {"words": words, **narrowing})
    assert (answer.status_code, answer["Location"]) == (303, FOUND)
    shown = client.get(f"{FOUND}&page={page}" if page > 1 else FOUND)
    assert shown.status_code == 200
    return shown.text


def found(page: str) -> list[str]:
    """The names of what was found, in their order."""
    return [
        re.sub(r"<[^>]+>", "", name).partition(", ")[0]
        for name in re.findall(r'class="list__title">(.*?)</a>', page)
    ]


def write(author: User, title: str, text: str = "A quiet night.", **fields: Any) -> Entry:
    return make_entry(author, title=title, answers={"happened": text}, **fields)


def test_the_journals_list_has_the_field(client: Client, amara: User) -> None:
    write(amara, "Tea")
    page = client.get("/your-journal/").text
    assert f'action="{PATH}" role="search"' in page
    assert 'type="search" name="words"' in page


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("okafor", "MRS OKAFOR waited."),
        ("Lukasz", "Łukasz came back."),
        ("ŁUKASZ", "lukasz came back."),
        ("soren", "Søren, and nobody else."),
        ("Zoe", "Zoë and her mother."),
        ("zoë", "Zoe and her mother."),
        ("strasse", "In the Straße."),
        ("ibrahim", "İbrahim slept."),
        ("O'Brien", "Mr O\N{RIGHT SINGLE QUOTATION MARK}Brien slept."),
        ("jose", "Jose\N{COMBINING ACUTE ACCENT} slept."),
        ("γιώργος", "ΓΙΩΡΓΟΣ κοιμήθηκε."),
        ("walking", "We walked on."),
        ("reflec", "A long reflection."),
        ("護師", "看護師さんが来た。"),
        ("小护", "今天小护士来了"),
        ("พยาบาล", "ขอบคุณพยาบาลมาก"),
        ("हिन्दी", "वह हिन्दी बोलती है"),
        ("محمد", "جاء مُحَمَّد اليوم"),
        ('"cold tea"', "Her cold tea stood there."),
        ("tea cold", "Her cold, cold cup of tea."),
    ],
)
def test_found_in_any_spelling_and_marked(
    client: Client, amara: User, typed: str, written: str
) -> None:
    write(amara, "The one", written)
    write(amara, "Another", "Nothing of the kind.")
    page = search(client, typed)
    assert found(page) == ["The one"]
    assert "<mark>" in page
    plain = re.sub(r"</?mark>", "", html.unescape(page))
    assert written in plain


def test_it_marks_what_was_found_and_nothing_else(client: Client, amara: User) -> None:
    write(amara, "Tea for Łukasz", "He said “Łukasz tea” <b>twice</b> & left.")
    page = search(client, "lukasz tea")
    assert "<mark>Tea</mark> for <mark>Łukasz</mark>" in page
    assert "“<mark>Łukasz</mark> <mark>tea</mark>” &lt;b&gt;twice&lt;/b&gt; &amp; left." in page


def test_all_words_must_be_there_and_quotes_hold_them_together(client: Client, amara: User) -> None:
    write(amara, "Both", "Cold hands, warm tea.")
    write(amara, "One", "Cold rain.")
    assert found(search(client, "tea cold")) == ["Both"]
    assert found(search(client, '"cold tea"')) == []
    assert found(search(client, '"cold hand"')) == ["Both"]


def test_title_answers_and_private_note_are_searched_and_it_says_so(
    client: Client, amara: User
) -> None:
    write(amara, "Marigold")
    write(amara, "Second", "A marigold.")
    write(amara, "Third", private_note="Marigold, between us.")
    page = search(client, "marigold")
    assert sorted(found(page)) == ["Marigold", "Second", "Third"]
    assert "In your private note" in page
    assert "Titles, answers and your private notes are searched" in page


def test_nobody_elses_words_and_none_of_the_bin(client: Client, amara: User, ife: User) -> None:
    write(ife, "Hers", "zq-words")
    write(amara, "Gone", "zq-words", deleted=True)
    entry = write(amara, "Mine", "zq-words")
    assert found(search(client, "zq-words")) == ["Mine"]
    services.delete_entry(entry=entry, actor=amara)
    assert found(client.get(FOUND).text) == []
    services.undelete_entry(entry=entry, actor=amara)
    assert found(client.get(FOUND).text) == ["Mine"]


def test_what_has_changed_is_found_as_it_is_now(client: Client, amara: User) -> None:
    entry, other = write(amara, "Mine", "early words"), write(amara, "Other", "early words")
    assert len(found(search(client, "early"))) == 2
    entry.answers, entry.revision = {"happened": "late words"}, entry.revision + 1
    entry.save()
    assert found(client.get(FOUND).text) == ["Other"]
    assert found(search(client, "late")) == ["Mine"]
    # One goes and another comes at once: as many as before, and as many revisions.
    services.delete_entry(entry=other, actor=amara)
    write(amara, "New", "late words", revision=other.revision)
    assert sorted(found(client.get(FOUND).text)) == ["Mine", "New"]


def test_one_gone_since_the_index_was_made_is_not_shown(
    client: Client, amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each one that is found is looked at again, whatever the index says."""
    entry = write(amara, "Mine", "zq-words")
    search(client, "zq-words")
    monkeypatch.setattr("journals.views.search.bring_up_to_date", lambda index, person: None)
    services.delete_entry(entry=entry, actor=amara)
    page = client.get(FOUND).text
    assert found(page) == []
    assert "Mine" not in page


def test_the_words_of_one_that_stays_away_are_behind_a_press(client: Client, amara: User) -> None:
    write(amara, "That night", "zq-words and more", stays_away=True)
    page = search(client, "zq-words")
    assert found(page) == ["That night"]
    assert "and more" not in page
    assert "its words are not shown here" in page


def test_narrowed_by_programme_practice_standard_and_days(
    client: Client, amara: User, library: None
) -> None:
    versions = PromptVersion.objects.current()
    attune = versions.get(prompt__programme__key="lead-attune")
    bedside = versions.get(prompt__programme__key="practices-nurse", prompt__key="attune")
    gibbs = versions.filter(prompt__programme__key="gibbs").first()
    coded = make_prompt_version(
        [{"key": "codes", "kind": "standards", "text": "Which?", "framework": "nmc-2018"}]
    )
    day = timezone.localdate()
    make_entry(amara, attune, title="A", happened_on=day - timedelta(days=9))
    make_entry(amara, bedside, title="B", happened_on=day - timedelta(days=8))
    make_entry(amara, gibbs, title="C", happened_on=day - timedelta(days=7))
    make_entry(amara, coded, title="D", answers={"codes": {"standards": [STANDARD]}})
    assert found(search(client, practice="attune")) == ["B", "A"]
    assert found(search(client, programme="gibbs")) == ["C"]
    assert found(search(client, standard="nmc-2018:6")) == ["D"]
    since, until = (day - timedelta(days=8)).isoformat(), (day - timedelta(days=7)).isoformat()
    assert found(search(client, since=since, until=until)) == ["C", "B"]
    assert found(search(client, since=since)) == ["D", "C", "B"]
    assert found(search(client, "a", practice="hold")) == ["A"]  # not offered: left aside
    page = client.get(PATH).text
    assert "NMC" in page
    assert "6. Always practise by evidence" in page
    page = search(client, since=until, until=since)
    assert "This day is before the first one." in page


def test_nothing_written_nothing_found_and_nothing_typed(client: Client, amara: User) -> None:
    assert "There is nothing to look through yet." in client.get(PATH).text
    write(amara, "Mine")
    page = client.get(PATH).text
    assert "entries found" not in page
    assert "Nothing found" not in page
    page = search(client, "elephant")
    assert "Nothing found" in page
    assert "Try fewer words" in page
    assert "narrowed" not in page
    assert "signs alone cannot be found" in search(client, "?!")
    assert "longer than 200 characters" in search(client, "x" * 10_000)
    assert "Nothing found" not in search(client, "elephant", do="clear")


def test_what_is_found_comes_in_pages(client: Client, amara: User) -> None:
    for number in range(23):
        write(amara, f"Night {number}", started_at=timezone.now() - timedelta(days=number))
    first, second = search(client, "quiet"), search(client, "quiet", page=2)
    assert "23 entries found" in first
    assert found(first) == [f"Night {number}" for number in range(20)]
    assert found(second) == ["Night 20", "Night 21", "Night 22"]
    assert "Page 2 of 2" in second
    link = re.search(r'href="\?found[^"]*"', second)
    assert link and "quiet" not in link.group()


def test_what_is_looked_for_is_sealed_and_gone_with_the_session(
    client: Client, amara: User
) -> None:
    write(amara, "Mine", "zq-words")
    search(client, "zq-words")
    rows = [str(row.get_decoded()) for row in Session.objects.all()]
    assert not any("zq-words" in row for row in rows)
    again = open_session(Client(), amara)
    assert "zq-words" not in again.get(FOUND).text


def test_the_search_opened_anew_is_empty_and_back_leads_to_what_was_found(
    client: Client, amara: User
) -> None:
    write(amara, "Mine", "zq-words")
    search(client, "zq-words", since="2020-01-02")
    anew = client.get(PATH).text
    assert "zq-words" not in anew and "2020-01-02" not in anew and found(anew) == []
    assert found(client.get(FOUND).text) == ["Mine"]


def test_a_theme_is_found_by_itself_and_by_its_parts(
    client: Client, amara: User, library: None
) -> None:
    coded = make_prompt_version(
        [{"key": "codes", "kind": "standards", "text": "Which?", "framework": "nmc-2018"}]
    )
    part = Standard.objects.get(framework__key="nmc-2018", code="6")
    other = Standard.objects.filter(framework__key="nmc-2018").exclude(theme=part.theme)[0]
    for title, codes in {
        "The theme": {"themes": [part.theme]},
        "Its part": {"standards": [STANDARD]},
        "Another": {"themes": [other.theme]},
        "Not of this code": {"standards": [STANDARD | {"framework": "elsewhere"}]},
    }.items():
        make_entry(amara, coded, title=title, answers={"codes": codes})
    assert sorted(found(search(client, standard=f"nmc-2018::{part.theme}"))) == [
        "Its part",
        "The theme",
    ]
    assert found(search(client, standard="nmc-2018:6")) == ["Its part"]
    page = client.get(PATH).text
    assert f"Theme: {part.theme}" in page and f"Theme: {other.theme}" in page
    assert page.index(f"Theme: {other.theme}") < page.index("6. Always practise")  # themes first


def test_who_is_locked_or_signed_out_gets_nothing(client: Client, amara: User) -> None:
    write(amara, "Mine", "zq-words")
    search(client, "zq-words")
    client.post("/me/lock/now/")
    locked = client.get(FOUND)
    assert locked.status_code == 302
    assert client.post(PATH, {"words": "x"}).status_code == 303
    client.post("/sign-in/out/")
    assert client.get(FOUND).status_code == 302
    assert "zq-words" not in client.get(FOUND, follow=True).text


@pytest.fixture
def words_of_amara(client: Client, amara: User) -> Client:
    write(amara, "Mine", "words of NEAR and OR: a*b")
    return client


ODD = ['"', '""', "'", "*", "a*", "NEAR(a b)", "NEAR(", "a NEAR/2 b", "title:a", "- title:a",
       "^a", "{title answers}: a", "a OR", "AND", "NOT a", "(a", "a)", "\0", "a\0b", '" OR 1=1 --',
       "%", "_", 'a" OR "b', "\\", "\N{SMILING FACE WITH HALO}", "x" * 10_000, "\u200b", "\ufffe",
       "\x02a\x03", "<mark>", "\ufdfa", "i\u0307" * 90,
       "\xe4" * 199, "\u5b57" * 199, "a b " * 49]  # fmt: skip
HOSTILE = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=250),
    st.text(alphabet='"*^():+-{}NEAROT ab\0', max_size=40),
)


@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(words=HOSTILE, since=st.sampled_from(["", "x", "0000-00-00", "2026-02-30", "9" * 50]))
def test_no_words_break_it(words_of_amara: Client, words: str, since: str) -> None:
    body = {"words": words.encode(errors="replace").decode(), "since": since, "standard": words[:9]}
    assert words_of_amara.post(PATH, body).status_code == 303
    assert words_of_amara.get(PATH).status_code == 200
    assert words_of_amara.get(PATH, {"page": words[:20]}).status_code == 200


@pytest.mark.parametrize("words", ["NEAR", "or", "a*b", '"of near"', "NEAR(and"])
def test_what_looks_like_an_instruction_is_a_word(words_of_amara: Client, words: str) -> None:
    assert found(search(words_of_amara, words)) == ["Mine"]
