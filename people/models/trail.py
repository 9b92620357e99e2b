"""Who opened or changed what of a person's, in an order that cannot be rewritten unseen."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from vault import sealing
from vault.ids import new_id

if TYPE_CHECKING:
    from .users import User

    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

CALENDAR = uuid.UUID(int=0)  # who acts when a day has come, and no person does


class TrailIsAppendOnly(TypeError):
    """Rows of the audit trail are added, never edited or removed."""


class ActionField(_CharField):
    """Which actions there are is no matter of the database: a new one needs no migration."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TrailIsAppendOnly("The audit trail is append-only.")

    update = delete = bulk_create = bulk_update = create = _refuse
    get_or_create = update_or_create = _refuse


class TrailManager(models.Manager["Trail"]):
    def begin(self, person: User) -> None:
        """An empty trail, under the key that the person has now: whoever is here has one.

        Nothing else ever signs a head out of nothing. So a trail that was wiped cannot be
        told from any other that was touched: it has no head that fits.
        """
        trail = Trail(person=person)
        trail.head = trail.due_head(person.key_holder_id)
        trail.save()


class Trail(models.Model):
    """The end of a person's chain of events: what the next one follows.

    A row of its own, so that two writers queue here and nowhere else, and so that rows cut
    off the end of the chain are missed.
    """

    person = models.OneToOneField(
        "people.User", models.CASCADE, primary_key=True, related_name="trail"
    )
    length = models.PositiveIntegerField(default=0)
    mac = models.BinaryField(default=b"")
    # A MAC of its own over the two above: `mac` alone can be copied from whichever row is
    # to become the last one.
    head = models.BinaryField(default=b"")

    objects = TrailManager()

    def __str__(self) -> str:
        return f"Trail of {self.length}"

    def due_head(self, holder_id: uuid.UUID) -> bytes:
        """What `head` is, if this row is as it was written."""
        said = self.person_id.bytes + self.length.to_bytes(8) + bytes(self.mac)
        return sealing.mac(holder_id, b"audit head", said)


