"""What the desk itself remembers: when it last did what had fallen due, and what came in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from vault.fields import SealedBytesField, SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


class Round(models.Model):
    """One row: the last round, by the clock of that time (desk.clock)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    began_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_round")]

    def __str__(self) -> str:
        return "the last round"


class BringingQuerySet(SealedQuerySet["Bringing"]):
    def visible_to(self, user: User | AnonymousUser) -> BringingQuerySet:
        """The person's own, under their own key; nobody else's, whoever asks."""
        if not is_here(user):
            return self.none()
        rows = self.exclude(state=Bringing.State.ARRIVES)
        return rows.filter(person=user, key_holder=user.key_holder_id)

    def waiting(self) -> BringingQuerySet:
        return self.filter(state=Bringing.State.WAITS)

    def done(self) -> BringingQuerySet:
        return self.filter(state=Bringing.State.DONE)

    def newest_first(self) -> BringingQuerySet:
        return self.order_by("-made_at", "pk")


class Bringing(models.Model):
    """Something that a person brings into their journal: an earlier journal, or a text.

    It waits, sealed, until they have looked at what would come in. Once it is in, its parts
    hold what could not come in as such: the record of the earlier journal.
    """

    class Kind(models.TextChoices):
        JOURNAL = "journal", _("An earlier journal")
        TEXT = "text", _("A text")

    class State(models.TextChoices):
        ARRIVES = "arrives", _("Is being sent")
        WAITS = "waits", _("Waits for your yes")
        DONE = "done", _("Came in")
        UNDONE = "undone", _("Taken back")

    WAITS_FOR = timedelta(days=1)
    UNDO_TIME = timedelta(days=7)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITS)
    about = SealedJSONField(default=dict)  # whose it was, and what became what: desk.bring_in
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = BringingQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"bringing {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("desk:bring_in_look", args=[self.pk])

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITS

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def undo_until(self) -> datetime | None:
        return self.done_at and self.done_at + self.UNDO_TIME

    @property
    def may_be_undone(self) -> bool:
        until = self.undo_until
        return self.is_done and until is not None and timezone.now() < until


class BroughtPartQuerySet(SealedQuerySet["BroughtPart"]):
    def visible_to(self, user: User | AnonymousUser) -> BroughtPartQuerySet:
        return self.filter(bringing__in=Bringing.objects.visible_to(user))


class BroughtPart(models.Model):
    """A piece of what was brought, or of its record: a large text in rows of a bounded size."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bringing = models.ForeignKey(Bringing, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField(default="")

    objects = BroughtPartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["bringing", "number"], name="brought_part_once"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of bringing {self.bringing_id}"


class BroughtPieceQuerySet(SealedQuerySet["BroughtPiece"]):
    def visible_to(self, user: User | AnonymousUser) -> BroughtPieceQuerySet:
        return self.filter(bringing__in=Bringing.objects.visible_to(user))


class BroughtPiece(models.Model):
    """A piece of a ZIP that is sent, sealed as it comes: its files wait in it for a yes."""

    SIZE = 1024 * 1024

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bringing = models.ForeignKey(Bringing, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    data = SealedBytesField(default=b"")

    objects = BroughtPieceQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["bringing", "number"], name="brought_piece_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of bringing {self.bringing_id}"
