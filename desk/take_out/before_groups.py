"""What a person's shares were before group sessions: when, for whom, and who opened them.

It is in the writer's copy alone. Who read it there takes nothing of it along.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from desk.copies import Data, moment
from journals.models import BeforeGroup, Entry, NamedReader, Share
from people.models import AuditEvent, User
from vault.ids import short


def by_share(person: User) -> defaultdict[UUID, list[Data]]:
    """Also of entries in the bin. The newest first."""
    own = Entry.objects.visible_to(person) | Entry.objects.in_bin_of(person)
    given = Share.objects.filter(entry__in=own, author=person, key_holder=person.key_holder_id)
    rows = BeforeGroup.objects.filter(share__in=given)
    named: defaultdict[UUID, list[str]] = defaultdict(list)
    readers = NamedReader.objects.filter(put__in=rows).select_related("person")
    for one in readers.order_by("person__display_name", "pk"):
        named[one.put_id].append(one.person.display_name)
    opened = _openings(person)
    found: defaultdict[UUID, list[Data]] = defaultdict(list)
    for row in rows.newest_first():
        found[row.share_id].append(_row(row) | {"named": named[row.pk], "opened": opened[row.pk]})
    return found


def _row(row: BeforeGroup) -> Data:
    return {
        "session": short(row.session_id),
        "state": row.state,
        "state_in_words": str(row.get_state_display()),
        "made_at": moment(row.made_at),
        "put_at": moment(row.put_at),
        "opens_at": moment(row.opens_at),
        "closes_at": moment(row.closes_at),
        "settled_at": moment(row.settled_at),
    }


def _openings(person: User) -> defaultdict[UUID | None, list[Data]]:
    found: defaultdict[UUID | None, list[Data]] = defaultdict(list)
    opened = AuditEvent.objects.filter(person=person, action=AuditEvent.Action.GROUP_OPENED)
    for event in opened.select_related("actor").order_by("number"):
        found[event.object_id].append({"at": moment(event.at), "by": event.actor.display_name})
    return found
