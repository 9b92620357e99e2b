"""Somebody of each house asks everybody of it to be peers, and is the peer of all."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from supervision.models import PeerRequest
from tests.makers import make_membership, make_supervision, make_user
from vault.ids import new_id

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "peers/<id:pk>/answer/": "peer-request",
    "peers/<id:pk>/end/": "peer",
}


def make_peers(world: "World") -> None:
    peers = {}
    for team in (world.cast.team, world.cast.elsewhere):
        peers[team.organisation] = make_user(f"Peer of {team}")
        make_membership(peers[team.organisation], team, "leader")
    yesterday = timezone.localdate() - timedelta(days=1)
    for name, person in world.people.items():
        house = world.cast.elsewhere if name in ("efua", "neighbour") else world.cast.team
        peer, ids = peers[house.organisation], world.things[name].ids
        asked = PeerRequest.objects.create(
            asker=peer, asked=person, organisation=house.organisation
        )
        ended = make_supervision(peer, person, is_peer=True, ended_on=yesterday)
        ids["peer-request"] = asked.pk
        ids["peer"] = make_supervision(peer, person, is_peer=True).pk
        world.things[name].binned_ids |= {"peer-request": new_id(), "peer": ended.pk}


def peer_bodies() -> dict[str, dict[str, Any]]:
    """What a valid POST about peers carries."""
    return {
        "peers/ask/": {"person": ""},
        "peers/<id:pk>/answer/": {"say": "yes"},
        "peers/<id:pk>/end/": {},
    }
