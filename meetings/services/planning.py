"""Planning a meeting, changing it, handing it over, and calling it off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from meetings import news
from meetings.choosing import first_written, form_of
from meetings.models import AgendaItem, Asking, Meeting
from meetings.planners import planners_of, still_leads, teams_of
from meetings.presets import BY_KEY, OF_A_PROMPT, Preset
from meetings.services.codes import make_join_code
from people import audit
from people.locks import lock_person
from people.models import AuditEvent, Team, User
from prompts.models import PromptVersion
from vault import sealing
from vault.ids import new_id
from vault.models import KeyHolder


class NotPlanned(RuntimeError):
    """It has begun, it is over, or it was called off: its plan is not changed any more."""


class MayNotLead(ValueError):
    """The person is nobody who plans or leads meetings of this team (any more)."""


@transaction.atomic
def plan_meeting(
    *,
    actor: User,
    team: Team,
    facilitator: User,
    starts_at: datetime,
    preset: str,
    version: PromptVersion,
    id: UUID | None = None,
) -> Meeting:
    """A meeting with its agenda and one prompt before it; the team is told of it.

    With an id that follows from its page, the same plan sent twice is one meeting.
    """
    lock_person(actor)
    there = Meeting.objects.visible_to(actor).filter(pk=id).first() if id else None
    if there is not None:
        return there
    if team not in teams_of(actor) or facilitator not in planners_of([team])[team.pk]:
        raise MayNotLead
    meeting = Meeting.objects.create(
        pk=id or new_id(),
        team=team,
        facilitator=facilitator,
        key_holder=KeyHolder.objects.create(),
        starts_at=starts_at,
        preset=preset,
        join_code=make_join_code(),  # now, since answers may come before the meeting
    )
    kind = BY_KEY[preset]
    asking = put_before(meeting, version, writes=kind.writes, form=kind.form)
    _lay_out(meeting, kind, asking)
    news.planned(meeting, by=actor)
    _record(meeting, actor, audit.Action.MEETING_PLANNED)
    return meeting


def put_before(
    meeting: Meeting, version: PromptVersion, *, writes: bool, form: str = "", position: int = 0
) -> Asking:
    """Put a prompt before a meeting, inside the caller's transaction."""
    questions = first_written(version) if writes else []
    return Asking.objects.create(
        meeting=meeting,
        key_holder_id=meeting.key_holder_id,
        prompt_version=version,
        questions=questions,
        form=form or form_of(version, questions),
        position=position,
    )


def _lay_out(meeting: Meeting, kind: Preset, asking: Asking) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            asking=asking if block in OF_A_PROMPT else None,
            block=block,
            minutes=minutes,
            position=position,
        )
        for position, (block, minutes) in enumerate(kind.blocks)
    )


@transaction.atomic
def change_meeting(
    *, meeting_id: UUID, actor: User, starts_at: datetime, facilitator: User, aim: str
) -> Meeting:
    """Another day, another person who leads it, or other words for what it is for."""
    meeting = lock_planned(meeting_id, actor)
    before = (meeting.starts_at, meeting.facilitator, meeting.aim)
    if before == (starts_at, facilitator, aim):
        return meeting
    if facilitator != meeting.facilitator:
        if facilitator not in planners_of([meeting.team])[meeting.team_id]:
            raise MayNotLead
    meeting.starts_at, meeting.facilitator, meeting.aim = starts_at, facilitator, aim
    meeting.version += 1
    meeting.save(update_fields=["starts_at", "facilitator", "aim", "version"])
    if before[0] != starts_at:
        news.moved(meeting, by=actor)
    if before[1] != facilitator:
        news.handed_over(meeting, to=facilitator)
    _record(meeting, actor, audit.Action.MEETING_CHANGED)
    return meeting


@transaction.atomic
def take_over(*, meeting_id: UUID, actor: User) -> Meeting:
    """Lead a meeting whose facilitator does not belong to the team any more."""
    meeting = Meeting.objects.visible_to(actor).locked().get(pk=meeting_id)
    if meeting.facilitator == actor:
        return meeting
    stays = still_leads(meeting.facilitator, meeting.team)
    if stays or actor not in planners_of([meeting.team])[meeting.team_id]:
        raise MayNotLead
    meeting.facilitator = actor
    meeting.version += 1
    meeting.save(update_fields=["facilitator", "version"])
    _record(meeting, actor, audit.Action.MEETING_CHANGED)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: UUID, actor: User) -> None:
    """Call a planned meeting off: its plan, and answers that came before it, are no more.

    The key goes with it, so that whatever copy there is of the answers is noise.
    """
    meeting = lock_planned(meeting_id, actor, to_delete=True)
    key = meeting.key_holder
    news.called_off(meeting, by=actor)
    _record(meeting, actor, audit.Action.MEETING_CALLED_OFF)
    meeting.delete()
    key_id = key.pk
    key.delete()
    transaction.on_commit(lambda: sealing.forget(key_id))


def was_called_off(meeting_id: UUID, *, by: User) -> bool:
    """Whether this person called it off: then there is nothing left of it to be shown."""
    own = AuditEvent.objects.filter(person=by, action=audit.Action.MEETING_CALLED_OFF)
    return own.filter(object_id=meeting_id).exists()


def lock_planned(meeting_id: UUID, actor: User, *, to_delete: bool = False) -> Meeting:
    """The facilitator's meeting as it stands, until the transaction ends. Raises NotPlanned."""
    rows = Meeting.objects.led_by(actor).locked(to_delete=to_delete)
    meeting = rows.filter(pk=meeting_id).first()
    if meeting is None or meeting.state != Meeting.State.PLANNED:
        raise NotPlanned
    return meeting


def _record(meeting: Meeting, actor: User, action: str) -> None:
    # In the trail of who acts: a meeting is a team's, and has no trail of its own.
    audit.record(
        person=actor,
        actor=actor,
        action=action,
        object_type="meeting",
        object_id=meeting.pk,
    )
