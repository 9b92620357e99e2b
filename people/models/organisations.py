"""Organisations, their teams, and who belongs to them from when to when."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.days import house_day
from vault.ids import new_id

from .users import LONGEST_KEY, User


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="GB")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, at: datetime | None = None) -> "MembershipQuerySet":
        """Memberships that run today; one that ended on a day is over on that day."""
        day = house_day(at)
        return self.filter(
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day), started_on__lte=day
        )

    def holding(self, *roles: str) -> "MembershipQuerySet":
        """Those with at least one of these roles."""
        any_of = models.Q(pk__in=[])
        for role in roles:
            any_of |= models.Q(roles_text__contains=f'"{role}"')
        # SQLite has no `contains` for JSON: the list is searched as the text it is stored as.
        return self.alias(roles_text=Cast("roles", models.TextField())).filter(any_of)


def known_roles(roles: Any) -> None:
    """Refuse anything but a list of roles: the database takes whatever JSON it is given."""
    if not isinstance(roles, list):
        raise ValidationError(_("Roles are a list."))
    unknown = [str(role) for role in roles if role not in Membership.Role.values]
    if unknown:
        raise ValidationError(_("Unknown role: %(roles)s."), params={"roles": ", ".join(unknown)})


class Membership(models.Model):
    """A person's time in an organisation. It grants relationships, never ownership."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        STUDENT = "student", _("Student")
        SUPERVISOR = "supervisor", _("Supervisor")
        LEADER = "leader", _("Leader")
        ADMINISTRATOR = "administrator", _("Administrator")
        # Decides when a writer is told of a worry about safety. Reads nothing anybody wrote.
        SAFEGUARDING = "safeguarding", _("Safeguarding lead")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    teams = models.ManyToManyField(Team, related_name="memberships", blank=True)
    roles = models.JSONField(default=list, validators=[known_roles])
    started_on = models.DateField(default=house_day)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"

    def has_role(self, *roles: str) -> bool:
        """Whether it is with at least one of these roles."""
        return bool(set(roles) & set(self.roles))

    @property
    def role_names(self) -> list[str]:
        return [str(role.label) for role in self.Role if role.value in self.roles]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=True, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link sent to one address, good once and for a week."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.EmailField(max_length=254)
    address_key = models.CharField(max_length=LONGEST_KEY, editable=False)
    name = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    teams = models.ManyToManyField(Team, related_name="+", blank=True)
    roles = models.JSONField(default=list, validators=[known_roles])
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation for {self.address}"

    @property
    def role_names(self) -> list[str]:
        return [str(role.label) for role in Membership.Role if role.value in self.roles]
