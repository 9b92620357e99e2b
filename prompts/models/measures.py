"""Instruments that organisations are licensed for, and what people answered to them."""

import json
from functools import cached_property

from django.db import models
from django.urls import reverse
from django.utils import timezone

from people.models import Organisation, User
from prompts.querysets import MeasureQuerySet, SittingQuerySet
from prompts.schema import MeasureFile
from vault.fields import SealedJSONField
from vault.ids import new_id
from vault.models import KeyHolder


class Measure(models.Model):
    """An instrument that an organisation is licensed for, as its file was on one day.

    Never edited: what was answered belongs to it. A changed file is a row of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    content = models.JSONField()  # the whole file, checked by prompts.schema
    licensed_until = models.DateField(null=True, blank=True)  # its last day
    loaded_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)  # another has taken its place

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["title", "loaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"],
                condition=models.Q(retired_at__isnull=True),
                name="measure_in_use_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("prompts:measure_fill", args=[self.pk])

    @cached_property
    def file(self) -> MeasureFile:
        return MeasureFile.model_validate_json(json.dumps(self.content))


class Sitting(models.Model):
    """One person's answers to a measure, sealed. What they come to is counted when it is shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    answers = SealedJSONField(default=dict)  # statement -> number
    came_alone = models.BooleanField(default=False)  # its writer was not signed in
    kept_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("prompts:measure_result", args=[self.pk])
