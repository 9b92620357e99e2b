"""Recovery codes, the wait after a reset through the mailbox, and counted tries."""

from django.db import models
from django.utils import timezone

from vault.ids import new_id

from .users import User


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def unused(self) -> "RecoveryCodeQuerySet":
        return self.filter(used_at__isnull=True)


class RecoveryCode(models.Model):
    """One of ten codes that a person keeps on paper. Only its digest is here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RecoveryCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return "Recovery code"


class Hold(models.Model):
    """Fourteen days' waiting, told to every address on file, each with a link to stop it.

    After a password reset through the mailbox: then `User.held_until` is what closes private
    text, and this row says how it came and how it went. Or before somebody who has lost
    every second step and every code may go on without.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="holds")
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ends_factors = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Hold until {self.until:%Y-%m-%d}"

    @property
    def is_running(self) -> bool:
        return self.opened_at is None and self.cancelled_at is None and self.until > timezone.now()


class HoldNotice(models.Model):
    """A cancel link sent to one address on file. Good once, while the hold runs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hold = models.ForeignKey(Hold, models.CASCADE, related_name="notices")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)

    def __str__(self) -> str:
        return "Hold notice"


class Tally(models.Model):
    """How often something was tried in a stretch of time.

    In the database and not in Django's cache: every worker and every web node must count
    together. `key` is a digest, so the table holds no address. See people.limits.
    """

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M}"
