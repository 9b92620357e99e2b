"""Who leads beside whom, and how many people hold a role: asked of memberships that run today."""

from __future__ import annotations

from django.db.models import QuerySet

from people.models import Membership, User


def leads_in(user: User) -> list[Membership]:
    """The person's own memberships as a leader."""
    current = Membership.objects.current().filter(user=user)
    return [one for one in current if Membership.Role.LEADER in one.roles]


def leaders_beside(user: User) -> QuerySet[Membership]:
    """Other leaders of the houses in which the person leads."""
    houses = [one.organisation_id for one in leads_in(user)]
    current = Membership.objects.current().filter(
        organisation__in=houses, user__is_active=True, user__erase_after__isnull=True
    )
    # In Python: the databases look into JSON in different ways.
    rows = current.exclude(user=user).values_list("pk", "roles")
    leading = [pk for pk, roles in rows if Membership.Role.LEADER in roles]
    return Membership.objects.filter(pk__in=leading)
