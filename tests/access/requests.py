"""The requests that try for everybody's things: the path of each address, and what is posted."""

import re
from typing import Any

from tests.access import (
    concerns,
    desk,
    entries,
    groups,
    joined,
    library,
    meetings,
    outside,
    pairs,
    peers,
    people,
    portfolios,
    promises,
    sessions,
    shares,
)
from tests.access.world import World

# For each address with an id: what kind of thing it names, or how its arguments are found.
KINDS = {
    address: kind
    for room in (
        entries, shares, outside, concerns, groups, peers, pairs, sessions, meetings, joined,
        promises, portfolios, library, desk, people,
    )
    for address, kind in room.ADDRESSES.items()
}  # fmt: skip
CONVERTER = re.compile(r"<\w+:\w+>")
HOUSE = ("prompt", "programme", "organisation", "measure", "framework")


def path_for(world: World, address: str, person: str, relation: str) -> str:
    """The real path of an address. KeyError: the address is new, its room says what it names."""
    if "<" not in address:
        return f"/{address}"
    kind = KINDS[address]
    if kind in joined.KINDS:
        return world.joined.path(address, relation)
    if relation in ("house", "put-away") or (kind in HOUSE and relation == "elsewhere"):
        value = world.houses.named(kind, person, relation)
    elif kind in ("prompt", "programme", "framework"):
        value = world.public[kind, relation]
    elif kind == "outside-link":
        value = world.outside["neighbour"].links[relation]
    elif kind == "hold":
        value = world.links.holds[relation]
    elif kind == "invitation":
        value = world.links.invitation(person, relation)
    elif kind == "reset":
        return "/sign-in/forgotten/{}-{}/".format(*world.links.resets[relation])
    else:
        value = world.id_of(kind, person, relation)
    return "/" + CONVERTER.sub(value, address)


def body_for(world: World, address: str, person: str, relation: str = "") -> dict[str, Any]:
    """What a valid POST carries. KeyError: the address is new, its room says what is sent."""
    login = "amara" if person == "nobody" else person
    bodies: dict[str, dict[str, Any]] = {
        **entries.entry_bodies(world, person),
        **shares.share_bodies(world, person, relation if address.startswith("reviews/") else ""),
        **outside.reader_bodies(),
        **concerns.concern_bodies(),
        **groups.group_bodies(world),
        **peers.peer_bodies(),
        **pairs.agreement_bodies(world, person, relation),
        **sessions.session_bodies(world, person),
        **meetings.planning_bodies(world, person),
        **joined.meeting_bodies(world),
        **promises.promise_bodies(world, person),
        **portfolios.portfolio_bodies(world, person),
        **library.library_bodies(),
        **desk.desk_bodies(),
        **people.people_bodies(world, login),
    }
    return bodies[address]
