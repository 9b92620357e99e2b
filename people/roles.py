"""Whether a person has a part somewhere: for the ways in that every page shows."""

import time

from django.contrib.sessions.backends.base import SessionBase

from people.models import Membership, User

KNOWN_FOR = 600  # seconds; it opens nothing, so that late is good enough


def leads_somewhere(person: User, session: SessionBase) -> bool:
    """Looked up now and then, and kept with the session in between."""
    known, looked_at = session.get("leads", (False, 0.0))
    if abs(time.time() - looked_at) < KNOWN_FOR:
        return bool(known)
    held = Membership.objects.current().filter(user=person).values_list("roles", flat=True)
    known = any(Membership.Role.LEADER in roles for roles in held)
    session["leads"] = (known, time.time())
    return known
