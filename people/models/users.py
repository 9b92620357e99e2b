"""The person who signs in, and the addresses on file for them."""

import unicodedata
import zoneinfo
from typing import ClassVar, TypeGuard

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vault.ids import new_id
from vault.models import KeyHolder

from .trail import Trail

LONGEST_KEY = 300
ERASED = "erased.invalid"  # the addresses of those who have left


def address_key(address: str) -> str:
    """The spelling under which an address is unique.

    Made here and not by the database: SQLite and PostgreSQL fold case differently,
    and look-alikes (dotless i, ligatures) have stolen accounts elsewhere. Mail never
    goes to this spelling, only to the address as its owner gave it.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address.strip()).casefold())


def check_address(address: str) -> None:
    """Refuse an address that the columns cannot hold: folding can make a short one long."""
    if len(address_key(address)) > LONGEST_KEY:
        raise ValidationError(_("This address is too long to be kept here."), code="too_long")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        check_address(email)
        user = self.model(email=email.strip(), email_key=address_key(email), **fields)
        user.set_password(password)
        with transaction.atomic():
            user.key_holder = KeyHolder.objects.create()
            user.save(using=self._db)
            Trail.objects.begin(user)
            Address.objects.create(
                user=user, address=user.email, key=user.email_key, confirmed_at=timezone.now()
            )
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def with_address(self, address: str) -> "User | None":
        """The one person who has shown that this address is theirs, suspended or not."""
        key = address_key(address)
        if not key or len(key) > LONGEST_KEY:
            return None
        return self.filter(
            Q(email_key=key)
            | Q(pk__in=Address.objects.confirmed().filter(key=key).values("user_id"))
        ).first()


class User(AbstractBaseUser, PermissionsMixin):
    class Theme(models.TextChoices):
        SYSTEM = "system", _("As my device has it")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    display_name = models.CharField(_("name"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    theme = models.CharField(
        _("colours"), max_length=6, choices=Theme.choices, default=Theme.SYSTEM
    )
    spell_check = models.BooleanField(_("spell check"), default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    # Set by a password reset through the mailbox: until then private text stays closed.
    held_until = models.DateTimeField(null=True, blank=True)
    # Set when the person asks for the whole journal to be erased; cleared by Undo.
    erase_after = models.DateTimeField(null=True, blank=True)
    # Whether the sign-in goes with the journal then, or stays.
    erase_closes = models.BooleanField(default=False)
    key_holder = models.OneToOneField(KeyHolder, on_delete=models.PROTECT, related_name="+")

    objects = UserManager()

    USERNAME_FIELD = "email_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    def __str__(self) -> str:
        if self.has_left:
            return gettext("Somebody who has left")
        return self.display_name or self.email

    @property
    def has_left(self) -> bool:
        """Whether they erased themselves: the row stays for those who met them."""
        return self.email.endswith(f"@{ERASED}")

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Their time zone, or the one of the house when theirs has been renamed since."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)

    @property
    def is_held(self) -> bool:
        return self.held_until is not None and self.held_until > timezone.now()


class AddressQuerySet(models.QuerySet["Address"]):
    def confirmed(self) -> "AddressQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def pending(self) -> "AddressQuerySet":
        return self.filter(confirmed_at__isnull=True)


class Address(models.Model):
    """An address that a person has shown to be theirs, or is about to.

    The sign-in address is here too, so that the database itself keeps one address from
    belonging to two people. Django-allauth's own table of addresses stays empty: it folds
    case by lower(), under which look-alikes pass for one another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="addresses")
    address = models.EmailField(_("e-mail address"), max_length=254)
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # What is needed to confirm it; emptied once that is done.
    for_sign_in = models.BooleanField(default=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries_left = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            # Only confirmed ones: a claim must not keep the owner out.
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(confirmed_at__isnull=False),
                name="confirmed_address_once",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(confirmed_at__isnull=True),
                name="one_pending_address",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def signs_in(self) -> bool:
        return self.key == self.user.email_key


def is_here(user: object) -> TypeGuard[User]:
    """Whether it is a person who is neither suspended nor held: nobody else opens anything."""
    return isinstance(user, User) and user.is_active and not user.is_held
