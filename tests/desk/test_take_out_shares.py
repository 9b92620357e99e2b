"""The copy that a person takes: what they shared and were told, and what they said to others."""

from types import SimpleNamespace
from typing import Any

import pytest

from desk.take_out import archive
from desk.take_out.entries import Versions
from desk.take_out.gather import everything
from journals.models import Entry, Review, Share
from journals.services.entries import delete_entry
from journals.services.sharing import open_share, withdraw_share
from people.models import User
from supervision.models import Supervision
from tests.desk.makers import make_full_journal
from tests.desk.sharing_makers import WRITERS_WORDS, give_words
from tests.desk.test_take_out import files_of
from tests.makers import (
    make_entry,
    make_prompt_version,
    make_revision,
    make_share,
    make_supervision,
    make_user,
    make_words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def whole(person: User) -> str:
    return "".join(files_of(b"".join(archive.journal_archive(person))).values())


def given(entry: Entry, pair: Supervision, outcome: str = "returned") -> Share:
    share = make_share(entry, pair)
    open_share(share_id=share.pk, reader=pair.supervisor)
    give_words(make_words(share), outcome)
    return share


def test_what_was_shared_and_said_is_in_the_data_and_on_the_page() -> None:
    files = files_of(b"".join(archive.journal_archive(make_full_journal("markerone"))))
    for words in (
        "Ask markerone", "Noticed to markerone", "Comment to markerone", "Reply of markerone",
        "Reply to markerone", "Parked reply of markerone", "Outside markerone",
        "outside.markerone@example.test", "Chosen markerone", "kept markerone",
        "App markerone", "Said given markerone", "Said draft markerone",
        "Said comment given markerone", "Said comment draft markerone",
        "Said reply markerone", "Said second text markerone", "Said parked markerone",
    ):  # fmt: skip
        assert words in files["journal.json"], words
        assert words in files["journal.html"], words


def test_a_share_tells_its_whole_story(amara: User, pair: Supervision) -> None:
    share = given(make_entry(amara), pair)
    withdraw_share(share_id=share.pk, author=amara)
    (told,) = everything(amara)["shares"]
    assert told["to"]["kind"] == "supervisor"
    assert told["to"]["name"] == pair.supervisor.display_name
    assert [(m["before"], m["after"], m["by"]) for m in told["moves"]] == [
        ("waiting", "seen", "reader"),
        ("seen", "returned", "reader"),
        ("returned", "withdrawn", "you"),
    ]
    assert [row["by"] for row in told["opened"]] == ["reader"]
    assert told["review"]["try_next"] == "Keep asking before you sit down."
    assert "tea went cold" in str(told["snapshot"])


def test_a_second_round_names_the_first(amara: User, pair: Supervision) -> None:
    entry = make_entry(amara)
    first = given(entry, pair)
    second = make_share(entry, pair)
    told = {one["id"]: one for one in everything(amara)["shares"]}
    assert [one["previous"] for one in told.values()].count(None) == 1
    assert next(one for one in told.values() if one["previous"])["previous"] in told
    assert second.previous_id == first.pk


def test_shares_of_what_lies_in_the_bin_are_there(amara: User, pair: Supervision) -> None:
    entry = make_entry(amara)
    given(entry, pair)
    delete_entry(entry=entry, actor=amara)
    (told,) = everything(amara)["shares"]
    assert told["state"] == "closed"
    assert told["review"]["noticed"]


def test_the_writer_gets_no_word_that_was_not_given() -> None:
    text = whole(make_full_journal("markerone"))
    assert "Draft kept from" not in text
    assert "Parked draft kept from" not in text


def test_the_reader_gets_their_own_words_and_none_of_the_writer_s() -> None:
    person = make_full_journal("markerone")
    assert WRITERS_WORDS not in whole(person)
    supervisor = Supervision.objects.get(supervisee=person).supervisor
    text = whole(supervisor)
    for own in ("Noticed to", "Comment to", "Reply to", "Draft kept from", "Parked draft kept"):
        assert f"{own} markerone" in text or f"{own} from markerone" in text, own
    for theirs in ("Ask", "Answer journal", "Reply of", "Parked reply of", "Note journal"):
        assert f"{theirs} markerone" not in text, theirs


@pytest.mark.parametrize("outcome", ["", "returned", "acknowledged"])
def test_a_reader_s_words_are_theirs_also_when_the_share_is_shut(
    amara: User, ben: User, pair: Supervision, outcome: str
) -> None:
    share = make_share(make_entry(amara), pair)
    open_share(share_id=share.pk, reader=ben)
    make_words(share)
    if outcome:
        give_words(Review.objects.get(share=share), outcome)
    withdraw_share(share_id=share.pk, author=amara)
    (said,) = everything(ben)["reviews"]
    assert said["noticed"] == "You stayed with her, and said so."
    assert said["to"] == amara.display_name
    assert said["state"] == "withdrawn"


def test_who_said_nothing_yet_has_nothing_of_it(amara: User, ben: User, pair: Supervision) -> None:
    make_share(make_entry(amara), pair)
    assert everything(ben)["reviews"] == []
    assert everything(ben)["shares"] == []


def test_a_share_moved_to_another_writer_is_in_nobody_s_copy(
    amara: User, ife: User, pair: Supervision
) -> None:
    share = make_share(make_entry(amara), pair)
    Share.objects.filter(pk=share.pk).update(author=ife)
    assert everything(ife)["shares"] == []
    assert everything(amara)["shares"] == []


def test_an_entry_begun_while_the_copy_is_made_does_not_break_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = make_user()
    make_entry(person, title="The one before")
    read = Versions.of

    def slowly(rows: Any) -> Versions:
        found = read(rows)
        if Entry.objects.count() == 1:
            make_entry(person, make_prompt_version(), title="The one meanwhile")
        return found

    monkeypatch.setattr(Versions, "of", slowly)
    names = {entry["name"] for entry in everything(person)["entries"]}
    assert names == {"The one before", "The one meanwhile"}


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    version = make_prompt_version()
    for count in (2, 12):
        person, supervisor = make_user(), make_user()
        pair = make_supervision(supervisor, person)
        for _ in range(count):
            entry = make_entry(person, version)
            make_revision(entry)
            given(entry, pair)
        with django_assert_num_queries(78):
            everything(person)
        with django_assert_num_queries(76):  # no entries, and so no question for their wordings
            everything(supervisor)
