"""The indexes that a process holds: whose they are, for how long, and how much of it there is."""

import gc
import os
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from journals.search import keeping as module
from journals.search.folding import fold
from journals.search.index import Index, Line
from journals.search.keeping import Keeping, Sweeper, alive_among, index_for, keeping
from journals.search.looking import Looking
from journals.services.erasing import erase_written
from people import sessions
from people.models import User
from tests.conftest import open_session, suspend
from tests.faults.search_load import FOUND, PATH, fill
from tests.makers import make_entry


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    keeping.clear()
    yield
    keeping.clear()


def line(text: str, number: int = 0) -> Line:
    return Line(
        id=uuid.UUID(int=number),
        revision=1,
        day=date(2026, 1, 1),
        programme="p",
        programme_title="P",
        practice="",
        title=fold(""),
        answers=fold(text),
        note=fold(""),
    )


def index_of(text: str, size: int = 1) -> Index:
    index = Index()
    index.change([], [line(f"{text} {number}", number) for number in range(size)])
    return index


def key(session: str = "s") -> tuple[uuid.UUID, str]:
    return uuid.uuid4(), session


def test_the_oldest_goes_when_there_is_no_more_room() -> None:
    index = index_of("words", 50)
    held = Keeping(most=int(index.size * 3.5))
    keys = [key() for _number in range(5)]
    for one in keys[:3]:
        held.put(one, index_of("words", 50))
    assert held.get(keys[0]) is not None  # used again: the second is the oldest now
    held.put(keys[3], index_of("words", 50))
    assert [held.get(one) is not None for one in keys] == [True, False, True, True, False]
    assert held.size <= held.most


def test_one_larger_than_the_room_is_not_kept() -> None:
    held = Keeping(most=index_of("words").size)
    held.put(key(), index_of("words " * 100_000, 3))
    assert len(held) == 0
    assert held.size == 0


def test_an_index_says_how_large_it_is() -> None:
    small, large = index_of("words"), Index()
    large.change([], [line("a long text of many words " * 400, n) for n in range(100)])
    assert len(large._database.serialize()) <= large.size
    assert large.size > 20 * small.size
    assert large.size > 100 * 400 * len("a long text of many words ")


def test_what_is_forgotten_is_found_no_more() -> None:
    index = Index()
    index.change([], [line("early", 1), line("early", 2)])
    index.change([uuid.UUID(int=1)], [line("late", 2)])
    assert index.find(Looking(words="early")) == []
    assert index.find(Looking(words="late")) == [uuid.UUID(int=2)]
    assert len(index) == 1


def test_a_change_that_fails_changes_nothing_and_the_next_one_works() -> None:
    index = index_of("early")
    broken = line("late", 5)
    object.__setattr__(broken, "day", None)
    with pytest.raises(AttributeError):
        index.change([], [line("late", 0), broken])
    assert index.find(Looking(words="early")) == [uuid.UUID(int=0)]
    index.change([], [line("late", 0)])
    assert index.find(Looking(words="late")) == [uuid.UUID(int=0)]


def test_nothing_is_on_disk_and_nothing_spills_there() -> None:
    index = Index()
    before = open_files()
    index.change([], [line(f"zq-readable {'word ' * 2000}{n}", n) for n in range(300)])
    index.find(Looking(words="word"))
    index.texts(Looking(words="word").match, [uuid.UUID(int=n) for n in range(300)])
    asked = {name: index._ask(f"PRAGMA {name}")[0][0] for name in ("temp_store", "journal_mode")}
    assert asked == {"temp_store": 2, "journal_mode": "memory"}
    assert [file for _number, _name, file in index._ask("PRAGMA database_list")] == [""]
    assert open_files() <= before


def open_files() -> set[str]:
    return {os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()
            and not os.readlink(one).startswith(("pipe:", "socket:", "/proc/"))}  # fmt: skip


