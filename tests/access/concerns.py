"""Worries about safety: about what each person gave, one that they know of and one they do not."""

from typing import TYPE_CHECKING

from journals.models import Concern
from journals.services.concerns import raise_concern

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "concerns/<id:pk>/": "concern",
    "concerns/<id:pk>/tell/": "concern",
    "concerns/<id:pk>/day/": "concern",
    "concerns/<id:pk>/close/": "concern",
    "shared/told/<id:pk>/": "concern",
    "reviews/<id:pk>/concern/": "share",
}


class Concerns:
    def __init__(self, world: "World") -> None:
        self.of: dict[tuple[str, str], Concern] = {}
        for (name, kind), share in list(world.shares.of.items()):
            if kind in ("given", "heard"):
                concern = raise_concern(
                    share_id=share.pk,
                    reader=share.reader,
                    tell_now=kind == "heard",
                    reason="danger",
                )
                self.of[name, "told" if kind == "heard" else "untold"] = concern

    def named(self, person: str, relation: str) -> Concern:
        """The worry that a relation means, seen from a person.

        Whoever has raised none tries for somebody else's.
        """
        own = "amara" if person == "nobody" else person
        others = "ife" if person in ("amara", "ben") else "amara"
        reads = {"ben": "amara", "chloe": "ife"}.get(person, others)
        found = {
            "told": (own, "told"),
            "untold": (own, "untold"),
            "raised": (reads, "untold"),
            "known": (reads, "told"),
            "neither": (others, "told"),
        }
        return self.of[found[relation]]


def concern_bodies() -> dict[str, dict[str, str]]:
    """What a valid POST about a worry carries."""
    return {
        "reviews/<id:pk>/concern/": {"tell": "danger"},
        "concerns/<id:pk>/tell/": {},
        "concerns/<id:pk>/day/": {"until": "2099-01-01", "reason": "asked"},
        "concerns/<id:pk>/close/": {"reason": "in-hand"},
    }
