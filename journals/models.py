"""Entries: what one person wrote to one prompt version, and every version of it kept."""

from __future__ import annotations


from django.db import models
from django.utils import timezone

from people.models import User
from prompts.models import PromptVersion
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


class EntryQuerySet(SealedQuerySet["Entry"]):
    def visible_to(self, user: User) -> EntryQuerySet:
        """The person's own entries that are not in the bin. Nobody else's, whoever asks.

        Empty while the mailbox rule holds the journal closed.
        """
        return self._of(user).filter(deleted_at__isnull=True)

    def in_bin_of(self, user: User) -> EntryQuerySet:
        return self._of(user).filter(deleted_at__isnull=False)

    def _of(self, user: User) -> EntryQuerySet:
        if not user.is_authenticated or not user.is_active or user.is_held:
            return self.none()
        return self.filter(author=user)

    def drafts(self) -> EntryQuerySet:
        return self.filter(finished_at__isnull=True)

    def finished(self) -> EntryQuerySet:
        return self.filter(finished_at__isnull=False)

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-touched_at")

    def listed(self) -> EntryQuerySet:
        """What a list shows: the title is opened, the answers are not even fetched."""
        return self.select_related("prompt_version__prompt__programme").defer(
            "answers", "ledger", "private_note", "prompt_version__questions"
        )


class Entry(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    prompt_version = models.ForeignKey(PromptVersion, models.PROTECT, related_name="+")
    title = SealedTextField(default="")
    answers = SealedJSONField(default=dict)  # question key -> answer
    private_note = SealedTextField(default="")  # no share and no document for others has it
    # Which save set each answer, and the latest operations: what makes a retry harmless.
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


class EntryRevision(models.Model):
    """A whole earlier text of an entry. Added, never edited."""

    class Reason(models.TextChoices):
        PAUSE = "pause"  # writing went on after a gap
        CONFLICT = "conflict"
        RESTORE = "restore"
        FINISH = "finish"
        SHARE = "share"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    text = SealedJSONField()  # title, answers, private_note
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"revision {self.revision} of entry {self.entry_id}"


class Clash(models.Model):
    """The other text of an answer that was changed in two places, until the writer chooses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    page = models.UUIDField()  # the opened page that wrote it: its next saves replace it
    text = SealedJSONField()  # the answer that did not become current
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "question", "page"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_clash_a_page",
            ),
        ]

    def __str__(self) -> str:
        return f"clash in entry {self.entry_id}"


class ParkedText(models.Model):
    """A posted form that could not be saved, kept sealed until its page is shown again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    form = SealedJSONField()  # field name -> values as posted
    parked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SealedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"parked form of entry {self.entry_id}"


