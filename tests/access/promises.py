"""Everybody's promises, and offers of them between two leaders of one house."""

from typing import TYPE_CHECKING, Any

from promises.binding import bind
from promises.models import HandOver
from promises.services import offer_hand_over
from tests.makers import make_membership, make_promise, make_team, make_user
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "promises/offered/<id:pk>/": "offer",
    "promises/<id:pk>/": "promise",
    "promises/<id:pk>/change/": "promise",
    "promises/<id:pk>/answer/": "promise",
    "promises/<id:pk>/in-hand/": "promise",
    "promises/<id:pk>/reopen/": "promise",
    "promises/<id:pk>/hand-over/": "promise",
    "promises/<id:pk>/delete/": "promise",
}


class Promises:
    def __init__(self, world: "World") -> None:
        self.world = world
        for name, person in world.people.items():
            things = world.things[name]
            things.ids["promise"] = make_promise(person, f"zq-{name}-promise").pk
            things.binned_ids["promise"] = new_id()  # erased
        dev = world.people["dev"]
        beside, elsewhere = make_user("Beside"), make_user("Elsewhere")
        make_membership(beside, world.cast.team, "leader")
        self.of = {
            "to-me": self._offer(beside, dev, "zq-beside-promise"),
            "given": self._offer(dev, beside, "zq-dev-offered"),
        }
        house = make_team()
        others = make_user("Others")
        make_membership(elsewhere, house, "leader")
        make_membership(others, house, "leader")
        self.of["elsewhere"] = self._offer(elsewhere, others, "zq-elsewhere-promise")
        world.shares.open_to.setdefault("dev", set()).add("zq-beside-promise")

    def _offer(self, owner: Any, to: Any, what: str) -> HandOver:
        promise = make_promise(owner, what, to_role=what)
        return offer_hand_over(promise_id=promise.pk, actor=owner, to_id=to.pk)

    def offer(self, person: str, relation: str) -> HandOver:
        """Dev's, for everybody: who was offered nothing tries for his."""
        return self.of[relation]


def promise_bodies(world: "World", person: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about a promise carries."""
    login = "amara" if person == "nobody" else person
    user, ids = world.people[login], world.things[login].ids
    is_in = person not in ("nobody", "jo")  # a page of theirs would be kept for them
    own, new = (bind(user, id) if is_in else "" for id in (ids["promise"], new_id()))
    words = {"what": "zq-posted", "to_role": "Night staff", "due_on": "2030-01-31"}
    return {
        "promises/new/": {"binding": new, **words, "when": ""},
        "promises/unsaved/": {"parked": new_id().hex},
        "promises/stoplight/": {"show": [short(ids["promise"])]},
        "promises/stoplight/preview/": {"do": "show", "looked": "on"},
        "promises/offered/<id:pk>/": {"do": "decline"},
        "promises/<id:pk>/change/": {"binding": own, **words},
        "promises/<id:pk>/answer/": {
            "binding": own, "answer": "no", "reason": "zq-posted", "received": "", "due_on": ""
        },
        "promises/<id:pk>/in-hand/": {},
        "promises/<id:pk>/reopen/": {},
        "promises/<id:pk>/hand-over/": {"do": "offer", "to": short(world.people["chloe"].pk)},
        "promises/<id:pk>/delete/": {},
    }  # fmt: skip
