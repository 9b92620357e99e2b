"""People, the organisations they belong to, and the trail of who opened what."""

import unicodedata
import zoneinfo
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.ids import new_id
from vault.models import KeyHolder


def address_key(address: str) -> str:
    """The spelling under which an address is unique.

    Made here and not by the database: SQLite and PostgreSQL fold case differently,
    and look-alikes (dotless i, ligatures) have stolen accounts elsewhere.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address.strip()).casefold())


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip(), email_key=address_key(email), **fields)
        user.set_password(password)
        user.key_holder = KeyHolder.objects.create()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    class Theme(models.TextChoices):
        SYSTEM = "system", _("As my device has it")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(max_length=300, unique=True, editable=False)
    display_name = models.CharField(_("name"), max_length=80, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    spell_check = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    # Set by a password reset through the mailbox: until then private text stays closed.
    held_until = models.DateTimeField(null=True, blank=True)
    # Set when the person asks for the whole journal to be erased; cleared by Undo.
    erase_after = models.DateTimeField(null=True, blank=True)
    key_holder = models.OneToOneField(KeyHolder, on_delete=models.PROTECT, related_name="+")

    objects = UserManager()

    USERNAME_FIELD = "email_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = ["email"]

    def __str__(self) -> str:
        return self.display_name or self.email

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_held(self) -> bool:
        return self.held_until is not None and self.held_until > timezone.now()


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
        day = timezone.localdate(at)
        return self.filter(
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day), started_on__lte=day
        )


class Membership(models.Model):
    """A person's time in an organisation. It grants relationships, never ownership."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        STUDENT = "student", _("Student")
        SUPERVISOR = "supervisor", _("Supervisor")
        LEADER = "leader", _("Leader")
        ADMINISTRATOR = "administrator", _("Administrator")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    teams = models.ManyToManyField(Team, related_name="memberships", blank=True)
    roles = models.JSONField(default=list)
    started_on = models.DateField(default=timezone.localdate)
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
