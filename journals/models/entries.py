"""Entries: what one person wrote to one prompt version, and every text of it that was kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from prompts.answers import summary
from prompts.models import PromptVersion
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


class EntryQuerySet(SealedQuerySet["Entry"]):
    def visible_to(self, user: User | AnonymousUser) -> EntryQuerySet:
        """The person's own entries that are not in the bin; nobody else's, whoever asks."""
        return self._open_to(user).filter(deleted_at__isnull=True)

    def in_bin_of(self, user: User | AnonymousUser) -> EntryQuerySet:
        return self._open_to(user).filter(deleted_at__isnull=False)

    def _open_to(self, user: User | AnonymousUser) -> EntryQuerySet:
        # is_held: the mailbox rule keeps a journal closed after a reset through e-mail.
        if not is_here(user):
            return self.none()
        # The key too: an entry moved to another author in the database stays shut.
        return self.filter(author=user, key_holder=user.key_holder_id)

    def state(self) -> dict[str, Any]:
        """Of a person's entries, those in the bin apart: differs when any of them has changed."""
        return self.aggregate(
            count=models.Count("pk"),
            revisions=models.Sum("revision"),
            touched=models.Max("touched_at"),
            binned=models.Max("deleted_at"),
        )

    def drafts(self) -> EntryQuerySet:
        return self.filter(finished_at__isnull=True)

    def finished(self) -> EntryQuerySet:
        return self.filter(finished_at__isnull=False)

    def written(self) -> EntryQuerySet:
        """Those that hold something: opening a prompt is not writing."""
        return self.exclude(revision=0)

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-touched_at", "-started_at")

    def welcome_back(self) -> EntryQuerySet:
        """Those that may be brought up unasked: never a shock, never one marked to stay away."""
        return self.filter(was_shock=False, stays_away=False)

    def listed(self) -> EntryQuerySet:
        """What a list shows: titles are opened, answers are not even fetched."""
        return self.select_related("prompt_version__prompt__programme").defer(
            "answers", "ledger", "private_note", "prompt_version__questions"
        )

    def glanced(self) -> EntryQuerySet:
        """As listed, with what `first_words` needs, and whether unsaved words wait."""
        return (
            self.select_related("prompt_version__prompt__programme")
            .defer("ledger", "private_note")
            .with_what_waits()
        )

    def with_what_waits(self) -> EntryQuerySet:
        """With `has_parked` and `has_clash`: whether unsaved words or a choice wait."""
        own = models.OuterRef("pk")
        waiting = {
            "has_parked": models.Exists(ParkedForm.objects.filter(entry=own)),
            "has_clash": models.Exists(Clash.objects.open().filter(entry=own)),
        }
        return self.annotate(**waiting)

    def for_writing(self) -> EntryQuerySet:
        return self.select_related("prompt_version__prompt__programme", "key_holder")


class Entry(models.Model):
    has_parked: bool  # these two only as EntryQuerySet.with_what_waits gives them
    has_clash: bool
    has_shares: bool  # and this one only as journals.shared.with_has_shares does

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    prompt_version = models.ForeignKey(PromptVersion, models.PROTECT, related_name="+")
    title = SealedTextField(default="")
    answers = SealedJSONField(default=dict)  # question key -> answer
    private_note = SealedTextField(default="")  # no share and no document for others has it
    # Which revision set each part, and the latest operations: see journals.merging.
    ledger = SealedJSONField(default=dict)
    happened_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    was_shock = models.BooleanField(default=False)
    stays_away = models.BooleanField(default=False)  # "do not bring this back to me"
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "-touched_at"], name="entry_by_author")]

    def __str__(self) -> str:
        return f"entry {self.pk}"

    def get_absolute_url(self) -> str:
        name = "journals:entry_read" if self.is_finished else "journals:entry_write"
        return reverse(name, args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def name(self) -> str:
        """What the entry is called on screen: its own title, or its prompt's."""
        return self.title or self.prompt_version.title

    @property
    def first_words(self) -> str:
        """How an entry without a title is told from the next; none of one that stays away."""
        if self.title or self.stays_away:
            return ""
        return summary(self.prompt_version.asked, self.answers, length=70)

    @property
    def leaves_bin_at(self) -> Any:
        return self.deleted_at and self.deleted_at + settings.BIN_TIME

    def text(self) -> dict[str, Any]:
        """All that the person wrote, as a revision keeps it."""
        return {
            "title": self.title,
            "answers": self.answers,
            "private_note": self.private_note,
            "happened_on": self.happened_on and self.happened_on.isoformat(),
        }

    def paused_since(self, moment: Any, pause: timedelta) -> bool:
        return self.revision > 0 and moment - self.touched_at > pause


class EntryRevisionQuerySet(SealedQuerySet["EntryRevision"]):
    def visible_to(self, user: User | AnonymousUser) -> EntryRevisionQuerySet:
        return self.filter(entry__in=Entry.objects.visible_to(user))


class EntryRevision(models.Model):
    """A whole earlier text of an entry. Added, never edited."""

    class Reason(models.TextChoices):
        PAUSE = "pause", _("Before you went on writing")
        CLASH = "clash", _("Before you chose between two texts")
        RESTORE = "restore", _("Before you brought back an earlier text")
        FINISH = "finish", _("When you finished")
        SHARE = "share", _("When you shared")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    text = SealedJSONField(default=dict)  # as Entry.text() gives it
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EntryRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-revision"]

    def __str__(self) -> str:
        return f"revision {self.revision} of entry {self.entry_id}"


class ClashQuerySet(SealedQuerySet["Clash"]):
    def visible_to(self, user: User | AnonymousUser) -> ClashQuerySet:
        return self.filter(entry__in=Entry.objects.visible_to(user))

    def open(self) -> ClashQuerySet:
        return self.filter(settled_at__isnull=True)


class Clash(models.Model):
    """The other text of a part that was changed in two places, until the writer chooses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    part = models.CharField(max_length=80)  # a question key, or about-title and the like
    page = models.UUIDField()  # the opened page that wrote it: its next save replaces it
    text = SealedJSONField(default=str)  # the value that did not become current
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ClashQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "part", "page"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_clash_a_page",
            ),
        ]

    def __str__(self) -> str:
        return f"clash in entry {self.entry_id}"


class ParkedFormQuerySet(SealedQuerySet["ParkedForm"]):
    def visible_to(self, user: User | AnonymousUser) -> ParkedFormQuerySet:
        return self.filter(entry__in=Entry.objects.visible_to(user))


class ParkedForm(models.Model):
    """A posted page that could not be saved, kept sealed until it is shown again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    fields = SealedJSONField(default=dict)  # field name -> list of values, as posted
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False, db_default=False)
    parked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ParkedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-parked_at"]

    def __str__(self) -> str:
        return f"parked form of entry {self.entry_id}"
