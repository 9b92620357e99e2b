"""A supervision of everybody's that runs, and one that is over, each with an agreement.

The other one of each is nobody of the cast. What is made of a pair's things adds its ids to
`things[name].ids` and to `past[name]`, under the name of their kind.
"""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from people.models import User
from supervision.models import Handing, Supervision
from supervision.pages import SHELF
from supervision.services.agreements import Seen, begin_draft, change_draft
from supervision.terms import cleaned
from tests.makers import make_supervision, make_user
from tests.supervision.telling import make_given, make_kept
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

# For each address with an id, which thing of a pair it names.
ADDRESSES = {
    "supervision/<id:pk>/": "pair",
    "supervision/agreements/<id:pk>/": "agreement",
    "supervision/<id:pk>/agreement/begin/": "pair",
    "supervision/<id:pk>/agreement/change/": "pair",
    "supervision/<id:pk>/agreement/sign/": "pair",
    "supervision/<id:pk>/feedback/": "pair",
    "supervision/feedback/<id:pk>/": "feedback",
    "supervision/told/<id:pk>/": "told",
    "supervision/<id:pk>/end/": "pair",
    "supervision/<id:pk>/another/": "pair",
    "supervision/<id:pk>/hand-on/": "led",
    "supervision/handing/<id:pk>/": "handing",
    "supervision/house/<id:organisation>/": "organisation",
}

LEADING = ("ben", "chloe", "farid", "neighbour")  # who supervise somebody
NOT_LED = {"led": uuid.UUID(int=1), "handing": uuid.UUID(int=1), "told": uuid.UUID(int=1)}


class Pairs:
    def __init__(self, world: "World") -> None:
        self.world = world
        self.past: dict[str, dict[str, uuid.UUID]] = {}
        self.posted: dict[uuid.UUID, dict[str, Any]] = {}  # by pair, what its form would send
        yesterday = timezone.localdate() - timedelta(days=1)
        for name, person in world.people.items():
            runs = make_supervision(make_user("Pair of now"), person)
            over = make_supervision(make_user("Pair of then"), person)
            world.things[name].ids |= self._ids(runs, f"zq-{name}-agreed")
            self.past[name] = self._ids(over, f"zq-{name}-agreed")
            world.things[name].ids |= self._led(name, person) if name in LEADING else NOT_LED
            Supervision.objects.filter(pk=over.pk).update(ended_on=yesterday)

    def _led(self, name: str, person: User) -> dict[str, uuid.UUID]:
        """Somebody whom they supervise, and for whom a colleague is asked."""
        led = make_supervision(person, make_user("Supervised"))
        asked = Handing.objects.create(
            kind=Handing.Kind.HAND_ON, supervision=led, to=make_user("Colleague")
        )
        told = make_given(led, helps=f"zq-{name}-told")
        return {"led": led.pk, "handing": asked.pk, "told": told.pk}

    def _ids(self, pair: Supervision, aims: str) -> dict[str, uuid.UUID]:
        draft = begin_draft(supervision_id=pair.pk, actor=pair.supervisor)
        values = cleaned(draft.terms) | {"aims": aims, "also": ["none"]}
        changed = change_draft(
            supervision_id=pair.pk,
            actor=pair.supervisor,
            seen=Seen.of(draft),
            values=values,
            review_on=None,
        )
        words = {name: value for name, value in changed.terms.items() if value is not False}
        self.posted[pair.pk] = {**words, "seen": str(Seen.of(changed))}
        said = make_kept(pair, helps=f"{aims}-said")
        return {"pair": pair.pk, "agreement": draft.pk, "feedback": said.pk}


def agreement_bodies(world: "World", person: str, relation: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about an agreement carries."""
    login = "amara" if person == "nobody" else person
    ids = world.pairs.past[login] if relation == "past" else world.things[login].ids
    is_in = person not in ("nobody", "jo")  # a page of theirs would be kept for them
    binding = SHELF.bind(world.people[login], ids["pair"]) if is_in else ""
    told = SHELF.bind(world.people[login], ids.get("told", new_id())) if is_in else ""
    posted = world.pairs.posted[ids["pair"]] | {"binding": binding}
    return {
        "supervision/<id:pk>/agreement/begin/": {},
        "supervision/<id:pk>/agreement/change/": {
            **posted, "aims": "zq-posted", "review_on": "2031-05-09"
        },
        "supervision/<id:pk>/agreement/sign/": {**posted, "name": "zq-posted"},
        "supervision/<id:pk>/feedback/": {
            "binding": binding, "revision": "1", "helps": "zq-posted"
        },
        "supervision/feedback/<id:pk>/": {"do": "give", "revision": "1"},
        "supervision/told/<id:pk>/": {
            "binding": told,
            "reply": "zq-posted",
        },
        "supervision/unsaved/": {"parked": new_id().hex},
        "supervision/<id:pk>/end/": {},
        "supervision/<id:pk>/another/": {"do": "ask"},
        "supervision/<id:pk>/hand-on/": {"kind": "hand-on", "to": short(new_id())},
        "supervision/handing/<id:pk>/": {"do": "back"},
        "supervision/house/<id:organisation>/": {"supervisor": "", "supervisee": ""},
    }  # fmt: skip
