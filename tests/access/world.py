"""Everybody's things, each marked with its owner's name: what each room has, joined.

A room's module says as well what its addresses name (`ADDRESSES`) and what their forms send
(`…_bodies`); requests.py joins those.
"""

import re
from types import SimpleNamespace

from people.models import User
from tests.access import groups, sessions
from tests.access.concerns import Concerns
from tests.access.desk import make_brought
from tests.access.entries import Things, make_things
from tests.access.groups import Groups
from tests.access.houses import Houses, make_sittings
from tests.access.joined import Joined
from tests.access.library import make_public
from tests.access.meetings import Meetings
from tests.access.outside import Outside
from tests.access.pairs import Pairs
from tests.access.peers import make_peers
from tests.access.people import Links, make_own
from tests.access.portfolios import make_portfolios
from tests.access.promises import Promises
from tests.access.sessions import Sessions
from tests.access.shares import Shares
from tests.makers import make_membership, make_prompt_version, make_user
from tests.notices.makers import register_kind
from vault.ids import new_id, short

MARKER = re.compile(r"zq-([a-z]+)-[a-z]+")


class World:
    def __init__(self, cast: SimpleNamespace) -> None:
        self.cast = cast
        self.people: dict[str, User] = {
            name: person for name, person in vars(cast).items() if isinstance(person, User)
        }
        neighbour = make_user("Neighbour", "neighbour@example.test")
        make_membership(neighbour, cast.elsewhere)
        self.people["neighbour"] = neighbour
        self.version = make_prompt_version()
        self.kind = register_kind().key
        self.things = {name: self._things(name) for name in self.people}
        self.missing = new_id()
        self.outside = {name: Outside(self.things[name].entry) for name in self.people}
        self.outside["neighbour"].make_links()
        self.shares = Shares(self)
        self.concerns = Concerns(self)
        make_peers(self)
        self.promises = Promises(self)
        self.pairs = Pairs(self)
        self.meetings = Meetings(self)
        self.houses = Houses(self.people, cast)
        make_sittings(self)
        make_brought(self)
        self.joined = Joined(self)
        self.sessions = Sessions(self)
        self.groups = Groups(self)
        make_portfolios(self)
        self.public = make_public(self.version.prompt, self.missing)
        self.links = Links(self.people)

    def _things(self, name: str) -> Things:
        things = make_things(name, self.people[name], self.version)
        make_own(name, self.people[name], things, self.kind)
        return things

    def owner(self, person: str, relation: str) -> str:
        """Whose thing a relation means, seen from a person."""
        if relation == "team":
            return {"amara": "ife", "efua": "neighbour"}.get(person, "amara")
        if relation == "elsewhere":
            return "amara" if person == "efua" else "efua"
        return "amara" if person == "nobody" else person

    def may_see(self, person: str, marker: str) -> bool:
        owner = MARKER.fullmatch(marker)
        assert owner is not None
        if owner[1] in ("here", "away"):
            return self.houses.may_see(person, owner[1])
        return owner[1] == person or marker in self.shares.open_to.get(person, ())

    def id_of(self, kind: str, person: str, relation: str) -> str:
        if relation == "missing":
            return short(self.missing)
        if kind.startswith("meeting-"):
            return short(self.meetings.named(kind, person, relation).pk)
        if relation == "past":
            return short(self.pairs.past[self.owner(person, "own")][kind])
        if kind in sessions.KINDS:
            return self.sessions.id_of(kind, relation)
        if kind in groups.KINDS:
            return self.groups.id_of(kind, relation)
        if kind == "offer":
            return short(self.promises.offer(person, relation).pk)
        if kind == "outside-share":
            return self._outside_share(person, relation)
        if kind == "concern":
            return short(self.concerns.named(person, relation).pk)
        if kind == "share":
            return short(self.shares.named(person, relation).pk)
        things = self.things[self.owner(person, relation)]
        return short((things.binned_ids if relation == "bin" else things.ids)[kind])

    def _outside_share(self, person: str, relation: str) -> str:
        if relation == "given":
            return short(self.shares.named(person, relation).pk)
        return short(self.outside[self.owner(person, relation)].share.pk)
