"""Sends every cell of the table, and notes what came back and what the database was told."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from tests.access.requests import body_for, path_for
from tests.access.table import Cell, Expected, addresses
from tests.access.world import MARKER, World
from tests.conftest import open_session, suspend

SCRIPT = {"Accept": "application/json", "Reflect-Operation": "2b1b9b1e-0000-4000-8000-000000000000"}
# What signing in, being there and being refused may write.
SESSION_TABLES = {"django_session", "usersessions_usersession"}
# What it takes to know who is there, before any page is asked.
WHO_TABLES = {*SESSION_TABLES, "people_user", "people_factor"}
WRITE = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) "?(\w+)"?', re.IGNORECASE)
READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
TOKENS = re.compile(rb'csrfmiddlewaretoken" value="\w+|csrf="\w+|"csrf": "\w+')


@dataclass
class Outcome:
    cell: Cell
    status: int
    location: str
    headers: dict[str, str]
    body: bytes
    cookies: list[str]
    open_markers: set[str] = field(default_factory=set)  # found in it, and open to the person
    foreign_markers: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    seen_inside: Any = None  # what `inside` saw before the request was undone

    @property
    def answer(self) -> Expected:
        """The status, in the words of the table."""
        if self.status == 401 and self.cell.asked_by_script:
            return "sign-in"
        if self.status in (302, 303) and self.location == "/sign-in/":
            # Signing out and a refused sign-in lead there too, and are lines of their own.
            return "sign-in" if self.cell.expected != self.status else self.status
        return self.status

    @property
    def is_refused(self) -> bool:
        return self.answer in ("sign-in", 401, 403, 404, 405)

    @property
    def plain_body(self) -> bytes:
        return TOKENS.sub(b"", self.body)


class Actors:
    """A session for each person, made once; each request starts from the same cookies.

    All of them have a second step and took it, and proved a moment ago who they are: so
    nothing is refused here for the lack of that. test_second_step has those who have not.
    """

    def __init__(self, world: World, names: list[str], *, factor: bool = True) -> None:
        self.world = world
        self.cookies: dict[str, SimpleCookie] = {}
        for name in names:
            client = open_session(Client(), world.people.get(name), factor=factor)
            client.get("/me/")  # what is looked up once a session is looked up now
            self.cookies[name] = client.cookies
        suspend(world.people["jo"])

    def client(self, name: str, *, enforce_csrf_checks: bool = False, **options: Any) -> Client:
        client = Client(**options)
        client.handler = handler(enforce_csrf_checks)
        client.cookies = SimpleCookie(self.cookies[name].output(header="", sep=";"))
        return client


@cache
def handler(enforce_csrf_checks: bool) -> ClientHandler:
    """The program as a server has it: set up once, and not for each of ten thousand requests."""
    return ClientHandler(enforce_csrf_checks)


def send(
    world: World,
    actors: Actors,
    cell: Cell,
    *,
    but_without: Sequence[str] = (),
    changes: dict[str, Any] | None = None,
    query: str = "",
    inside: Callable[[], Any] = lambda: None,
    **options: Any,
) -> Outcome:
    """One request, undone afterwards unless it changed nothing anyway."""
    client = actors.client(cell.person, raise_request_exception=False, **options)
    path = path_for(world, cell.address, cell.person, cell.relation) + query
    is_post = cell.method == "POST" and "POST" in addresses()[cell.address]
    body = body_for(world, cell.address, cell.person, cell.relation) if is_post else None
    body = {k: v for k, v in body.items() if k not in but_without} if body else body
    body = {**(body or {}), **changes} if changes else body
    headers = SCRIPT if cell.asked_by_script else {}
    with noting() as (written, read), transaction.atomic():
        method = getattr(client, cell.method.lower())
        response = method(path, body, headers=headers) if body else method(path, headers=headers)
        content, seen_inside = _content(response), inside()
        transaction.set_rollback(True)
    shown = f"{content.decode(errors='replace')}{response.headers}"
    markers = {found[0] for found in MARKER.finditer(shown)}
    return Outcome(
        cell=cell,
        status=response.status_code,
        location=urlsplit(response.headers.get("Location", "")).path,
        headers=dict(response.headers.items()),
        body=content,
        cookies=[morsel.OutputString() for morsel in response.cookies.values()],
        open_markers={m for m in markers if world.may_see(cell.person, m)},
        foreign_markers={m for m in markers if not world.may_see(cell.person, m)},
        written=written,
        read=read,
        seen_inside=seen_inside,
    )


def _content(response: HttpResponse) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.content


@contextmanager
def noting() -> Iterator[tuple[set[str], set[str]]]:
    """The tables written to and read from, whatever became of the transaction."""
    written: set[str] = set()
    read: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for noted, found in zip((written, read), _tables(sql), strict=True):
            noted.update(found)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written, read


@lru_cache(maxsize=4096)
def _tables(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """Those that a statement writes to, and those that it reads from."""
    return frozenset(WRITE.findall(sql.lstrip())), frozenset(READ.findall(sql))


def checksums() -> dict[str, str]:
    """A digest of every table's rows, sessions apart."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in SESSION_TABLES:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr([_plain(v) for v in row]) for row in cursor.fetchall())
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest() + f" {len(rows)} rows"
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
