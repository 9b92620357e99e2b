"""What comes of a meeting: the lines of its minutes, and pages that wait to be saved."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .meetings import Meeting


class MinuteQuerySet(SealedQuerySet["Minute"]):
    def visible_to(self, user: User | AnonymousUser) -> MinuteQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Minute(models.Model):
    """A line of what a meeting keeps: themes, commitments and promises, and nothing else.

    A barrier and a tip are lines that were answers first: the facilitator took them over once
    they were revealed.
    """

    class Kind(models.TextChoices):
        THEME = "theme", _("Theme")
        COMMITMENT = "commitment", _("What we try")
        PROMISE = "promise", _("Promise")
        BARRIER = "barrier", _("Barrier")
        TIP = "tip", _("Tip")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the meeting's
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = SealedTextField()
    # {"role": who does it, never a name; "can": yes, partly or not-us; "answer": …}
    details = SealedJSONField(default=dict)
    due_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # looked at again, and done with
    position = models.PositiveSmallIntegerField(default=0)

    objects = MinuteQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of meeting {self.meeting_id}"


class ParkedPageQuerySet(SealedQuerySet["ParkedPage"]):
    def visible_to(self, user: User | AnonymousUser) -> ParkedPageQuerySet:
        """The person's own, of meetings that they may still see."""
        return self.filter(person_id=user.pk, meeting__in=Meeting.objects.visible_to(user))


class ParkedPage(models.Model):
    """A page about a meeting as it was posted, because it could not be saved as it was.

    It is shown again, and goes when it is saved from there.
    """

    class Page(models.TextChoices):
        EDIT = "edit"
        MINUTES = "minutes"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the meeting's
    page = models.CharField(max_length=7, choices=Page.choices)
    fields = SealedJSONField(default=dict)  # name -> values, as they were typed
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False, db_default=False)
    parked_at = models.DateTimeField(default=timezone.now)

    objects = ParkedPageQuerySet.as_manager()

    class Meta:
        ordering = ["-parked_at"]

    def __str__(self) -> str:
        return f"parked {self.page} page of meeting {self.meeting_id}"
