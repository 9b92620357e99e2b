"""How much of a journal an index takes, and that it is made once."""

import threading
import time
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from journals.models import Entry
from journals.search import texts
from journals.search.index import Index
from journals.search.keeping import Keeping, index_for, keeping
from journals.search.looking import Looking
from journals.search.texts import bring_up_to_date
from people.models import User
from tests.conftest import open_session
from tests.faults.search_load import FOUND, PATH, fill
from tests.journals.test_search_keeping import index_of, key
from tests.makers import make_entry


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    keeping.clear()
    yield
    keeping.clear()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "AT_ONCE", 4)
    monkeypatch.setattr(texts, "MOST_OF_ONE", Index().size + 40_000)


def titles(index: Index, words: str) -> set[str]:
    found = index.find(Looking(words=words))
    return {one.title for one in Entry.objects.filter(pk__in=found)}


@pytest.mark.django_db
def test_the_newest_are_read_until_there_is_no_more_room(amara: User, narrow: None) -> None:
    fill(amara, 40, words=400)  # Night 0 is the newest
    index = Index()
    bring_up_to_date(index, amara)
    assert index.is_cut
    assert 4 <= len(index) < 40 and len(index) % 4 == 0
    assert index.size < texts.MOST_OF_ONE + 60_000
    assert titles(index, "night") == {f"Night {number}" for number in range(len(index))}
    # What is written now is the newest, and in it.
    make_entry(amara, title="Zq night")
    bring_up_to_date(index, amara)
    assert index.is_cut and "Zq night" in titles(index, "night")
    assert index.size < texts.MOST_OF_ONE + 60_000


@pytest.mark.django_db
def test_what_fits_to_the_last_entry_is_not_called_cut(amara: User, narrow: None) -> None:
    fill(amara, 4, words=2000)
    index = Index()
    bring_up_to_date(index, amara)
    assert index.size > texts.MOST_OF_ONE
    assert (len(index), index.is_cut) == (4, False)


@pytest.mark.django_db
def test_a_few_huge_entries_are_put_in_one_by_one(
    amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not two hundred of them opened at once."""
    monkeypatch.setattr(texts, "WEIGHT_AT_ONCE", 1000)
    sizes: list[int] = []
    change = Index.change
    monkeypatch.setattr(
        Index,
        "change",
        lambda self, gone, lines: sizes.append(len(lines)) or change(self, gone, lines),
    )
    fill(amara, 5, words=400)
    bring_up_to_date(Index(), amara)
    assert sizes == [1, 1, 1, 1, 1, 0]


@pytest.mark.django_db
def test_the_page_says_how_many_are_looked_through(amara: User, narrow: None) -> None:
    fill(amara, 40, words=400)
    client = open_session(Client(), amara)
    client.post(PATH, {"words": "night"})
    page = client.get(FOUND).text
    assert "larger than can be searched at once" in page
    (index, _size) = next(iter(keeping._held.values()))
    assert f"Only the {len(index)} entries that you began last" in page


@pytest.mark.django_db
def test_a_journal_that_fits_is_said_nothing_of(amara: User) -> None:
    make_entry(amara, title="Zq night")
    assert "searched at once" not in open_session(Client(), amara).get(PATH).text


def test_one_that_is_too_large_throws_nobody_elses_out() -> None:
    small = index_of("words")
    held = Keeping(most=small.size * 2)
    mine, other = key(), key()
    held.put(mine, small)
    held.put(other, index_of("words " * 100_000, 3))
    assert held.get(mine) is small and held.get(other) is None
    held.put(mine, index_of("words " * 100_000, 3))  # one that has grown goes
    assert held.get(mine) is None and len(held) == 0


def test_an_index_is_made_once_however_often_it_is_asked_for() -> None:
    mine, other = (uuid.uuid4(), "s"), (uuid.uuid4(), "s")
    made: list[Index] = []
    at_once: list[int] = []
    running: set[int] = set()

    def slow(index: Index) -> None:
        running.add(threading.get_ident())
        at_once.append(len(running))
        time.sleep(0.05)
        made.append(index)
        running.discard(threading.get_ident())

    threads = [threading.Thread(target=index_for, args=[mine, slow]) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert at_once == [1, 1, 1, 1]
    assert len(made) == 4 and len({id(one) for one in made}) == 1
    assert keeping._busy == {}
    # Of another it is made meanwhile; and one that fails keeps nobody waiting.
    with keeping.alone(mine):
        index_for(other, slow)
    with pytest.raises(ZeroDivisionError):
        index_for(mine, lambda index: 1 // 0)
    index_for(mine, slow)
    assert keeping._busy == {}
