"""The audit trail: one chain a person, of who opened or changed what of theirs.

Each row carries an HMAC over the row before it and itself, under a key of the person's
own, and the end of the chain (`Trail`) one over how many rows there are. Who can write to
the database cannot edit, reorder, cut off or drop a row without `verify_trail` naming the
place. Who kept an older end can put back the trail as it was then, end and all: that is
found only against a backup of later (`verify_audit --since`). So rows newer than the newest
backup are as safe as the end's own MAC, and nobody without the person's key can make one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import DataError, OperationalError, connection
from django.utils import timezone

from people.models import CALENDAR, AuditEvent, Trail, User
from vault import sealing

Action = AuditEvent.Action

__all__ = [
    "Action",
    "AuditRefused",
    "lock_trails",
    "record",
    "record_calendar",
    "record_outside",
    "verify_trail",
]

# What a row raises that this program cannot have written: SQLite takes anything in any
# column, and PostgreSQL knows moments that Python does not.
UNREADABLE = (AttributeError, DataError, OverflowError, TypeError, ValueError)

# What is read of the end, and of each row.
_END = ("key_holder_id", *(f"trail__{field}" for field in ("person_id", "length", "mac", "head")))
_EVENT = ("person_id", "number", "at", "actor_id", "action", "object_type", "object_id", "mac")


class AuditRefused(RuntimeError):
    """The call would have left a trail that nobody could rely on."""


class _End(NamedTuple):
    holder_id: uuid.UUID  # whose key it is
    trail: Trail | None


def record(
    *,
    person: User,
    actor: User,
    action: str,
    object_type: str = "",
    object_id: uuid.UUID | None = None,
) -> AuditEvent:
    """Add a row to `person`'s trail: whose words were touched, and by whom.

    Inside the caller's transaction, so that the row stands exactly if the change does.
    """
    if not isinstance(actor, User):
        raise AuditRefused("An audit row names the person who acted.")
    return _add(person, actor.pk, action, object_type, object_id)


def record_outside(
    *,
    person: User,
    outside_id: uuid.UUID,
    action: str,
    object_type: str,
    object_id: uuid.UUID,
) -> AuditEvent:
    """As `record`, for a reader from outside: somebody with a link, who is no User here."""
    return _add(person, outside_id, action, object_type, object_id)


def record_calendar(
    *, person: User, action: str, object_type: str, object_id: uuid.UUID
) -> AuditEvent:
    """As `record`, for what no person does: a day has come."""
    return _add(person, CALENDAR, action, object_type, object_id)


def lock_trails(people: Iterable[User]) -> None:
    """Take the trails of all to whom the caller's transaction will add rows, in one order.

    Needed wherever it adds to one person's before another's and not by their ids: two such
    transactions would otherwise each hold the trail for which the other one waits.
    """
    if not connection.in_atomic_block:
        raise AuditRefused("Trails are locked inside the transaction of a change.")
    rows = Trail.objects.filter(person__in={one.pk for one in people}).order_by("person")
    list(rows.select_for_update().values_list("person"))


def _add(
    person: User, actor_id: uuid.UUID, action: str, object_type: str, object_id: uuid.UUID | None
) -> AuditEvent:
    if not connection.in_atomic_block:
        raise AuditRefused("An audit row is written inside the transaction of its change.")
    trail = _locked_trail(person)
    event = AuditEvent(
        person=person,
        number=trail.length + 1,
        at=timezone.now(),
        actor_id=actor_id,
        action=Action(action),
        object_type=object_type,
        object_id=object_id,
    )
    event.mac = _mac(person.key_holder_id, bytes(trail.mac), event)
    event.save()
    # An end that was touched stays so: signing it anew would hide what was cut before it.
    as_written = bytes(trail.head) == trail.due_head(person.key_holder_id)
    trail.length, trail.mac = event.number, event.mac
    if as_written:
        trail.head = trail.due_head(person.key_holder_id)
    trail.save(update_fields=["length", "mac", "head"])
    return event


def verify_trail(person: User) -> int | None:
    """The number of the first row that is not as it was written; None if all are.

    A row that is missing counts as the broken one, also at the end of the chain, and so does
    one that cannot be read. Raises what the vault says of a key that is gone or altered.
    """
    number, before = 0, b""
    end: _End | None = None
    try:
        for end, event in _at_one_moment(person):
            if event is None:
                break
            if event.number != number + 1 or _mac(end.holder_id, before, event) != bytes(event.mac):
                return number + 1
            number, before = number + 1, bytes(event.mac)
        # Without an end nobody of this id is here any more.
        return None if end is None else _wrong_at_the_end(end, number, before)
    except (AuditRefused, *UNREADABLE):
        return number + 1
    except OperationalError as error:
        if "decode" not in str(error):
            raise
        return number + 1  # SQLite's, of text that is none: here, or a few rows on


def _wrong_at_the_end(end: _End, number: int, before: bytes) -> int | None:
    trail = end.trail
    if trail is None:
        return max(number, 1)
    if (trail.length, bytes(trail.mac)) != (number, before):
        return min(trail.length, number) + 1
    return None if bytes(trail.head) == trail.due_head(end.holder_id) else number + 1


def _at_one_moment(person: User) -> Iterator[tuple[_End, AuditEvent | None]]:
    """The end with each row, by one statement; without rows the end alone.

    So what somebody adds or erases meanwhile is in all of it or in none, on both databases
    and without keeping anybody waiting.
    """
    lines = (
        User.objects.filter(pk=person.pk)
        .order_by("events__number")
        .values_list(*_END, *(f"events__{field}" for field in _EVENT))
    )
    for line in lines.iterator(chunk_size=1000):
        holder_id, trail_of, length, mac, head = line[: len(_END)]
        trail = Trail(person_id=trail_of, length=length, mac=mac, head=head) if trail_of else None
        fields = dict(zip(_EVENT, line[len(_END) :], strict=True))
        event = AuditEvent(**fields) if fields["person_id"] else None
        yield _End(holder_id, trail), event


def _locked_trail(person: User) -> Trail:
    # PostgreSQL locks this row; SQLite is locked as a whole from the start of the transaction.
    # One that is missing was wiped: without a head that fits, it is found for ever after.
    trail, _made = Trail.objects.select_for_update().get_or_create(person=person)
    return trail


def _mac(holder_id: uuid.UUID, before: bytes, event: AuditEvent) -> bytes:
    return sealing.mac(holder_id, b"audit", before + _canonical(event))


def _canonical(event: AuditEvent) -> bytes:
    """The row as bytes that no two different rows share: no field can hold the separator."""
    parts = [
        event.person_id.hex,
        str(event.number),
        _moment(event.at),
        event.actor_id.hex,
        str(event.action),
        event.object_type,
        event.object_id.hex if event.object_id else "",
    ]
    if any("\x1f" in part for part in parts):
        raise AuditRefused("A field of an audit row holds a control character.")
    return "\x1f".join(parts).encode()


def _moment(at: datetime) -> str:
    # Databases give back the same moment in different zones.
    return at.astimezone(UTC).isoformat(timespec="microseconds")
