"""Programmes, prompts and their frozen wordings."""

from functools import cached_property
from urllib.parse import urlsplit

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, User
from prompts.querysets import ProgrammeDraftQuerySet, ProgrammeQuerySet, PromptVersionQuerySet
from prompts.schema import Asked, read_questions
from vault.fields import SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder


class Programme(models.Model):
    """An ordered set of prompts with a source. Built-in ones come from prompts/library/.

    An organisation may have its own besides: its house programmes. Their keys end in letters
    by chance, so that nobody learns from a key that is taken what another house has. So do
    those that a person brought along with an earlier journal, to which nobody writes anew.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("From an article")
        FRAMEWORK = "framework", _("Regulator's form")
        PRACTICE = "practice", _("Practice")
        MODEL = "model", _("Model of reflection")
        SUPERVISION = "supervision", _("Supervision")
        MEETING = "meeting", _("Meeting")
        SELF_CHECK = "self_check", _("Self-check")

    class Audience(models.TextChoices):
        NURSE = "nurse", _("Nurses and support workers")
        STUDENT = "student", _("Students")
        SUPERVISOR = "supervisor", _("Clinical supervisors")
        LEADER = "leader", _("Leaders")
        TEAM = "team", _("Teams")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whose earlier journal it came along with. It is in nobody's library: not even in theirs.
    brought_by = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    # As the file of a house calls it, or the journal that it came along with.
    house_key = models.SlugField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)  # one line: what it is good for
    kind = models.CharField(max_length=12, choices=Kind.choices)
    audience = models.JSONField(default=list)  # of Audience
    minutes = models.PositiveSmallIntegerField()  # of one usual sitting
    source_label = models.CharField(max_length=120)
    source_citation = models.TextField()
    source_url = models.URLField(blank=True)
    licence_note = models.TextField(blank=True)
    background = models.JSONField(default=list)  # paragraphs of the background card
    pointers = models.JSONField(default=list)  # what to look for in the source itself
    holds = models.JSONField(default=list)  # keys of the programmes that stand inside this one
    drawing = models.CharField(max_length=60, blank=True)  # a file in templates/drawings/
    suggested_standards = models.JSONField(default=dict)  # framework key -> codes
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)  # no longer in the library

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "house_key"], name="house_key_once"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True, brought_by__isnull=True, house_key="")
                | (
                    ~models.Q(house_key="")
                    & models.Q(organisation__isnull=False, brought_by__isnull=True)
                )
                | (
                    ~models.Q(house_key="")
                    & models.Q(organisation__isnull=True, brought_by__isnull=False)
                ),
                name="house_key_of_a_house",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("prompts:programme_detail", args=[self.key])

    @property
    def file_key(self) -> str:
        """What its file calls it, without what chance added."""
        return self.house_key or self.key

    @property
    def copy_key(self) -> str:
        """What a person's copy of their journal calls it: one that came along keeps its name."""
        return self.house_key if self.brought_by_id else self.key

    @property
    def source_host(self) -> str:
        """Shown beside the link: an address says where it leads before it is pressed."""
        return urlsplit(self.source_url).hostname or ""

    @property
    def audience_labels(self) -> list[str]:
        return [str(self.Audience(one).label) for one in self.audience]

    @property
    def drawing_templates(self) -> list[str]:
        """Templates to try in turn: a programme without a drawing of its own gets a notebook."""
        return [f"drawings/{name}.svg" for name in (self.drawing, "notebook") if name]


class Prompt(models.Model):
    """One guided entry's worth of questions. Its wording lives in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="prompts")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    drawing = models.CharField(max_length=60, blank=True)  # a file in templates/drawings/
    suggested_standards = models.JSONField(default=dict)  # framework key -> codes
    # For whoever reads what was written to it: {"listen_for": […], "questions": […]}, or {}.
    review_card = models.JSONField(default=dict)
    # The part of a portfolio in which this is kept, where it counts: nobody writes to it anew.
    kept_in = models.SlugField(max_length=20, blank=True, default="", db_default="")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["programme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="prompt_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.key}/{self.key}"

    @property
    def drawing_template(self) -> str:
        return f"drawings/{self.drawing}.svg"


class PromptVersion(models.Model):
    """The frozen wording that answers belong to. Never edited once published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prompt = models.ForeignKey(Prompt, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    questions = models.JSONField()  # checked by prompts.schema
    # What else the page offers: "account", "action", "share", "tip_cards"; a "shock" button;
    # "at_once": all of it on one screen, also on a phone.
    offers = models.JSONField(default=list)
    digest = models.CharField(
        max_length=64
    )  # of the wording, so that loading twice changes nothing

    objects = PromptVersionQuerySet.as_manager()

    class Meta:
        ordering = ["prompt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prompt} v{self.number}"

    @cached_property
    def asked(self) -> list[Asked]:
        return list(read_questions(self.questions))


class ProgrammeDraft(models.Model):
    """The text of a file that somebody brings to their house, until it is published.

    Sealed: before it is published, it is what one person wrote. One a person and house, and
    beside it what came while its writer was not signed in, the newest first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    text = SealedTextField(default="")
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False, db_default=False)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = ProgrammeDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return f"draft {self.pk}"
