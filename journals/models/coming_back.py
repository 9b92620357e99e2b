"""What of a journal comes back to its writer: only what they have asked for."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from people.models import User

from .entries import Entry


class ComingBack(models.Model):
    """No row, or no moment in it: nothing is brought up, and nobody is asked to say so."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    on_this_day_since = models.DateTimeField(null=True, blank=True)
    six_weeks_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"what comes back to {self.person_id}"


class LookingBackQuerySet(models.QuerySet["LookingBack"]):
    def visible_to(self, user: User | AnonymousUser) -> LookingBackQuerySet:
        return self.filter(entry__in=Entry.objects.visible_to(user))


class LookingBack(models.Model):
    """An entry that was begun to say what became of an earlier one."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="+")
    earlier = models.ForeignKey(Entry, models.CASCADE, related_name="+")

    objects = LookingBackQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.entry_id} looks back on {self.earlier_id}"
