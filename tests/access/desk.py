"""What leaves and what comes in: the copy to take out, what waits to come in, and erasing."""

from typing import TYPE_CHECKING, Any

from tests.desk.bringing_makers import brought_ids
from tests.makers import PASSWORD
from vault.ids import new_id

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "take-out/<id:pk>/": "entry",
    "take-out/<id:pk>/for-others/": "entry",
    "bring-in/<id:pk>/": "text-waiting",
    "bring-in/<id:pk>/undo/": "journal-brought",
    "bring-in/<id:pk>/record/": "journal-brought",
}


def make_brought(world: "World") -> None:
    for name, things in world.things.items():
        things.ids |= brought_ids(world.people[name], f"zq-{name}-brought")
        things.binned_ids |= {"text-waiting": new_id(), "journal-brought": new_id()}


def desk_bodies() -> dict[str, dict[str, Any]]:
    """What a valid POST about what leaves and what comes in carries."""
    again = {"password": PASSWORD}
    return {
        "take-out/": again,
        "take-out/<id:pk>/": {"shape": "page", "with_note": "on"},
        "take-out/<id:pk>/for-others/": {"do": "take", "shape": "page", "seen": "x"},
        "bring-in/": {},
        "bring-in/text/": {"text": "zq-posted"},
        "bring-in/<id:pk>/": {"do": "let-go"},
        "bring-in/<id:pk>/undo/": {},
        "erase/": {"what": "everything", "word": "erase", **again},
        "erase/keep/": {},
    }
