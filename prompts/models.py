"""Programmes, prompts and their frozen wordings; frameworks and their standards."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.ids import new_id


class Programme(models.Model):
    """An ordered set of prompts with a source. Built-in ones come from prompts/library/."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("From an article")
        FRAMEWORK = "framework", _("Regulator's form")
        PRACTICE = "practice", _("Practice")
        MODEL = "model", _("Model of reflection")
        SUPERVISION = "supervision", _("Supervision")
        MEETING = "meeting", _("Meeting")
        SELF_CHECK = "self_check", _("Self-check")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)  # one line: what it is good for
    kind = models.CharField(max_length=12, choices=Kind.choices)
    audience = models.JSONField(default=list)  # of: nurse, student, supervisor, leader, team
    minutes = models.PositiveSmallIntegerField()
    source_label = models.CharField(max_length=120)
    source_citation = models.TextField()
    source_url = models.URLField(blank=True)
    licence_note = models.TextField(blank=True)
    background = models.JSONField(default=list)  # paragraphs of the background card
    drawing = models.CharField(max_length=60, blank=True)  # a file in templates/drawings/
    suggested_standards = models.JSONField(default=dict)  # framework key -> codes
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.title


class Prompt(models.Model):
    """One guided entry's worth of questions. Its wording lives in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="prompts")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["programme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="prompt_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.key}/{self.key}"


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
    # What else the page offers: "account", "action", "share", "tip_cards"; a "shock" button.
    offers = models.JSONField(default=list)
    digest = models.CharField(max_length=64)  # of the wording, so that loading twice changes nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prompt", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prompt} v{self.number}"


class Framework(models.Model):
    """A regulator's code, in one edition."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    regulator = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    licence_note = models.TextField(blank=True)
    source_url = models.URLField(blank=True)
    verified_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Standard(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="standards")
    code = models.CharField(max_length=20)
    theme = models.CharField(max_length=120)
    heading = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="standard_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.heading}"
