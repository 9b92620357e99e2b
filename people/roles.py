"""Whether a person has a part somewhere: for the ways in that every page shows."""

import time

from django.contrib.sessions.backends.base import SessionBase

from people.models import Membership, Organisation, User

KNOWN_FOR = 600  # seconds; it opens nothing, so that late is good enough


def leads_somewhere(person: User, session: SessionBase) -> bool:
    return Membership.Role.LEADER in _held(person, session)


def administers_somewhere(person: User, session: SessionBase) -> bool:
    return Membership.Role.ADMINISTRATOR in _held(person, session)


def houses_run_by(person: User) -> list[Organisation]:
    """Those that the person administers today, by name."""
    rows = Membership.objects.current().holding(Membership.Role.ADMINISTRATOR).filter(user=person)
    houses = (row.organisation for row in rows.select_related("organisation"))
    return sorted(houses, key=lambda house: (house.name.casefold(), house.pk))


def safeguards_somewhere(person: User, session: SessionBase) -> bool:
    return Membership.Role.SAFEGUARDING in _held(person, session)


def _held(person: User, session: SessionBase) -> list[str]:
    """The roles of today: looked up now and then, and kept with the session in between."""
    known, looked_at = session.get("roles", ([], 0.0))
    if abs(time.time() - looked_at) < KNOWN_FOR:
        return list(known)
    held = Membership.objects.current().filter(user=person).values_list("roles", flat=True)
    known = sorted({role for roles in held for role in roles})
    session["roles"] = (known, time.time())
    return known
