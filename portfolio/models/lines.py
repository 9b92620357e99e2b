"""Lines of a person's logs: hours of practice, learning, and feedback.

Days and hours are in clear, because the database adds them up; every word is sealed, and so
is what was chosen of a list: nothing is ever looked up by that.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from portfolio.choices import FORMS, METHODS, SCOPES, SOURCES, in_words
from prompts.models import Programme
from vault.fields import SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

MOST_HOURS = 20_000  # of one line: ten years of work
TWO_DECIMALS: dict[str, Any] = {"max_digits": 8, "decimal_places": 2}


class LineQuerySet(SealedQuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> LineQuerySet:
        """The person's own lines that are not in the bin; nobody else's, whoever asks."""
        return self.own_of(user).filter(deleted_at__isnull=True)

    def in_bin_of(self, user: User | AnonymousUser) -> LineQuerySet:
        return self.own_of(user).filter(deleted_at__isnull=False)

    def own_of(self, user: User | AnonymousUser) -> LineQuerySet:
        """In the bin or not."""
        if not is_here(user):
            return self.none()
        # The key too: a line moved to another owner in the database stays shut.
        return self.filter(owner=user, key_holder=user.key_holder_id)

    def between(self, first: date, last: date) -> LineQuerySet:
        """Those that count in these days."""
        day = self.model.counts_by
        return self.filter(**{f"{day}__gte": first, f"{day}__lte": last})

    def newest_first(self) -> LineQuerySet:
        return self.order_by(f"-{self.model.counts_by}", "-made_at", "pk")

    def past_bin(self) -> LineQuerySet:
        return self.filter(deleted_at__lte=timezone.now() - settings.BIN_TIME)


class Line(models.Model):
    """What the three logs have in common. Deleted lines lie in the bin, and can come back."""

    counts_by: ClassVar[str]  # the day by which a line belongs to a cycle: its last
    words: ClassVar[tuple[str, ...]]  # its sealed fields

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} line {self.pk}"

    @property
    def leaves_bin_at(self) -> Any:
        return self.deleted_at and self.deleted_at + settings.BIN_TIME

    @property
    def day(self) -> date:
        found: date = getattr(self, self.counts_by)
        return found


class _Stretch(Line):
    """A line that may go over many days."""

    counts_by = "ended_on"

    started_on = models.DateField()
    ended_on = models.DateField()

    class Meta:
        abstract = True

    @property
    def is_one_day(self) -> bool:
        return self.ended_on - self.started_on < timedelta(days=1)


class PracticeHours(_Stretch):
    """One stretch of work."""

    class Registration(models.TextChoices):
        NURSE = "nurse", _("Nurse")
        MIDWIFE = "midwife", _("Midwife")
        ASSOCIATE = "associate", _("Nursing associate")
        OTHER = "other", _("Something else")

    words = ("organisation", "address", "scope", "setting", "work", "evidence")

    hours = models.DecimalField(**TWO_DECIMALS)
    registered_as = models.CharField(max_length=12, choices=Registration.choices)
    organisation = SealedTextField(default="")
    address = SealedTextField(default="")  # with the postcode
    scope = SealedTextField(default="")
    setting = SealedTextField(default="")
    work = SealedTextField(default="")
    evidence = SealedTextField(default="")  # what shows it, and where that is kept

    class Meta:
        indexes = [models.Index(fields=["owner", "ended_on"], name="hours_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0, started_on__lte=F("ended_on")), name="hours_add_up"
            ),
        ]

    @property
    def scope_in_words(self) -> str:
        return in_words(SCOPES, self.scope)


class Cpd(_Stretch):
    """One piece of learning."""

    words = ("topic", "method", "relates", "standards", "evidence")

    hours = models.DecimalField(**TWO_DECIMALS)
    participatory = models.DecimalField(**TWO_DECIMALS, default=0)  # with others, of the hours
    # Offered when this was done, and taken by its owner: not offered again.
    programme = models.ForeignKey(
        Programme, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    topic = SealedTextField(default="")
    method = SealedTextField(default="")
    relates = SealedTextField(default="")  # how it relates to their practice
    standards = SealedTextField(default="")  # the part of the code
    evidence = SealedTextField(default="")

    class Meta:
        indexes = [models.Index(fields=["owner", "ended_on"], name="cpd_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    hours__gt=0,
                    participatory__gte=0,
                    participatory__lte=F("hours"),
                    started_on__lte=F("ended_on"),
                ),
                name="cpd_adds_up",
            ),
        ]

    @property
    def method_in_words(self) -> str:
        return in_words(METHODS, self.method)


class Feedback(Line):
    """One piece of feedback on their practice."""

    counts_by = "given_on"
    words = ("source", "form", "content", "influence", "evidence")

    given_on = models.DateField()
    source = SealedTextField(default="")  # a role, never a name
    form = SealedTextField(default="")
    content = SealedTextField(default="")
    influence = SealedTextField(default="")  # how it changed their practice
    evidence = SealedTextField(default="")

    class Meta:
        indexes = [models.Index(fields=["owner", "given_on"], name="feedback_by_owner")]

    @property
    def source_in_words(self) -> str:
        return in_words(SOURCES, self.source)

    @property
    def form_in_words(self) -> str:
        return in_words(FORMS, self.form)
