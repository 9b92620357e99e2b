"""Inviting a person, and joining. An organisation gains a member, never a journal."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from people import audit, mail
from people.locks import lock_person
from people.models import (
    Address,
    Invitation,
    Membership,
    Organisation,
    Team,
    User,
    address_key,
    check_address,
    known_roles,
)
from people.tokens import digest, new_token

LASTS = timedelta(days=7)


class NotYoursError(Exception):
    """The invitation was sent to an address that this person has not shown to be theirs."""


def invite(
    *,
    address: str,
    base_url: str,
    name: str = "",
    organisation: Organisation | None = None,
    teams: Sequence[Team] = (),
    roles: Sequence[str] = (),
) -> tuple[str, bool]:
    """Make the one open invitation of this address to this organisation, and mail it.

    Gives the link and whether the mail went out. Raises ValidationError.
    """
    check_address(address)
    key, token = address_key(address), new_token()
    with transaction.atomic():
        Invitation.objects.filter(
            address_key=key, organisation=organisation, accepted_at=None
        ).delete()
        invitation = Invitation.objects.create(
            address=address.strip(),
            address_key=key,
            name=name.strip(),
            organisation=organisation,
            roles=_checked_roles(roles, organisation),
            token_digest=digest("invitation", token),
            expires_at=timezone.now() + LASTS,
        )
        invitation.teams.set(team for team in teams if team.organisation == organisation)
    link = base_url.rstrip("/") + reverse("people:invitation_accept", kwargs={"token": token})
    context = {"link": link, "organisation": organisation.name if organisation else ""}
    return link, mail.send("invitation", invitation.address, context)


def _checked_roles(roles: Sequence[str], organisation: Organisation | None) -> list[str]:
    known_roles(list(roles))
    wanted = list(dict.fromkeys(roles))
    if organisation is None:
        if wanted:
            raise ValidationError("A role needs an organisation.")
        return []
    return wanted or [Membership.Role.MEMBER.value]


def open_invitation(token: str) -> Invitation | None:
    return (
        Invitation.objects.open()
        .select_related("organisation")
        .filter(token_digest=digest("invitation", token))
        .first()
    )


def belongs_to(invitation: Invitation, user: User) -> bool:
    if invitation.address_key == user.email_key:
        return True
    return Address.objects.confirmed().filter(user=user, key=invitation.address_key).exists()


@transaction.atomic
def accept_as_new(*, invitation: Invitation, name: str, password: str) -> User | None:
    """Make the person whose mailbox the link came to. None if it was used meanwhile."""
    if not _take(invitation):
        return None
    if User.objects.with_address(invitation.address) is not None:
        raise NotYoursError  # they came by another way: that journal says yes itself
    user = User.objects.create_user(invitation.address, password, display_name=name)
    audit.record(person=user, actor=user, action=audit.Action.JOINED)
    _join(invitation, user)
    return user


@transaction.atomic
def accept_as_member(*, invitation: Invitation, user: User) -> bool:
    """An existing person says yes, signed in. False if the link was used meanwhile."""
    if not belongs_to(invitation, user):
        raise NotYoursError
    if not _take(invitation):
        return False
    _join(invitation, lock_person(user))
    return True


def decline(*, invitation: Invitation) -> None:
    Invitation.objects.open().filter(pk=invitation.pk).update(expires_at=timezone.now())


def _take(invitation: Invitation) -> bool:
    return bool(
        Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    )


def _join(invitation: Invitation, user: User) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    if invitation.organisation is None:
        return
    membership, _made = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, ended_on=None
    )
    roles = dict.fromkeys([*membership.roles, *invitation.roles])
    # An invitation may be older than the roles there are now.
    membership.roles = [role for role in roles if role in Membership.Role.values]
    membership.save(update_fields=["roles"])
    membership.teams.add(*invitation.teams.all())
    audit.record(
        person=user,
        actor=user,
        action=audit.Action.ORGANISATION_JOINED,
        object_type="organisation",
        object_id=invitation.organisation.pk,
    )
