"""Files that show what a line of a log says, in sealed pieces."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from vault.fields import SealedBytesField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .lines import Cpd, Feedback, Line, PracticeHours

LOGS = ("hours", "cpd", "feedback")


class AttachmentQuerySet(SealedQuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        """The person's own: neither they nor the line that they show lie in the bin."""
        return self.own_of(user).filter(deleted_at__isnull=True, **_line_is_there())

    def in_bin_of(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        """Of lines that are there: with a line in the bin its files come back by themselves."""
        return self.own_of(user).filter(deleted_at__isnull=False, **_line_is_there())

    def own_of(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        """In the bin or not."""
        if not is_here(user):
            return self.none()
        return self.filter(owner=user, key_holder=user.key_holder_id)

    def past_bin(self) -> AttachmentQuerySet:
        return self.filter(deleted_at__lte=timezone.now() - settings.BIN_TIME)

    def newest_first(self) -> AttachmentQuerySet:
        return self.order_by("-made_at", "pk")

    def with_lines(self) -> AttachmentQuerySet:
        return self.select_related("key_holder", *LOGS)


def _line_is_there() -> dict[str, bool]:
    # Of the two logs that a file does not belong to, there is no line that could lie there.
    return {f"{log}__deleted_at__isnull": True for log in LOGS}


class Attachment(models.Model):
    """One file of one line. It goes for good with its line."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word")
        XLSX = "xlsx", _("Excel")
        PPTX = "pptx", _("PowerPoint")
        ODT = "odt", _("OpenDocument text")
        ODS = "ods", _("OpenDocument table")
        ODP = "odp", _("OpenDocument slides")
        JPG = "jpg", _("JPEG picture")
        PNG = "png", _("PNG picture")
        WEBP = "webp", _("WebP picture")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    hours = models.ForeignKey(
        PracticeHours, models.CASCADE, null=True, blank=True, related_name="+"
    )
    cpd = models.ForeignKey(Cpd, models.CASCADE, null=True, blank=True, related_name="+")
    feedback = models.ForeignKey(Feedback, models.CASCADE, null=True, blank=True, related_name="+")
    name = SealedTextField(default="")  # with the ending of its kind
    digest = SealedTextField(default="")  # of the whole: pieces that were moved about do not fit it
    kind = models.CharField(max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField()  # bytes, in clear: the database adds them up
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "made_at"], name="attachment_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=False, cpd__isnull=True, feedback__isnull=True)
                | Q(hours__isnull=True, cpd__isnull=False, feedback__isnull=True)
                | Q(hours__isnull=True, cpd__isnull=True, feedback__isnull=False),
                name="a_file_shows_one_line",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def log(self) -> str:
        """The key of the log in which its line stands."""
        return next(log for log in LOGS if getattr(self, f"{log}_id") is not None)

    @property
    def line_id(self) -> uuid.UUID:
        found: uuid.UUID = getattr(self, f"{self.log}_id")
        return found

    @property
    def line(self) -> Line:
        found: Line = getattr(self, self.log)
        return found

    @property
    def leaves_bin_at(self) -> Any:
        return self.deleted_at and self.deleted_at + settings.BIN_TIME


class AttachmentPartQuerySet(SealedQuerySet["AttachmentPart"]):
    def visible_to(self, user: User | AnonymousUser) -> AttachmentPartQuerySet:
        return self.filter(attachment__in=Attachment.objects.visible_to(user))

    def own_of(self, user: User | AnonymousUser) -> AttachmentPartQuerySet:
        return self.filter(attachment__in=Attachment.objects.own_of(user))


class AttachmentPart(models.Model):
    """A piece of a file: rows of a bounded size, opened one by one."""

    SIZE = 1024 * 1024

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    data = SealedBytesField(default=b"")

    objects = AttachmentPartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="attachment_part_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of file {self.attachment_id}"