class AuditEvent(models.Model):
    """One line of a person's trail. Holds no text that anybody wrote."""

    class Action(models.TextChoices):
        JOINED = "joined", _("Opened this journal")
        SIGNED_IN = "signed-in", _("Signed in")
        SESSION_ENDED = "session-ended", _("Signed another device out")
        PASSWORD_CHANGED = "password-changed", _("Changed the password")
        PASSWORD_RESET = "password-reset", _("Set a new password through the mailbox")
        HELD = "held", _("Private pages closed for fourteen days, because of that reset")
        HOLD_OPENED = "hold-opened", _("Opened private pages with a code or a second step")
        HOLD_CANCELLED = "hold-cancelled", _("Stopped the reset from a link in the mail")
        CODES_MADE = "codes-made", _("Made new recovery codes")
        CODE_USED = "code-used", _("Used a recovery code")
        FACTOR_ADDED = "factor-added", _("Added a second step")
        FACTOR_REMOVED = "factor-removed", _("Took a second step off")
        FACTORS_LOST = (
            "factors-lost",
            _("Asked to go on without a second step, fourteen days from then"),
        )
        ADDRESS_ADDED = "address-added", _("Added an e-mail address")
        ADDRESS_CHANGED = "address-changed", _("Changed the e-mail address for signing in")
        ADDRESS_REMOVED = "address-removed", _("Took an e-mail address off")
        PROFILE_CHANGED = "profile-changed", _("Changed the profile")
        ORGANISATION_JOINED = "organisation-joined", _("Joined an organisation")
        ENTRY_FINISHED = "entry-finished", _("Finished an entry")
        ENTRY_REOPENED = "entry-reopened", _("Opened a finished entry again")
        ENTRY_RESTORED = "entry-restored", _("Went back to an earlier text of an entry")
        ENTRY_DELETED = "entry-deleted", _("Moved an entry to the bin")
        ENTRY_UNDELETED = "entry-undeleted", _("Took an entry out of the bin")
        SHARED = "shared", _("Shared an entry")
        SHARE_OPENED = "share-opened", _("Opened what you shared")
        SHARE_WITHDRAWN = "share-withdrawn", _("Took a share back")
        SHARE_CLOSED = "share-closed", _("Shut for good what you shared")
        REVIEWED = "reviewed", _("Said something about what you shared")
        SHARE_READ = "share-read", _("Has read what you shared")
        COMMENTED = "commented", _("Added to the talk about what you shared")
        LINK_MADE = "link-made", _("Sent a link to somebody outside")
        LINK_CONFIRMED = "link-confirmed", _("Confirmed the address that you gave")
        AGREEMENT_CHANGED = "agreement-changed", _("Changed the draft of a supervision agreement")
        AGREEMENT_SIGNED = "agreement-signed", _("Signed a supervision agreement")
        SESSION_PLANNED = "session-planned", _("Planned a supervision session")
        SESSION_CHANGED = "session-changed", _("Changed or called off a supervision session")
        SESSION_RECORDED = "session-recorded", _("Recorded a supervision session")
        SESSION_ACKNOWLEDGED = (
            "session-acknowledged",
            _("Acknowledged the record of a supervision session"),
        )
        SUPERVISION_STARTED = "supervision-started", _("Began a supervision")
        SUPERVISION_ENDED = "supervision-ended", _("Ended a supervision")
        SUPERVISOR_WISHED = "supervisor-wished", _("Asked for another supervisor")
        HANDING_OFFERED = "handing-offered", _("Asked to hand a supervision on to somebody else")
        HANDING_ANSWERED = "handing-answered", _("Answered whether a supervision is handed on")
        COVER_ASKED = "cover-asked", _("Asked for somebody to stand in while away")
        COVER_ANSWERED = "cover-answered", _("Answered whether somebody stands in")
        PAIR_FEEDBACK_GIVEN = "pair-feedback-given", _("Told a supervisor how supervision is")
        PAIR_FEEDBACK_OPENED = "pair-feedback-opened", _("Read what you said about supervision")
        PAIR_FEEDBACK_TAKEN_BACK = (
            "pair-feedback-taken-back",
            _("Took back what was said about supervision"),
        )
        PAIR_FEEDBACK_THANKED = (
            "pair-feedback-thanked",
            _("Thanked you for what you said about supervision"),
        )
        PUT_BEFORE_GROUP = "put-before-group", _("Put what was shared before a group session")
        GROUP_ASKED = "group-asked", _("Asked to put what you shared before a group session")
        GROUP_UNASKED = "group-unasked", _("Asked no more to put it before a group session")
        GROUP_DECLINED = "group-declined", _("Would rather not put it before a group session")
        GROUP_OPENED = "group-opened", _("Read what you put before a group session")
        TAKEN_FROM_GROUP = (
            "taken-from-group",
            _("Took back what was put before a group session"),
        )
        DEPTH_TURNED = "depth-turned", _("Turned words for depth on or off")
        COMING_BACK_CHOSEN = "coming-back-chosen", _("Chose what comes back of the journal")
        CONCERN_RAISED = "concern-raised", _("Was worried about safety after reading")
        CONCERN_TOLD = "concern-told", _("Told of a worry about safety")
        CONCERN_DELAYED = "concern-delayed", _("Put off telling of a worry about safety")
        PROMISE_MADE = "promise-made", _("Put a promise on the list")
        PROMISE_CHANGED = "promise-changed", _("Changed a promise")
        PROMISE_ANSWERED = "promise-answered", _("Came back with an answer to a promise")
        PROMISE_DELETED = "promise-deleted", _("Erased a promise")
        PROMISE_OFFERED = "promise-offered", _("Offered a promise to another leader")
        PROMISE_OPENED = "promise-opened", _("Looked at a promise that you offered or showed")
        PROMISE_DECLINED = "promise-declined", _("Did not take over a promise that you offered")
        PROMISE_HANDED = "promise-handed", _("Took over a promise that you offered")
        PROMISE_TAKEN = "promise-taken", _("Took over a promise from another leader")
        MEETING_PLANNED = "meeting-planned", _("Planned a meeting")
        MEETING_CHANGED = "meeting-changed", _("Changed a meeting")
        MEETING_CALLED_OFF = "meeting-called-off", _("Called a meeting off")
        MINUTES_SAVED = "minutes-saved", _("Wrote minutes of a meeting")
        PROGRAMME_PUBLISHED = "programme-published", _("Published a programme of the house")
        PROGRAMME_RETIRED = "programme-retired", _("Put a programme of the house away")
        PROGRAMME_BROUGHT_BACK = (
            "programme-brought-back",
            _("Brought a programme of the house back"),
        )
        CODE_PUBLISHED = "code-published", _("Published a code of the house")
        CODE_RETIRED = "code-retired", _("Put a code of the house away")
        CODE_BROUGHT_BACK = "code-brought-back", _("Brought a code of the house back")
        MEASURE_FILLED = "measure-filled", _("Filled in a measure")
        MEASURE_ERASED = "measure-erased", _("Erased the answers to a measure")
        PORTFOLIO_ADDED = "portfolio-added", _("Added to the portfolio")
        PORTFOLIO_CHANGED = "portfolio-changed", _("Changed something in the portfolio")
        PORTFOLIO_DELETED = "portfolio-deleted", _("Took something out of the portfolio")
        LOG_EXPORTED = "log-exported", _("Took a log along as a table")
        TABLE_BROUGHT_IN = "table-brought-in", _("Brought a table into a log")
        PORTFOLIO_EXPORTED = "portfolio-exported", _("Took a file of the portfolio")
        ENTRY_PURGED = "entry-purged", _("Erased an entry for good")
        ENTRY_EXPORTED = "entry-exported", _("Took a copy of an entry")
        JOURNAL_EXPORTED = "journal-exported", _("Took a copy of everything")
        JOURNAL_BROUGHT_IN = "journal-brought-in", _("Brought an earlier journal in")
        JOURNAL_TAKEN_BACK = "journal-taken-back", _("Took back what an import had brought in")
        TEXT_BROUGHT_IN = "text-brought-in", _("Brought a text in")
        ERASURE_ASKED = "erasure-asked", _("Asked for the whole journal to be erased")
        ERASURE_UNDONE = "erasure-undone", _("Kept the journal after all")
        JOURNAL_ERASED = "journal-erased", _("The whole journal was erased, with what stood here")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.User", models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    # No constraint: an actor may be erased later, and the row must not change for it.
    actor = models.ForeignKey(
        "people.User", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    action = ActionField(max_length=40, choices=Action.choices)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    mac = models.BinaryField()

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [
            # What was done with one thing, in order: a trail may have thousands of rows.
            models.Index(
                fields=["person", "object_id", "number"],
                condition=models.Q(object_id__isnull=False),
                name="event_by_object",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="event_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TrailIsAppendOnly("The audit trail is append-only.")
        super().save(*args, force_insert=True)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TrailIsAppendOnly("The audit trail is append-only.")

    @property
    def is_by_calendar(self) -> bool:
        """Nobody did it: its day had come."""
        return bool(self.actor_id == CALENDAR)
