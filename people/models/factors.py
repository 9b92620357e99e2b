"""The second step of signing in: what a person has, besides the password that they know."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.fields import SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .users import User


class FactorQuerySet(SealedQuerySet["Factor"]):
    def visible_to(self, user: User | AnonymousUser) -> FactorQuerySet:
        """The person's own, under their own key: one moved to them by hand is nobody's."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(user=user, key_holder=user.key_holder_id)

    def apps(self) -> FactorQuerySet:
        return self.filter(kind=Factor.Kind.APP)

    def passkeys(self) -> FactorQuerySet:
        return self.filter(kind=Factor.Kind.PASSKEY)


class Factor(models.Model):
    """An app that shows codes, or a passkey. Its secret is sealed like any private text.

    Not django-allauth's table, which holds both in clear (docs/adr/0005-second-steps.md).
    """

    class Kind(models.TextChoices):
        APP = "app", _("App with codes")
        PASSKEY = "passkey", _("Passkey")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="factors")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    name = SealedTextField(default="")
    # Of an app: the secret it shares with us. Of a passkey: its id and public key.
    secret = SealedTextField()
    # The half minute of the last code that was used: none is taken twice, nor an older one.
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = FactorQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="app"), name="one_app_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_app(self) -> bool:
        return self.kind == self.Kind.APP

    @property
    def label(self) -> str:
        return self.name or self.get_kind_display()
