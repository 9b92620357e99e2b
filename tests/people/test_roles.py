"""Which memberships have a role, asked of the database and of one in hand."""

import pytest

from people.models import Membership
from tests.makers import make_membership, make_team, make_user

Role = Membership.Role


@pytest.mark.django_db
def test_whoever_has_one_of_the_roles_is_found() -> None:
    team = make_team()
    nobody = Membership.objects.create(user=make_user(), organisation=team.organisation)
    member = make_membership(make_user(), team)
    leader = make_membership(make_user(), team, "supervisor", "leader")
    administrator = make_membership(make_user(), team, "administrator")
    asked: list[tuple[list[str], set[Membership]]] = [
        ([Role.LEADER], {leader}),
        ([Role.SUPERVISOR, Role.ADMINISTRATOR], {leader, administrator}),
        ([Role.MEMBER], {member}),
        ([Role.STUDENT], set()),
        (["lead"], set()),
        ([], set()),
    ]
    for roles, found in asked:
        assert set(Membership.objects.holding(*roles)) == found
        everybody = (nobody, member, leader, administrator)
        assert {one for one in everybody if one.has_role(*roles)} == found
