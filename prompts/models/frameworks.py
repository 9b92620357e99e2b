"""Codes in their editions, regulators' and houses': standards, and what is asked for."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone

from people.models import Organisation
from prompts.querysets import FrameworkQuerySet, StandardQuerySet
from prompts.schema import FormWording
from vault.ids import new_id


class Framework(models.Model):
    """A regulator's code, in one edition; or what an organisation has set down for its people.

    An organisation's key ends in letters by chance, as those of its programmes do.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    regulator = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    licence_note = models.TextField(blank=True)
    source_url = models.URLField(blank=True)
    verified_on = models.DateField(null=True, blank=True)
    follows = models.SlugField(max_length=60, blank=True)  # the key of the edition before it
    period_months = models.PositiveSmallIntegerField(null=True, blank=True)  # of registration
    # By the first day of the month in which the period ends, not by its last one.
    renew_by_first_of_month = models.BooleanField(default=False, db_default=False)
    kept_for = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As its file calls it, the same for all its editions.
    house_key = models.SlugField(max_length=60, blank=True, default="", db_default="")
    retired_at = models.DateTimeField(null=True, blank=True)  # nobody ticks it any more

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["country", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "house_key", "effective_from"], name="house_edition_once"
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True, house_key="")
                | (models.Q(organisation__isnull=False) & ~models.Q(house_key="")),
                name="house_key_of_a_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("prompts:framework_detail", args=[self.key])

    def state_on(self, day: date) -> str:
        """ "announced" (no day is known), "to-come", "in-force" or "over"."""
        if self.effective_from is None:
            return "announced"
        if day < self.effective_from:
            return "to-come"
        return "in-force" if self.effective_to is None or day <= self.effective_to else "over"

    @property
    def state(self) -> str:
        return self.state_on(timezone.localdate())


class Standard(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="standards")
    code = models.CharField(max_length=20)
    theme = models.CharField(max_length=120)
    heading = models.TextField()
    # False: the heading was not seen at the regulator, and the page says so.
    is_checked = models.BooleanField(default=True)
    near = models.JSONField(default=dict)  # framework key -> codes there that say nearly the same
    position = models.PositiveSmallIntegerField()

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="standard_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.heading}"


class Requirement(models.Model):
    """What a regulator asks for in each period of registration."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="requirements")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    amount = models.PositiveIntegerField(null=True, blank=True)  # none: it is there or not
    unit = models.CharField(max_length=30)
    at_least = models.PositiveIntegerField(null=True, blank=True)
    of_which = models.CharField(max_length=120, blank=True)
    if_dual = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    is_checked = models.BooleanField(default=True)  # as Standard
    # The wording of the form on which somebody else signs for it: see `wording`.
    form = models.JSONField(default=dict, db_default={})
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "key"], name="requirement_key_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> FormWording:
        return FormWording.model_validate(self.form)