def test_many_threads_may_ask_at_once() -> None:
    index, wrong = index_of("words", 300), []

    def ask(number: int) -> None:
        for _time in range(20):
            if len(index.find(Looking(words="words"))) != 300:
                wrong.append(number)
            index.change([], [line("words again", number)])

    threads = [threading.Thread(target=ask, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_sweeper_frees_what_has_ended_and_then_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, whether a request comes or not."""
    monkeypatch.setattr(module, "EVERY", 0.02)
    alive = {"s", "t"}
    monkeypatch.setattr(module, "alive_among", lambda asked: alive & asked)
    monkeypatch.setattr("django.conf.settings.SEARCH_SWEEPS", True)
    held = Keeping()
    sweeper = Sweeper(held)
    index = index_of("words")
    gone = weakref.ref(index)
    mine, other = key("s"), key("t")
    held.put(mine, index)
    held.put(other, index_of("words"))
    del index
    sweeper.wake()
    thread = sweeper._thread
    time.sleep(0.2)
    assert len(held) == 2
    alive.discard("s")
    until(lambda: len(held) == 1)
    gc.collect()
    assert gone() is None
    assert held.get(other) is not None
    alive.clear()
    until(lambda: sweeper._thread is None)
    assert thread is not None
    thread.join(2)
    held.put(other, index_of("words"))
    sweeper.wake()  # the next one starts anew
    until(lambda: len(held) == 0)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_is_not_used_and_what_cannot_be_looked_up_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Keeping()
    held.put(key(), index_of("words"))
    monkeypatch.setattr(module.time, "monotonic", lambda: 10.0**9)
    held.sweep(lambda asked: asked)
    assert len(held) == 0
    monkeypatch.undo()

    def fails(asked: set[str]) -> set[str]:
        raise OSError("no database")

    held.put(key(), index_of("words"))
    held.sweep(fails)
    assert len(held) == 0


def test_it_looks_within_a_minute() -> None:
    assert module.EVERY < 60


def test_without_a_session_nothing_is_kept() -> None:
    index_for((uuid.uuid4(), ""), lambda index: None)
    assert len(keeping) == 0


def searched(person: User) -> Client:
    client = open_session(Client(), person)
    client.post(PATH, {"words": "zq-words"})
    assert "zq-words" in client.get(FOUND).text
    return client


def key_of(client: Client, person: User) -> tuple[uuid.UUID, str]:
    return person.pk, sessions.key_of(client.session)


def sign_out(client: Client, person: User) -> None:
    client.post("/sign-in/out/")


def end_elsewhere(client: Client, person: User) -> None:
    client.get("/your-journal/")
    sessions.put_on_list(request_of(client, person))
    sessions.end_sessions(person)


def request_of(client: Client, person: User) -> Any:
    request = RequestFactory().get("/")
    request.session, request.user = client.session, person
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("end", [sign_out, end_elsewhere])
def test_with_the_session_the_index_is_out_of_reach_and_then_gone(
    amara: User, end: Callable[[Client, User], None]
) -> None:
    make_entry(amara, title="zq-words")
    client = searched(amara)
    mine = key_of(client, amara)
    assert keeping.get(mine) is not None
    end(client, amara)
    assert client.get(PATH).status_code == 302
    again = open_session(Client(), amara)
    assert key_of(again, amara) != mine
    keeping.sweep(alive_among)
    assert keeping.get(mine) is None


@pytest.mark.django_db
def test_another_person_never_gets_it_in_any_session(amara: User, ife: User) -> None:
    make_entry(amara, title="zq-words of Amara")
    client = searched(amara)
    held = len(keeping)
    other = open_session(Client(), ife)
    other.post(PATH, {"words": "zq-words"})
    assert "of Amara" not in other.get(FOUND).text
    assert len(keeping) == held + 1
    client.force_login(ife)  # the same browser changes hands
    client.post(PATH, {"words": "zq-words"})
    assert "of Amara" not in client.get(FOUND).text
    suspend(ife)
    assert other.get(PATH).status_code == 302


@pytest.mark.django_db
def test_a_journal_that_was_erased_is_found_no_more(amara: User) -> None:
    make_entry(amara, title="zq-words of Amara")
    client = searched(amara)
    erase_written(person=amara)
    page = client.get(PATH).text
    assert "of Amara" not in page
    assert "nothing to look through yet" in page


@pytest.mark.django_db
def test_a_held_journal_is_closed_here_too(amara: User) -> None:
    make_entry(amara, title="zq-words of Amara")
    client = searched(amara)
    User.objects.filter(pk=amara.pk).update(held_until=timezone.now() + timedelta(days=3))
    assert client.get(PATH).status_code == 302


@pytest.mark.django_db
def test_no_word_reaches_the_log(amara: User, capsys: Any, caplog: Any) -> None:
    make_entry(amara, title="zq-words")
    searched(amara)
    said = "".join([*capsys.readouterr(), *(str(vars(record)) for record in caplog.records)])
    assert "your-journal/search" in said
    assert "zq-" not in said


@pytest.mark.django_db
def test_a_long_journal_is_read_in_parts(amara: User) -> None:
    fill(amara, 450, words=5)
    client = open_session(Client(), amara)
    client.post(PATH, {"words": "lukasz7"})
    assert "9 entries found" in client.get(FOUND).text
