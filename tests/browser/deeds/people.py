"""People, and where they belong."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from people.models import User
from tests.browser.deeds.rows import user_of
from tests.makers import make_membership, make_supervision, make_team, make_user
from vault.ids import short


def person(name: str = "Amara", *, new: bool = False, **fields: Any) -> dict[str, str]:
    """A new person, welcomed unless told otherwise."""
    if new:
        fields["welcomed_at"] = None
    user = make_user(name, **fields)
    return {"id": short(user.pk), "email": user.email}


def member(id: str, supervisor: str = "") -> None:
    team = make_team()
    make_membership(user_of(id), team)
    if supervisor:
        make_membership(user_of(supervisor), team, "supervisor")
        make_supervision(user_of(supervisor), user_of(id))


def publisher(id: str, mate: str) -> str:
    """A leader, with one more of the same organisation, whose id it gives."""
    team = make_team()
    make_membership(user_of(id), team, "leader")
    make_membership(user_of(mate), team)
    return short(team.organisation_id)


def leader(id: str) -> str:
    """A leader of a team of their own; the team."""
    team = make_team(name="Ward 7 East")
    make_membership(user_of(id), team, "leader")
    return short(team.pk)


def fellow_leader(id: str, name: str = "Gwen") -> dict[str, str]:
    made = person(name)
    team = user_of(id).memberships.get().teams.get()
    make_membership(user_of(made["id"]), team, "leader")
    return made


def hold(id: str) -> None:
    User.objects.filter(pk=user_of(id).pk).update(held_until=timezone.now() + timedelta(days=14))
