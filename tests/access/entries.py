"""Everybody's entries, one of them in the bin, and what the pages of one's own journal post."""

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from journals.binding import bind
from journals.models import Entry, ParkedForm
from people.models import User
from prompts.models import PromptVersion
from tests.makers import make_clash, make_entry, make_revision

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "your-journal/<id:pk>/": "entry",
    "your-journal/<id:pk>/write/": "entry",
    "your-journal/<id:pk>/save/": "entry",
    "your-journal/<id:pk>/care/": "entry",
    "your-journal/<id:pk>/later/": "entry",
    "your-journal/<id:pk>/finish/": "entry",
    "your-journal/<id:pk>/reopen/": "entry",
    "your-journal/<id:pk>/promise/": "entry",
    "your-journal/<id:pk>/history/": "entry",
    "your-journal/<id:pk>/delete/": "entry",
    "your-journal/<id:pk>/undelete/": "entry",
    "your-journal/<id:pk>/purge/": "entry",
    "your-journal/<id:pk>/check/": "entry",
    "your-journal/<id:pk>/share/": "entry",
    "your-journal/<id:pk>/share/preview/": "entry",
    "your-journal/<id:pk>/share/outside/": "entry",
    "your-journal/<id:pk>/share/outside/preview/": "entry",
    "your-journal/earlier/<id:pk>/": "revision",
    "your-journal/earlier/<id:pk>/restore/": "revision",
    "your-journal/start/<id:prompt>/": "prompt",
}


@dataclass
class Things:
    """What one person has."""

    entry: Entry
    binned: Entry
    ids: dict[str, uuid.UUID] = field(default_factory=dict)
    binned_ids: dict[str, uuid.UUID] = field(default_factory=dict)


def make_things(name: str, person: User, version: PromptVersion) -> Things:
    text = _text(name)
    fields = {key: text[key] for key in ("title", "answers", "private_note")}
    things = Things(
        make_entry(person, version, **fields), make_entry(person, version, **fields, deleted=True)
    )
    for entry, ids in ((things.entry, things.ids), (things.binned, things.binned_ids)):
        ids["entry"] = entry.pk
        ids["revision"] = make_revision(entry, text=text).pk
        ids["clash"] = make_clash(entry, text=f"zq-{name}-clash").pk
    ParkedForm.objects.create(
        entry=things.entry,
        key_holder_id=person.key_holder_id,
        fields={"asked": ["happened"], "q-happened": [f"zq-{name}-parked"]},
    )
    return things


def _text(name: str) -> dict[str, Any]:
    return {
        "title": f"zq-{name}-title",
        "answers": {"happened": f"zq-{name}-answer"},
        "private_note": f"zq-{name}-note",
        "happened_on": None,
    }


def written(world: "World", person: str) -> dict[str, Any]:
    """A page of one's own entry, as its form would post it."""
    entry = world.things["amara" if person == "nobody" else person].entry
    binding = "" if person in ("nobody", "jo") else bind(entry)
    return {
        "binding": binding,
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "1",
        "asked": ["happened"],
        "q-happened": "Other words than before.",
    }


def entry_bodies(world: "World", person: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about one's own entries carries."""
    return {
        "your-journal/start/<id:prompt>/": {},
        "your-journal/<id:pk>/write/": written(world, person),
        "your-journal/<id:pk>/save/": written(world, person),
        "your-journal/<id:pk>/finish/": {},
        "your-journal/<id:pk>/reopen/": {},
        "your-journal/<id:pk>/promise/": {"part": "happened", "do": "follow"},
        "your-journal/coming-back/": {"on_this_day": "on", "six_weeks": "on"},
        "your-journal/<id:pk>/later/": {},
        "your-journal/search/": {"words": "zq-looked-for"},
        "your-journal/<id:pk>/delete/": {},
        "your-journal/<id:pk>/undelete/": {},
        "your-journal/<id:pk>/purge/": {},
        "your-journal/bin/undelete/": {},
        "your-journal/bin/purge/": {"until": "2999-01-01T00:00:00+00:00"},
        "your-journal/<id:pk>/check/": {"do": "keep:x", "revision": "1"},
        "your-journal/earlier/<id:pk>/restore/": {},
    }
