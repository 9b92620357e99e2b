"""Who may plan a meeting for which team, and who may lead it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from people.models import Membership, Team, User

Role = Membership.Role
PLANNERS = (Role.LEADER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def teams_of(person: User) -> list[Team]:
    """The teams that they belong to today, in an organisation where they have such a role."""
    planning = Membership.objects.current().holding(*PLANNERS).filter(user=person)
    rows = planning.prefetch_related("teams__organisation").order_by("started_on")
    return [team for row in rows for team in sorted(row.teams.all(), key=lambda team: team.name)]


def may_plan(person: User) -> bool:
    return Membership.objects.current().holding(*PLANNERS).filter(user=person).exists()


def planners_of(teams: Iterable[Team]) -> dict[UUID, list[User]]:
    """For each team who may lead its meetings, by name."""
    found: dict[UUID, list[User]] = {team.pk: [] for team in teams}
    planning = Membership.objects.current().holding(*PLANNERS).filter(user__is_active=True)
    rows = planning.filter(teams__in=found).select_related("user").prefetch_related("teams")
    for row in rows.distinct():
        for team in row.teams.all():
            if team.pk in found:
                found[team.pk].append(row.user)
    return {pk: sorted(people, key=str) for pk, people in found.items()}


def still_leads(person: User | None, team: Team) -> bool:
    """Whether whoever was to lead a meeting of a team belongs to it today, in whatever role."""
    if person is None or not person.is_active:
        return False
    return Membership.objects.current().filter(user=person, teams=team).exists()
