"""Who each address is tried as: somebody who may use it, on a page that would do something.

Most are people of the table of access. Some addresses are used by nobody who is signed in (a
device in a meeting, a reader from outside), or only by somebody half way through something.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client

from journals.models import Share
from meetings.models import Asking
from meetings.pace import pace
from meetings.services.revealing import reveal
from tests.access import table
from tests.access.conftest import Stage
from tests.access.requests import body_for, path_for
from tests.access.table import Cell
from tests.conftest import open_session
from tests.journals.outside import SLOTS, ask_code, confirm, review_page
from tests.makers import PASSWORD, make_user
from tests.meetings.makers import asking_of, make_running
from tests.meetings.phones import Phone, five_answer
from tests.meetings.test_join import at
from vault.ids import short

# The best answer first: what was asked for, then being led on.
OPEN = {"GET": [200, 303, 302], "POST": [303, 200, 204, 302]}


@dataclass
class Door:
    """A browser, and what of an address and its form it does not take from the world."""

    client: Callable[[], Client]
    values: dict[str, str]
    body: dict[str, Any]


class Doors:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.world = stage, stage.world
        self.special: dict[str, Door] = {}
        with stage.still():
            self._join()
            self._read()
            self._half_way()
        self._depth()

    def _add(self, addresses: str, browser: Client, body: Any = None, **values: str) -> None:
        """For these addresses a browser with what it holds now."""
        held = browser.cookies.output(header="", sep=";")

        def client() -> Client:
            again = self.stage.actors.client("nobody", raise_request_exception=True)
            again.cookies.load(held)
            return again

        for address in addresses.split():
            self.special[address] = Door(client, values, body or {})

    def _depth(self) -> None:
        """Its share is named in the form: the table, whose forms are empty there, has a 404."""
        share = short(self.world.shares.named("amara", "given").pk)
        client = self.stage.actors.client("amara", raise_request_exception=True)
        self._add("shared/depth/", client, {"share": share, "depth": "yes"})

    def _join(self) -> None:
        dev, team = self.world.people["dev"], self.world.cast.team
        writing = at(make_running(team, dev, version=self.world.version), "write")
        phone, asking = Phone(writing).joined(), short(asking_of(writing).pk)
        place = "join/<str:code>/"
        self._add(
            f"join/keep/ {place} {place}state/ {place}leave/ {place}<id:pk>/",
            phone.client, code=phone.code, pk=asking,
        )  # fmt: skip
        tips = make_running(team, dev, form=Asking.Form.TIPS, blocks=["write", "reveal", "vote"])
        phone = five_answer(at(tips, "write"))[0]
        reveal(asking_id=asking_of(tips).pk, actor=dev)
        asking = asking_of(at(tips, "vote"))
        chosen = {"card": [card.name for card in asking.answers.cards][:2]}
        self._add(
            f"{place}<id:pk>/choose/", phone.client, chosen, code=phone.code, pk=short(asking.pk)
        )

    def _read(self) -> None:
        """One who reads, one who has given what they had to say, one who was sent a code."""
        reads, share = self._reader("amara")
        page = review_page(share, **SLOTS)
        self._add("read/ read/save/", reads, page)
        self._add("read/leave/ read/state/", reads)
        gave, share = self._reader("ife")
        assert gave.post("/read/", review_page(share, **SLOTS) | {"do": "give"}).status_code == 303
        self._add("read/reply/ read/acknowledge/", gave)
        waits = Client()
        self._add("read/code/ read/again/", waits, {"code": ask_code(waits, self._link("dev"))})

    def _link(self, name: str) -> str:
        return f"/read/link/{self.world.outside[name].links['fresh']}/"

    def _reader(self, name: str) -> tuple[Client, Share]:
        return confirm(Client(), self._link(name)), self.world.outside[name].share

    def _half_way(self) -> None:
        amara = self.world.people["amara"]
        given = Client()
        given.post("/sign-in/", {"login": amara.email, "password": PASSWORD})
        self._add("sign-in/second-step/ sign-in/second-step/lost/", given)
        locked = open_session(Client(), amara, factor=True)
        locked.post("/me/lock/now/")
        self._add("me/lock/", locked)
        self._add("me/second-step/needed/ me/prove/", open_session(Client(), amara))
        new = open_session(Client(), make_user("New", "newcomer@example.test", welcomed_at=None))
        self._add("me/welcome/ me/welcome/codes/ me/welcome/address/ me/welcome/you/", new)

    def client(self, address: str) -> Client:
        pace.forget()
        if address in self.special:
            return self.special[address].client()
        person = who_may()[address].person
        return self.stage.actors.client(person, raise_request_exception=True)

    def path(self, address: str) -> str:
        if address not in self.special:
            cell = who_may()[address]
            return path_for(self.world, address, cell.person, cell.relation)
        path = f"/{address}"
        for name, value in self.special[address].values.items():
            path = path.replace(f"<str:{name}>", value).replace(f"<id:{name}>", value)
        return path

    def body(self, address: str) -> dict[str, Any]:
        if address in self.special:
            return self.special[address].body or body_for(self.world, address, "amara")
        cell = who_may()[address]
        return body_for(self.world, address, cell.person, cell.relation)


@cache
def who_may() -> dict[str, Cell]:
    """For each address the first of those who may: nobody, where others are signed in already."""
    found: dict[str, tuple[Any, Cell]] = {}
    for cell in table.cells():
        method = "POST" if "POST" in table.addresses()[cell.address] else "GET"
        if cell.method == method and cell.expected in OPEN[method]:
            is_in = cell.address.startswith("sign-in/") and cell.person != "nobody"
            rank = (is_in, OPEN[method].index(cell.expected))
            if cell.address not in found or rank < found[cell.address][0]:
                found[cell.address] = rank, cell
    return {address: cell for address, (_rank, cell) in found.items()}
