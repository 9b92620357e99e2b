"""What a change to a portfolio says in its owner's trail: that it was made, and of what kind."""

from __future__ import annotations

import uuid

from people import audit
from people.models import User


def note(person: User, actor: User, action: str, kind: str, id: uuid.UUID) -> None:
    audit.record(person=person, actor=actor, action=action, object_type=kind, object_id=id)
