"""Whether the trails of a database are whole: by themselves, and against a backup of earlier."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from desk.backup import facts
from desk.backup.files import Backup
from people.audit import verify_trail
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

    That a journal was erased is no fault: its trail begins anew and says so, and of who left
    there may be nothing at all.
    """
    people = User.objects.in_bulk()
    by_hex = {pk.hex: person for pk, person in people.items()}
    for head in facts.heads(backup):
        person = by_hex.get(head.person)
        if person is None or person.has_left or not head.length or _began_anew(person):
            continue
        row = AuditEvent.objects.filter(person=person, number=head.length).first()
        if row is None or bytes(row.mac).hex() != head.mac:
            yield Fault(head.person, head.length, "not the row that the backup knows")


def _began_anew(person: User) -> bool:
    first = AuditEvent.objects.filter(person=person, number=1).first()
    return first is not None and first.action == AuditEvent.Action.JOURNAL_ERASED
