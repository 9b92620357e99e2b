"""Meetings of a team: what is planned, and what is put before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.pots import Pot
from people.models import Membership, Team, User, is_here
from prompts.models import PromptVersion
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

ENOUGH = 5  # answers below which nothing is shown to anybody
OPENS = timedelta(days=7)  # before it starts, for those who cannot be there
LEFT_OPEN = timedelta(days=1)  # after it started, a meeting that nobody ended is over


class MeetingQuerySet(SealedQuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """Those of the teams to which they belong today: who leaves a team leaves these too."""
        if not is_here(user):
            return self.none()
        current = Membership.objects.current().filter(user=user)
        teams = Team.objects.filter(memberships__in=current)
        return self.filter(team__in=teams)

    def led_by(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """Those that the person leads, as long as they belong to the team."""
        return self.visible_to(user).filter(facilitator_id=user.pk)

    def at_code(self, code: str, *, joined: Iterable[UUID] = ()) -> MeetingQuerySet:
        """What a join code opens, to whoever has it; and those that a device `joined` by it,
        which stays in when others need a new code. Codes die with the meeting."""
        coded = models.Q(join_code=code) & ~models.Q(join_code="")
        here = self.filter(coded | models.Q(pk__in=list(joined)))
        return here._open_since(since__gt=timezone.now() - LEFT_OPEN)

    def left_open(self) -> MeetingQuerySet:
        return self._open_since(since__lte=timezone.now() - LEFT_OPEN)

    def _open_since(self, **when: datetime) -> MeetingQuerySet:
        """A meeting that begins late has its whole day all the same."""
        since = Coalesce("started_at", "starts_at")
        return self.filter(state__in=Meeting.OPEN).alias(since=since).filter(**when)

    def locked(self, *, to_delete: bool = False) -> MeetingQuerySet:
        """Locked until the transaction ends, and before anything that hangs on them: so that
        everybody waits in the same place. `to_delete` keeps new rows from hanging on."""
        return self.select_for_update(of=("self",), no_key=not to_delete)

    def coming(self) -> MeetingQuerySet:
        """Those that go on now, wait to be begun or are still to come, the next one first."""
        return self.filter(state__in=Meeting.OPEN).order_by("starts_at", "pk")

    def newest_first(self) -> MeetingQuerySet:
        return self.order_by("-starts_at", "pk")

    def for_list(self) -> MeetingQuerySet:
        """With what a list names of them, and no sealed word."""
        askings = Asking.objects.select_related("prompt_version")
        sealed = ("pot", "slips", "votes", "prompt_version__questions")
        prompts = models.Prefetch("askings", askings.defer(*sealed))
        rows = self.select_related("team", "facilitator").prefetch_related(prompts)
        return rows.defer("aim", "devices")

    def for_page(self) -> MeetingQuerySet:
        """With all that the page of one shows."""
        askings = Asking.objects.select_related("prompt_version__prompt__programme")
        sealed = [f"asking__{name}" for name in ("pot", "slips", "votes")]
        items = AgendaItem.objects.select_related("asking__prompt_version").defer(*sealed)
        return self.select_related("team__organisation", "facilitator").prefetch_related(
            models.Prefetch("askings", askings.defer("slips", "votes")),
            models.Prefetch("items", items),
        )


class Meeting(models.Model):
    """One meeting of one team. Whatever is said in it is sealed with a key of its own."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Going on")
        OVER = "over", _("Over")

    OPEN = [State.PLANNED, State.RUNNING]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    # Nobody, once whoever led it has erased their journal: the meeting is the team's.
    facilitator = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    aim = SealedTextField(default="")  # in the facilitator's words; may be empty
    preset = models.CharField(max_length=20, blank=True)  # see meetings.presets
    starts_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)  # when its first thing was shown
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    join_code = models.CharField(max_length=8, blank=True, editable=False)
    item = models.ForeignKey(
        "AgendaItem", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # what is on the screen now
    item_ends_at = models.DateTimeField(null=True, blank=True)  # of the timer
    version = models.PositiveIntegerField(default=0)  # grows with whatever a screen shows
    # Digests of the tokens of devices that joined, sorted. A list and not rows: a row would say
    # by its place on the disk who came before whom. Emptied when the meeting is over.
    devices = SealedJSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "-starts_at"], name="meeting_by_team"),
            models.Index(fields=["state"], name="meeting_by_state"),  # few are not over
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["join_code"], condition=~models.Q(join_code=""), name="join_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state == self.State.OVER

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def has_begun(self) -> bool:
        """Also one that was held without this journal's screen: its time has come."""
        return self.state != self.State.PLANNED or self.starts_at <= timezone.now()

    @property
    def is_early(self) -> bool:
        """Whether its day is still to come: to start it then asks once."""
        day = timezone.localtime(self.starts_at).date()
        return self.state == self.State.PLANNED and day > timezone.localdate()

    @property
    def takes_answers(self) -> bool:
        """From a week before it starts, for who cannot be there, until it is over."""
        is_near = timezone.now() > self.starts_at - OPENS
        return self.is_running or (is_near and not self.is_over)

    def takes_votes(self, asking: Asking) -> bool:
        """While they are what is on the screen, and until a number of them was shown."""
        item = self.item if self.is_running else None
        if item is None or item.block != AgendaItem.Block.VOTE or item.asking_id != asking.pk:
            return False
        is_open = asking.votes_closed_at is None
        return is_open and asking.form == Asking.Form.TIPS and asking.is_shown


