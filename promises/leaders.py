"""Who leads beside whom: asked of memberships that run today."""

from __future__ import annotations

from people.models import Membership, MembershipQuerySet, User


def leaders_beside(user: User) -> MembershipQuerySet:
    """Other leaders of the houses in which the person leads."""
    leading = Membership.objects.current().holding(Membership.Role.LEADER)
    others = leading.filter(user__is_active=True, user__erase_after__isnull=True)
    houses = leading.filter(user=user).values("organisation")
    return others.filter(organisation__in=houses).exclude(user=user)
