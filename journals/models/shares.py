"""Shares: an immutable copy of chosen answers, given to one named reader at one moment."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import User, is_here
from supervision.models import Supervision
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .entries import Entry
from .running import supervision_runs

WORDS_A_MINUTE = 180  # read to understand, not to skim


class InvalidMove(RuntimeError):
    """The share is not in a state from which this can be done."""


class ShareQuerySet(SealedQuerySet["Share"]):
    def visible_to(self, viewer: User | AnonymousUser | OutsideReader) -> ShareQuerySet:
        """What the viewer gave, in any state, and what was given to them and is open now."""
        if isinstance(viewer, OutsideReader):
            return self.to_outside().filter(outside=viewer)
        if not is_here(viewer):
            return self.none()
        return self.filter(_own(viewer) | self._readable_by(viewer))

    def own_of(self, writer: User | AnonymousUser) -> ShareQuerySet:
        """Of what is visible, what the person gave."""
        if not is_here(writer):
            return self.none()
        return self.filter(_own(writer))

    def open_to(self, reader: User | AnonymousUser) -> ShareQuerySet:
        """Of what is visible, what was given to the person and is open now."""
        if not is_here(reader):
            return self.none()
        return self.filter(self._readable_by(reader))

    def to_take_back(self, user: User) -> ShareQuerySet:
        """The person's that are not shut: also while a reset waits. For ids, never to be shown."""
        own = Q(author=user, key_holder=user.key_holder_id, author__is_active=True)
        return self.filter(own, state__in=Share.OPEN)

    def given_to(self, reader: User) -> ShareQuerySet:
        return self.filter(reader=reader)

    def _readable_by(self, reader: User) -> Q:
        return self._open() & Q(supervision_runs(supervisor=reader), reader=reader)

    def open(self) -> ShareQuerySet:
        """Those that their reader may open, as far as the share itself is concerned."""
        return self.filter(self._open())

    def _open(self) -> Q:
        # Not while the writer is suspended or leaves for good: nobody could take it back.
        stays = Q(author__erase_after__isnull=True) | Q(author__erase_after__gt=timezone.now())
        return stays & Q(
            state__in=Share.OPEN,
            author__is_active=True,
            entry__deleted_at__isnull=True,
            entry__author=F("author"),
            key_holder=F("author__key_holder"),
        )

    def in_hand(self) -> ShareQuerySet:
        """Those that somebody may open now: also the supervision, or the link, still runs."""
        return self.filter(self.is_in_hand())

    def is_in_hand(self) -> Q:
        link = Q(outside__ends_at__gt=timezone.now())
        return (
            self._open()
            & (Q(supervision_runs()) | link)
            & (Q(reader=None) | Q(reader__is_active=True))
        )

    def to_outside(self) -> ShareQuerySet:
        """Those open to their reader from outside, until a day that the writer chose."""
        return self.open().filter(outside__ends_at__gt=timezone.now())

    def to_be_read(self) -> ShareQuerySet:
        """Those that wait for their reader to say something."""
        return self.filter(state__in=[Share.State.WAITING, Share.State.SEEN])

    def said_something(self) -> ShareQuerySet:
        return self.filter(state__in=[Share.State.RETURNED, Share.State.ACKNOWLEDGED])

    def longest_waiting_first(self) -> ShareQuerySet:
        return self.order_by("shared_at", "pk")

    def newest_first(self) -> ShareQuerySet:
        return self.order_by("-shared_at", "pk")

    def listed(self) -> ShareQuerySet:
        """What a list shows: names, and which prompt it answers; no word of the answers."""
        return self.select_related(
            "author", "reader", "outside", "prompt_version__prompt__programme"
        ).defer("snapshot", "prompt_version__questions")

    def for_reading(self) -> ShareQuerySet:
        return self.select_related(
            "author", "reader", "outside", "key_holder", "prompt_version__prompt__programme"
        )


def _own(writer: User) -> Q:
    # The key too: a share moved to another author in the database stays shut.
    return Q(author=writer, key_holder=writer.key_holder_id, entry__deleted_at__isnull=True)


