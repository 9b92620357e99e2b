"""A meeting that is under way, one that is over and one elsewhere; and their join codes."""

import re
from typing import TYPE_CHECKING, Any

from meetings.models import Asking, Meeting
from meetings.services.revealing import reveal
from meetings.services.running import end_meeting
from tests.meetings.makers import asking_of, give, make_running
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "meetings/<id:pk>/present/": "wall",
    "meetings/<id:pk>/state/": "wall",
    "meetings/<id:pk>/move/": "wall",
    "meetings/<id:pk>/door/": "wall",
    "meetings/answers/<id:pk>/": "answers",
    "meetings/answers/<id:pk>/<slug:card>/": "answers",
    "meetings/answers/<id:pk>/<slug:card>/hide/": "answers",
    "join/<str:code>/": "joined",
    "join/<str:code>/state/": "joined",
    "join/<str:code>/leave/": "joined",
    "join/<str:code>/<id:pk>/": "joined",
    "join/<str:code>/<id:pk>/choose/": "joined",
}
KINDS = set(ADDRESSES.values())


class Joined:
    """Dev leads those of the team, for everybody: who leads none tries for his."""

    def __init__(self, world: "World") -> None:
        dev, neighbour = world.people["dev"], world.people["neighbour"]
        self.of = {
            "led": self._meeting(world, world.cast.team, dev, "dev"),
            "over": self._meeting(world, world.cast.team, dev, "dev"),
            "elsewhere": self._meeting(world, world.cast.elsewhere, neighbour, "neighbour"),
        }
        self.codes = {"open": self.of["led"].join_code, "dead": self.of["over"].join_code}
        end_meeting(meeting_id=self.of["over"].pk, actor=dev)

    def _meeting(self, world: "World", team: Any, leader: Any, name: str) -> Meeting:
        meeting = make_running(team, leader, version=world.version)
        for letter in "abcde":
            give(meeting, f"zq-{name}-response{letter}")
        reveal(asking_id=asking_of(meeting).pk, actor=leader)
        Meeting.objects.filter(pk=meeting.pk).update(item=meeting.items.get(block="reveal"))
        meeting.refresh_from_db()
        return meeting

    def path(self, address: str, relation: str) -> str:
        values = {"code": self.codes.get(relation, "ZZZZZZZZ"), "card": "0" * 16}
        meeting = self.of.get("led" if relation == "open" else relation)
        if ADDRESSES[address] == "wall":
            values["pk"] = short(meeting.pk if meeting else new_id())
        else:
            asking = Asking.objects.filter(meeting=meeting).first() if meeting else None
            values["pk"] = short(asking.pk if asking else new_id())
            if asking:
                values["card"] = asking.answers.cards[0].name
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: values[found[1]], address)


def meeting_bodies(world: "World") -> dict[str, dict[str, Any]]:
    """What a valid POST in a meeting carries."""
    answer = {"q-happened": "zq-posted", "do": "send"}
    return {
        "meetings/<id:pk>/move/": {"do": "more"},
        "meetings/<id:pk>/door/": {"do": "new-code"},
        "meetings/answers/<id:pk>/": {"do": "look"},
        "meetings/answers/<id:pk>/<slug:card>/": {"harm": "no"},
        "meetings/answers/<id:pk>/<slug:card>/hide/": {"do": "nothing"},
        "join/": {"code": world.joined.codes["open"]},
        "join/keep/": {"meeting": "x"},
        "join/<str:code>/leave/": {"do": "leave"},
        "join/<str:code>/<id:pk>/": answer,
        "join/<str:code>/<id:pk>/choose/": {"card": ["x"]},
    }
