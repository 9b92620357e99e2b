"""Who may publish in an organisation's name: its leaders and its administrators, today."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.models import Membership, Organisation, User
from prompts.models import Programme

PUBLISHERS = (Membership.Role.LEADER, Membership.Role.ADMINISTRATOR)


def houses_of(publisher: User) -> list[Organisation]:
    """Where this person may publish, by name."""
    rows = Membership.objects.current().holding(*PUBLISHERS).filter(user=publisher)
    found = {row.organisation for row in rows.select_related("organisation")}
    return sorted(found, key=lambda organisation: (organisation.name.casefold(), organisation.pk))


def publishes(person: User, programme: Programme) -> bool:
    """Whether this programme is theirs to change. Nobody changes the library here."""
    return programme.organisation_id is not None and programme.organisation in houses_of(person)


def house_for(publisher: User, organisation: uuid.UUID | None) -> Organisation:
    """One to publish in: not theirs is not there, and theirs without the role is refused."""
    rows = Membership.objects.current().filter(user=publisher, organisation=organisation)
    memberships = list(rows.select_related("organisation"))
    if not memberships:
        raise Http404
    if not any(membership.has_role(*PUBLISHERS) for membership in memberships):
        raise PermissionDenied
    return memberships[0].organisation


def by_house(shelf: Iterable[Programme]) -> list[tuple[Organisation, list[Programme]]]:
    """What of a shelf belongs to organisations, each with its own, in the shelf's order."""
    found: dict[Organisation, list[Programme]] = {}
    for programme in shelf:
        if programme.organisation is not None:
            found.setdefault(programme.organisation, []).append(programme)
    return sorted(found.items(), key=lambda house: house[0].name.casefold())
