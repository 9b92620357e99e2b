"""Tries to tie answers to people, with one copy of the database, its keys and the logs.

    python -m tests.meetings.attack FOLDER MEETINGS [in-order | old-rows]

Meetings are held on the real program, by people who are signed in to their journals in the
very browsers that they answer with, and who use those journals right after each answer: so
the database holds the moment at which each of them was there. Once all is over the files (or,
of PostgreSQL, all rows with their places) are copied, and what an attacker may reason from is
tried: every order in which the answers lie anywhere, against every order in which the people
do. The pair that does best on one half of the meetings is judged by the other half.

Prints a line of JSON. `in-order` keeps answers in the order of their coming, `old-rows` leaves
the database's log as it is: weakened like that, the attack must win.
"""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import sqlite3
import struct
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

PEOPLE = 7
BETWEEN = 30  # seconds between one person's acts and the next one's

Order = list[Any]  # of answers' texts, or of people's ids; first to last, as something has it


def main(folder: Path, meetings: int, weakness: str = "") -> int:
    import django

    django.setup()
    from django.db import connection

    from tests.own_database import make_ready

    make_ready()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # nothing falls over here, and it is quicker
    log = _log_to(folder / "log")
    _weaken(weakness)
    held = [_hold(number, folder) for number in range(meetings)]
    log.flush()
    lines = (folder / "log").read_text()
    result = judge(held)
    result |= {
        "vendor": connection.vendor,
        "weakness": weakness or "none",
        "meetings": meetings,
        "people": PEOPLE,
        "log_lines": len(lines.splitlines()),
        "log_lines_about_join": lines.count("/join"),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


# Holding a meeting.


def _hold(number: int, folder: Path) -> dict[str, Any]:
    """One meeting, the copy taken after it, and who really wrote what."""
    import time_machine
    from django.db import connection

    from meetings.services.revealing import reveal
    from meetings.services.running import end_meeting
    from tests.makers import make_membership, make_team, make_user
    from tests.meetings.makers import asking_of, make_running

    rng = random.Random(number)
    begun = datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(days=number)
    with time_machine.travel(begun, tick=False) as clock:
        team, leader = make_team(), make_user("Dev")
        make_membership(leader, team, "leader")
        meeting = make_running(team, leader)
        people = [make_user(f"Person {n}") for n in range(PEOPLE)]
        browsers = {p.pk: _signed_in(p) for p in rng.sample(people, PEOPLE)}
        truth: dict[str, Any] = {}
        _one_by_one(rng, people, clock, lambda p: _joins(browsers[p.pk], meeting))
        _one_by_one(rng, people, clock, lambda p: _answers(browsers[p.pk], p, meeting, truth))
        asking = asking_of(meeting)
        reveal(asking_id=asking.pk, actor=leader)
        end_meeting(meeting_id=meeting.pk, actor=leader)
        clock.shift(BETWEEN)
        assert _signed_in(leader).get("/").status_code == 200  # the day goes on, and writes
        ids = [p.pk for p in people]
        if connection.vendor == "sqlite":
            evidence = _of_files(_copy(folder / "copy"), asking, ids, truth)
        else:
            evidence = _of_rows(asking, ids, truth)
    return {"truth": truth, **evidence}


def _one_by_one(
    rng: random.Random, people: list[Any], clock: Any, act: Callable[[Any], None]
) -> None:
    for person in rng.sample(people, len(people)):
        act(person)
        clock.shift(BETWEEN)


def _signed_in(person: Any) -> Any:
    """With everything that a real sign-in leaves behind."""
    from django.db import transaction
    from django.test import Client

    from people import audit, sessions
    from tests.conftest import open_session

    browser = open_session(Client(SERVER_NAME="localhost"), person, "own")
    request = SimpleNamespace(
        session=browser.session, user=person, META={"REMOTE_ADDR": "::1"}, headers={}
    )
    sessions.put_on_list(request)  # type: ignore[arg-type]
    with transaction.atomic():
        audit.record(person=person, actor=person, action=audit.Action.SIGNED_IN)
    return browser


def _joins(browser: Any, meeting: Any) -> None:
    response = browser.post("/join/", {"code": meeting.join_code})
    assert response.status_code == 303


def _answers(browser: Any, person: Any, meeting: Any, truth: dict[str, Any]) -> None:
    from tests.meetings.makers import asking_of
    from vault.ids import short

    text = f"{random.getrandbits(64):016x}" + " word" * random.randrange(20)
    truth[text] = person.pk
    url = f"/join/{meeting.join_code}/{short(asking_of(meeting).pk)}/"
    assert browser.post(url, {"q-happened": text, "do": "send"}).status_code == 303
    assert browser.post("/me/session/extend/").status_code == 204  # back to one's own journal


# What a copy holds: orders of answers, and orders of people.


def _of_files(database: Path, asking: Any, ids: list[Any], truth: dict[str, Any]) -> dict[str, Any]:
    """From the files of SQLite, its log among them."""
    whole = sqlite3.connect(database)  # as SQLite itself reads it
    people = dict(_people(lambda sql: whole.execute(sql).fetchall(), "rowid", ids))
    answers = {name: _texts(_opened(whole, asking, name), truth) for name in ("pot", "slips")}
    # Each answer by the earliest state of the file in which it is there.
    seen: Order = []
    versions = list(_versions(database))
    for version in versions:
        copy = sqlite3.connect(version)
        now = _texts(_opened(copy, asking, "pot"), truth)
        seen += [text for text in now if text not in seen]
        copy.close()
    whole.close()
    answers["states one after another"] = seen
    return {"answers": answers, "people": people, "states": len(versions)}


def _of_rows(asking: Any, ids: list[Any], truth: dict[str, Any]) -> dict[str, Any]:
    """From the rows of PostgreSQL, with where they lie and in which transaction they came."""
    from django.db import connection

    def ask(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    asking.refresh_from_db()
    answers = {name: _texts(getattr(asking, name), truth) for name in ("pot", "slips")}
    people = dict(_people(ask, "ctid", ids)) | dict(_people(ask, "xmin::text::bigint", ids))
    return {"answers": answers, "people": people, "states": 1}


def _people(
    ask: Callable[[str], list[Any]], place: str, ids: list[Any]
) -> Iterator[tuple[str, Order]]:
    """People in the order of everything that the database has of them."""
    from people.session_store import SessionStore

    def ordered(rows: list[Any], of: Callable[[Any], Any] = lambda row: row[0]) -> Order:
        found = [_uuid(of(row)) for row in rows]
        return list(dict.fromkeys(one for one in found if one in ids))

    for table, column in [
        ("usersessions_usersession", "user_id"),
        ("people_auditevent", "person_id"),
        ("people_trail", "person_id"),
        ("people_user", "id"),
    ]:
        yield f"{table} by {place}", ordered(ask(f"SELECT {column} FROM {table} ORDER BY {place}"))
    rows = ask("SELECT user_id FROM usersessions_usersession ORDER BY last_seen_at")
    yield "last on the list of devices", ordered(rows)
    seen = []
    for data, _place in ask(f"SELECT session_data, {place} FROM django_session"):
        session = SessionStore().decode(data)
        if "_auth_user_id" in session:
            seen.append((session.get("seen", 0), session["_auth_user_id"]))
    yield "last in their journal", ordered(sorted(seen), lambda row: row[1])


def _uuid(value: Any) -> Any:
    import uuid

    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def _opened(copy: sqlite3.Connection, asking: Any, column: str) -> Any:
    """A sealed value of one state, with the keys that the attacker has. None if it is not there."""
    from vault.fields import SealedJSONField
    from vault.values import Unopened

    try:
        row = copy.execute(
            f"SELECT {column} FROM meetings_asking WHERE id = ?", [asking.pk.hex]
        ).fetchone()
    except sqlite3.DatabaseError:
        return None
    field = type(asking)._meta.get_field(column)
    assert isinstance(field, SealedJSONField)
    return field.unseal(asking, Unopened(bytes(row[0]))) if row else None


def _texts(value: Any, truth: dict[str, Any]) -> Order:
    """The answers in the order in which they stand in a value."""
    whole = json.dumps(value, ensure_ascii=False)
    return sorted(
        (text for text in truth if f'"{text}"' in whole), key=lambda t: whole.index(f'"{t}"')
    )


# SQLite's files: the database as it was after each commit that its log still holds.


def _copy(folder: Path) -> Path:
    from django.conf import settings

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    database = Path(settings.DATABASES["default"]["NAME"])
    for end in ("", "-wal"):
        if (whole := Path(f"{database}{end}")).exists():
            shutil.copy(whole, folder / f"copy{end}")
            shutil.copy(whole, folder / f"raw{end}")
    return folder / "copy"


def _versions(database: Path) -> Iterator[Path]:
    """The file without its log, and then with one commit more of it each time."""
    log = database.with_name("raw-wal")  # SQLite has tidied its own copy away by now
    frames = log.read_bytes() if log.exists() else b""
    whole = bytearray(database.with_name("raw").read_bytes())
    size = struct.unpack(">H", whole[16:18])[0]
    size = 65536 if size == 1 else size
    whole[18:20] = b"\x01\x01"  # or SQLite would look for the log again
    states = [bytes(whole)]
    salt = frames[16:24]
    for at in range(32, len(frames) - size - 23, size + 24):
        page, pages = struct.unpack(">II", frames[at : at + 8])
        if frames[at + 8 : at + 16] != salt and not pages:
            continue
        begin = (page - 1) * size
        if len(whole) < begin + size:
            whole.extend(b"\0" * (begin + size - len(whole)))
        whole[begin : begin + size] = frames[at + 24 : at + 24 + size]
        whole[18:20] = b"\x01\x01"
        if pages:  # the last frame of a commit
            states.append(bytes(whole))
    for number, state in enumerate(states):
        path = database.with_name(f"state-{number}")
        path.write_bytes(state)
        yield path


# Judging.


def judge(held: list[dict[str, Any]]) -> dict[str, Any]:
    """How often the best pair of orders is right, on meetings that it was not chosen by."""
    pairs = {
        (a, p, turned)
        for one in held
        for a, answers in one["answers"].items()
        for p, people in one["people"].items()
        for turned in (False, True)
        if len(answers) == len(people) == PEOPLE
    }
    learnt, judged = held[::2], held[1::2]
    best = max(
        sorted(pairs), key=lambda pair: sum(_hits(one, pair) for one in learnt), default=None
    )
    each = [_hits(one, best) for one in judged] if best else []
    hits = sum(each)
    guesses = len(judged) * PEOPLE
    # Of a shuffled order one is right on the average, with a deviation of one.
    deviation = (len(judged) ** 0.5) / guesses
    return {
        "orders_of_people": sorted({people for _answers, people, _turned in pairs}),
        "orders_of_answers": sorted({answers for answers, _people, _turned in pairs}),
        "best": " / ".join(map(str, best)) if best else "",
        "guesses": guesses,
        "hit_rate": round(hits / guesses, 3),
        "hits_of_each": each,
        "chance": round(1 / PEOPLE, 3),
        "bound": round(1 / PEOPLE + 3.5 * deviation, 3),
        "states_of_the_database": max(one["states"] for one in held),
    }


def _hits(one: dict[str, Any], pair: tuple[str, str, bool]) -> int:
    answers, people = one["answers"].get(pair[0], []), one["people"].get(pair[1], [])
    if len(answers) != PEOPLE or len(people) != PEOPLE:
        return 0
    people = people[::-1] if pair[2] else people
    return sum(one["truth"][text] == who for text, who in zip(answers, people, strict=True))


# The log, and what weakens the program.


def _log_to(path: Path) -> logging.Handler:
    from reflectjournal.logs import JsonLines

    handler = logging.FileHandler(path)
    handler.setFormatter(JsonLines())
    for name in ("", "django"):
        logging.getLogger(name).addHandler(handler)
    return handler


def _weaken(how: str) -> None:
    from meetings import pots
    from people import disk

    if how == "in-order":

        def put(pot: Any, mark: str, words: Any) -> None:
            number = len(pot.by_mark)
            pot.by_mark[mark] = [
                pots.Card(f"{number:016}", question, text)
                for question, texts in words.items()
                for text in texts
            ]

        pots.Pot.put = put  # type: ignore[method-assign]
    elif how == "old-rows":
        disk.drop_old_rows = lambda: None
    elif how:
        raise ValueError(how)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4]))