class AskingQuerySet(SealedQuerySet["Asking"]):
    def visible_to(self, user: User | AnonymousUser) -> AskingQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Asking(models.Model):
    """A prompt put before a meeting, with its pot of answers.

    What comes from devices stands in three sealed values of this one row, never in rows of
    its own, and none of them knows a moment or an order of coming: `pot` (meetings.pots),
    `slips` (each device's own words, for that device alone: meetings.slips) and `votes`.
    What marks a device in them goes when the meeting is over.
    """

    class Form(models.TextChoices):
        WORDS = "words", _("A few sentences")
        LINES = "lines", _("Up to five lines")  # a barriers board
        TIPS = "tips", _("Up to five tips")  # which are voted on

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="askings")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the meeting's
    prompt_version = models.ForeignKey(PromptVersion, models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)  # keys of those that are answered in writing
    form = models.CharField(max_length=5, choices=Form.choices, default=Form.WORDS)
    position = models.PositiveSmallIntegerField(default=0)
    pot = SealedJSONField(default=dict)
    slips = SealedJSONField(default=dict)  # {lookup: what only the device can open}
    votes = SealedJSONField(default=dict)  # {mark: [card, …]}, and once over {card: how many}
    set_aside = models.PositiveSmallIntegerField(default=0)
    # From the first look at the answers on none comes in: it would be known as the newest.
    closed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    # From the first number on nobody chooses: who came next would be known by the difference.
    votes_closed_at = models.DateTimeField(null=True, blank=True)
    # See meetings.services.tidying: what is dropped is not looked at again for ever.
    words_dropped_at = models.DateTimeField(null=True, blank=True)
    answers_dropped_at = models.DateTimeField(null=True, blank=True)

    objects = AskingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["meeting"],
                condition=models.Q(**{f"{name}_dropped_at": None}),
                name=f"asking_with_{name}",
            )
            for name in ("words", "answers")
        ]

    def __str__(self) -> str:
        return f"asking {self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None

    @property
    def answers(self) -> Pot:
        return Pot.read(self.pot)

    @property
    def is_shown(self) -> bool:
        """Whether its answers are for everybody in the meeting: fewer than five never are."""
        return self.is_revealed and self.answers.count >= ENOUGH

    @property
    def asked(self) -> list[Any]:
        """The questions of the prompt that are answered in writing."""
        return [q for q in self.prompt_version.asked if q.key in self.questions]


class AgendaItem(models.Model):
    class Block(models.TextChoices):
        ARRIVE = "arrive", _("Arrive")
        LAST_PROMISES = "last-promises", _("What became of our promises")
        READ = "read", _("Read the prompt")
        WRITE = "write", _("Write in silence")
        REVEAL = "reveal", _("Reveal and read")
        TALK = "talk", _("Talk")
        STORY = "story", _("A story")
        FACTS = "facts", _("Questions of fact only")
        WONDER = "wonder", _("Wonder together, while the teller listens")
        RETURN = "return", _("The teller comes back in")
        VOTE = "vote", _("Choose three to try")
        COMMIT = "commit", _("Commit")
        CHECK_OUT = "check-out", _("Check-out word")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    asking = models.ForeignKey(
        Asking, models.CASCADE, null=True, blank=True, related_name="+"
    )  # READ, WRITE, REVEAL, TALK and VOTE are about one
    block = models.CharField(max_length=16, choices=Block.choices)
    minutes = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.block}, {self.minutes} min"
