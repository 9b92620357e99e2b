"""Whether the trails of a database are whole: by themselves, and against a backup of earlier."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.backup import facts
from desk.backup.files import Backup
from people.audit import UNREADABLE, verify_trail
from people.models import AuditEvent, User
from vault.errors import SealError


@dataclass(frozen=True)
class Fault:
    person: str  # hex of the id: whoever runs the server need not learn a name here
    number: int  # of the first row that is not as it was written
    why: str

    def __str__(self) -> str:
        return f"The trail of {self.person}, row {self.number}: {self.why}"


def faults() -> Iterator[Fault]:
    # The ids as the database has them: one that is none must not keep us from the others.
    for (written,) in facts.ask("SELECT id FROM people_user ORDER BY id"):
        try:
            person = User(pk=uuid.UUID(str(written)))
        except ValueError:
            yield Fault(ascii(written), 1, "not the id of a person")
            continue
        # Looked at again: its key may just have gone, with a journal that was erased.
        if _fault_of(person) and (fault := _fault_of(person)):
            yield fault


def _fault_of(person: User) -> Fault | None:
    try:
        number = verify_trail(person)
    except SealError:
        return Fault(person.pk.hex, 1, "its key is gone or altered")
    return None if number is None else Fault(person.pk.hex, number, "changed, removed or cut off")


def faults_since(backup: Backup) -> Iterator[Fault]:
    """Trails that do not go on from where they were: somebody has put an older one back.

    That a journal was erased since is no fault: its trail begins anew and says so, and of
    who left there may be nothing at all. Believe none of it without `faults` beside it.
    """
    made_at = datetime.fromisoformat(backup.facts["made_at"])
    for head in facts.heads(backup):
        person = User.objects.only("email").filter(pk=head.person).first()
        if person is None or not head.length:
            continue
        try:
            # Both by one statement: there is no moment between them.
            rows = AuditEvent.objects.filter(person=person, number__in={1, head.length})
            by_number = {row.number: row for row in rows}
            row = by_number.get(head.length)
            goes_on = row is not None and bytes(row.mac).hex() == head.mac
            fits = goes_on or _began_anew(by_number.get(1), person, head, made_at)
        except UNREADABLE:
            fits = False
        if not fits:
            yield Fault(head.person, head.length, "not the row that the backup knows")


def _began_anew(
    first: AuditEvent | None, person: User, head: facts.Head, made_at: datetime
) -> bool:
    """Whether the trail was erased since the backup. Once before it is no excuse."""
    if first is None:
        return person.has_left
    if not (person.has_left or first.action == AuditEvent.Action.JOURNAL_ERASED):
        return False
    if head.first is None:
        return first.at >= made_at + timedelta(seconds=1)  # it is given in whole seconds
    return bytes(first.mac).hex() != head.first
