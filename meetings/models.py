"""Meetings of a team: what is planned, what is put before it, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Membership, Team, User
from prompts.models import PromptVersion
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

ENOUGH = 5  # answers below which nothing is shown to anybody
OPENS = timedelta(days=7)  # before it starts, for those who cannot be there


class MeetingQuerySet(SealedQuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """Those that the person leads, and those of the teams to which they belong today."""
        if not isinstance(user, User) or not user.is_active or user.is_held:
            return self.none()
        current = Membership.objects.current().filter(user=user)
        teams = Team.objects.filter(memberships__in=current)
        return self.filter(models.Q(facilitator=user) | models.Q(team__in=teams))

    def led_by(self, user: User) -> MeetingQuerySet:
        return self.filter(facilitator=user)

    def at_code(self, code: str) -> MeetingQuerySet:
        """What a join code opens, to whoever has it. Codes die with the meeting."""
        return self.exclude(join_code="").filter(join_code=code, state__in=Meeting.OPEN)

    def newest_first(self) -> MeetingQuerySet:
        return self.order_by("-starts_at", "pk")


class Meeting(models.Model):
    """One meeting of one team. Whatever is said in it is sealed with a key of its own."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Going on")
        OVER = "over", _("Over")

    OPEN = [State.PLANNED, State.RUNNING]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    facilitator = models.ForeignKey(User, models.PROTECT, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    aim = SealedTextField(default="")  # in the facilitator's words; may be empty
    preset = models.CharField(max_length=20, blank=True)  # see meetings.presets
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    join_code = models.CharField(max_length=8, blank=True, editable=False)
    item = models.ForeignKey(
        "AgendaItem", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # what is on the screen now
    item_ends_at = models.DateTimeField(null=True, blank=True)  # of the timer
    version = models.PositiveIntegerField(default=0)  # grows with whatever a screen shows
    # Digests of the tokens of devices that joined, in no order of their coming. A list and not
    # rows: a row would say by its place on the disk who came before whom.
    devices = SealedJSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "-starts_at"], name="meeting_by_team")]
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
    def takes_answers(self) -> bool:
        """From a week before it starts, for who cannot be there, until it is over."""
        return not self.is_over and timezone.now() > self.starts_at - OPENS


class AskingQuerySet(SealedQuerySet["Asking"]):
    def visible_to(self, user: User | AnonymousUser) -> AskingQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Asking(models.Model):
    """A prompt put before a meeting, with its pot of answers.

    The pot is one sealed list, shuffled anew with each answer that comes, without moments:
    {"mark": …, "lines": […], "aside": false}. `mark` is a digest of the device's token for
    this asking, and goes when the meeting is over.
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
    pot = SealedJSONField(default=list)
    votes = SealedJSONField(default=dict)  # {"marks": […], "counts": {…}}
    set_aside = models.PositiveSmallIntegerField(default=0)
    revealed_at = models.DateTimeField(null=True, blank=True)  # and then takes no more answers

    objects = AskingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"asking {self.pk}"

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None

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


class KeepsakeQuerySet(SealedQuerySet["Keepsake"]):
    def visible_to(self, lookup: str) -> KeepsakeQuerySet:
        """What the device left whose token has this digest; a person is nobody here."""
        return self.filter(lookup=lookup)


class Keepsake(models.Model):
    """A device's own answer, for later and for that device alone.

    Sealed twice: with the meeting's key, and inside that with a key made of the device's
    token, which is nowhere on the server. `lookup` is another digest of the token.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the meeting's
    lookup = models.CharField(max_length=64, db_index=True, editable=False)
    locked = SealedJSONField()

    objects = KeepsakeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"keepsake of meeting {self.meeting_id}"
