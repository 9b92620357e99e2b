"""What is said about a share: the reader's review, and the answers to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .shares import OutsideReader, Share

# What is asked of every reader, in this order.
SLOTS = ("noticed", "question", "try_next")
# What a reader may tick besides, each a list of keys: see journals.review_marks.
MARKS = ("functions", "depth", "talk")


class ReviewQuerySet(SealedQuerySet["Review"]):
    def visible_to(self, viewer: User | AnonymousUser | OutsideReader) -> ReviewQuerySet:
        """The reader's own, as long as the share is open to them; for the writer, given ones."""
        shares = Share.objects.visible_to(viewer)
        if isinstance(viewer, OutsideReader):
            return self.filter(share__in=shares)
        if not isinstance(viewer, User):
            return self.none()
        given = Q(share__author=viewer, given_at__isnull=False)
        return self.filter(Q(share__reader=viewer) | given, share__in=shares)

    def own_words_of(self, viewer: User | AnonymousUser | OutsideReader) -> ReviewQuerySet:
        """What the viewer wrote as a reader, also when the share itself is shut for them:
        their words stay theirs, and the writer's are not among them."""
        if isinstance(viewer, OutsideReader):
            return self.filter(share__outside=viewer)
        if not is_here(viewer):
            return self.none()
        return self.filter(share__reader=viewer)


class Review(models.Model):
    """A reader's words on one share: theirs alone until given, and unchanged after.

    All of it is one sealed document, saved under the same protocol as an entry: `words` maps
    the slots to text, `comment-<question>-<number>` to {"quote": …, "text": …}, and what was
    ticked to lists of keys. Nothing of that can be counted or sorted by in the database.
    """

    class Outcome(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("I acknowledge it")
        RETURNED = "returned", _("I invite you to write more")
        READ = "read", _("I have read it")  # and nothing was said: journals.services.read_these

    GIVEN_WITH_WORDS = [Outcome.ACKNOWLEDGED, Outcome.RETURNED]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.OneToOneField(Share, models.CASCADE, related_name="review")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the writer's
    words = SealedJSONField(default=dict)
    ledger = SealedJSONField(default=dict)  # as Entry.ledger
    clashes = SealedJSONField(default=list)  # [{"part", "page", "text"}], newest last
    revision = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, outcome="")
                | (Q(given_at__isnull=False) & ~Q(outcome="")),
                name="a_given_review_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def is_given(self) -> bool:
        return self.given_at is not None

    @property
    def is_only_read(self) -> bool:
        """Given, and it says no more than that it was read."""
        return self.outcome == self.Outcome.READ

    @property
    def comments(self) -> dict[str, list[dict[str, Any]]]:
        """The comments on each question, in the order in which they were begun."""
        found: dict[str, list[dict[str, Any]]] = {}
        for part in sorted(p for p in self.words if p.startswith("comment-")):
            question = part.removeprefix("comment-").rpartition("-")[0]
            found.setdefault(question, []).append({"part": part, **self.words[part]})
        return found


class ReplyQuerySet(SealedQuerySet["Reply"]):
    def visible_to(self, viewer: User | AnonymousUser | OutsideReader) -> ReplyQuerySet:
        return self.filter(share__in=Share.objects.visible_to(viewer))


class Reply(models.Model):
    """One turn of the talk after a review. Added, never edited."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("An answer")
        TALK = "talk", _("I would rather talk")
        STANDS = "stands", _("It stands")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(Share, models.CASCADE, related_name="replies")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    by_writer = models.BooleanField()  # else by the share's reader
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ANSWER)
    text = SealedTextField(default="")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_writer=True) | Q(kind="answer"),
                name="only_the_writer_lets_it_stand",
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class ParkedWordsQuerySet(SealedQuerySet["ParkedWords"]):
    def visible_to(self, viewer: User | AnonymousUser | OutsideReader) -> ParkedWordsQuerySet:
        """The viewer's own only, also when the share is shut for them since."""
        if isinstance(viewer, OutsideReader):
            return self.filter(share__outside=viewer, by_writer=False)
        if not is_here(viewer):
            return self.none()
        return self.filter(
            Q(share__author=viewer, by_writer=True) | Q(share__reader=viewer, by_writer=False)
        )


class ParkedWords(models.Model):
    """A posted review page or reply that could not be saved, until its writer sees it again."""

    class Place(models.TextChoices):
        REVIEW = "review"
        REPLY = "reply"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(Share, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    by_writer = models.BooleanField()
    place = models.CharField(max_length=6, choices=Place.choices)
    fields = SealedJSONField(default=dict)  # field name -> list of values, as posted
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False, db_default=False)
    parked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ParkedWordsQuerySet.as_manager()

    class Meta:
        ordering = ["-parked_at"]

    def __str__(self) -> str:
        return f"parked words on share {self.share_id}"