class Share(models.Model):
    """One reader's copy. What it holds never changes; only its state does, by `MOVES`."""

    is_in_hand: bool  # these four only as journals.shared.given_by gives them
    has_news: bool
    has_words: bool  # and not only the news that it was read
    outcome: str  # of what was said
    has_begun: bool  # these two only in a reader's queue
    has_parked: bool
    shared_title: str  # only as journals.queue.name_known gives it
    all: int  # that wait for a reader, where the first of them are counted
    concern_id: uuid.UUID | None  # only as journals.concerns marks them

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Not opened yet")
        SEEN = "seen", gettext_lazy("Opened")
        RETURNED = "returned", gettext_lazy("Invites more")
        ACKNOWLEDGED = "acknowledged", gettext_lazy("Acknowledged")
        WITHDRAWN = "withdrawn", gettext_lazy("Taken back")
        CLOSED = "closed", gettext_lazy("Closed")

    OPEN = [State.WAITING, State.SEEN, State.RETURNED, State.ACKNOWLEDGED]
    MOVES: dict[str, set[str]] = {
        State.WAITING: {State.SEEN, State.WITHDRAWN, State.CLOSED},
        State.SEEN: {State.RETURNED, State.ACKNOWLEDGED, State.WITHDRAWN, State.CLOSED},
        State.RETURNED: {State.ACKNOWLEDGED, State.WITHDRAWN, State.CLOSED},
        State.ACKNOWLEDGED: {State.WITHDRAWN, State.CLOSED},
        State.WITHDRAWN: set(),
        State.CLOSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    prompt_version = models.ForeignKey("prompts.PromptVersion", models.PROTECT, related_name="+")
    # Both, or neither: then it was given to a reader from outside (OutsideReader.share).
    reader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    supervision = models.ForeignKey(Supervision, models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    entry_revision = models.PositiveIntegerField()
    snapshot = SealedJSONField()  # see journals.snapshots
    word_count = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    shared_at = models.DateTimeField(default=timezone.now, editable=False)
    moved_at = models.DateTimeField(default=timezone.now)

    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["reader", "state", "shared_at"], name="share_queue"),
            models.Index(fields=["author", "-shared_at"], name="share_by_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reader__isnull=True, supervision__isnull=True)
                | Q(reader__isnull=False, supervision__isnull=False),
                name="share_reader_is_a_supervisor",
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"

    def get_absolute_url(self) -> str:
        """Its writer's page about it. The reader's is `journals:review_write`."""
        return reverse("journals:share_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def has_been_reviewed(self) -> bool:
        return self.state in (self.State.RETURNED, self.State.ACKNOWLEDGED)

    @property
    def reader_name(self) -> str:
        """Whom it was given to, as the writer knows them."""
        return str(self.reader) if self.reader_id else self.outside.name

    @property
    def minutes(self) -> int:
        """About how long it takes to read."""
        return max(1, -(-self.word_count // WORDS_A_MINUTE))

    @property
    def waiting_since(self) -> str:
        """In words, by the days of whoever looks."""
        days = (timezone.localdate() - timezone.localdate(self.shared_at)).days
        if days <= 1:
            return _("since yesterday") if days == 1 else _("since today")
        return ngettext("for %d day", "for %d days", days) % days

    @property
    def called(self) -> str:
        """What a list calls it: by the shared title where the viewer knows it, or its form."""
        return self.shared_title or self.prompt_version.title

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]


class OutsideReaderQuerySet(SealedQuerySet["OutsideReader"]):
    def visible_to(self, user: User | AnonymousUser) -> OutsideReaderQuerySet:
        """Whom the person gave a link to. Readers themselves come by their browser's token."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(share__in=Share.objects.own_of(user))

    def welcome(self) -> OutsideReaderQuerySet:
        """Those who may read, once they have shown that it is them."""
        return self.filter(share__in=Share.objects.to_outside())

    def with_link(self, digest: str) -> OutsideReaderQuerySet:
        return self.filter(link_digest=digest)

    def at_browser(self, digest: str) -> OutsideReaderQuerySet:
        """Who confirmed in this browser, whatever became of the share and of the time since."""
        return self.exclude(browser_digest="").filter(browser_digest=digest)


class OutsideReader(models.Model):
    """A named person outside, who may read one share in one browser until a day.

    The link is good once; a code sent to the address opens it; from then on the browser in
    which that was done holds a token of its own. Only digests of all of them are here.
    """

    class Kind(models.TextChoices):
        PEER = "peer", gettext_lazy("A peer")
        PARTNER = "partner", gettext_lazy("My reflective discussion partner")
        CONFIRMER = "confirmer", gettext_lazy("My confirmer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.OneToOneField(Share, models.CASCADE, related_name="outside")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    name = SealedTextField()
    address = SealedTextField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ends_at = models.DateTimeField()
    link_digest = models.CharField(max_length=64, unique=True, editable=False)
    link_used_at = models.DateTimeField(null=True, editable=False)
    attempt_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_ends_at = models.DateTimeField(null=True, editable=False)
    tries_left = models.PositiveSmallIntegerField(default=0, editable=False)
    browser_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    browser_ends_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = OutsideReaderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"reader from outside {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_reading(self) -> bool:
        """Whether the confirmed browser need not show again who sits at it."""
        return self.browser_ends_at is not None and self.browser_ends_at > timezone.now()

    @property
    def last_moment(self) -> datetime:
        """In the last day on which it can be read: `ends_at` is where the next one begins."""
        return self.ends_at - timedelta(seconds=1)
