"""The meetings that a person leads, with their minutes, as plain values.

Minutes are their team's, and whoever leads the meeting wrote them: so they are in the copy of
who leads it now and belongs to the team. Answers are nobody's, and in no copy.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from desk.copies import Data, day, moment
from meetings.models import AgendaItem, Asking, Meeting, Minute, ParkedPage
from meetings.presets import preset_title
from people.models import User
from vault.ids import short


def meetings(person: User) -> list[Data]:
    """The newest first."""
    own = Meeting.objects.led_by(person)
    minutes = _by_meeting(Minute.objects.filter(meeting__in=own))
    items = _by_meeting(AgendaItem.objects.filter(meeting__in=own))
    askings = Asking.objects.filter(meeting__in=own).select_related("prompt_version")
    prompts = _by_meeting(askings.defer("pot", "slips", "votes"))
    unsaved = _by_meeting(ParkedPage.objects.visible_to(person).filter(meeting__in=own))
    return [
        {
            "id": short(meeting.pk),
            "team": meeting.team.name,
            "organisation": meeting.team.organisation.name,
            "starts_at": moment(meeting.starts_at),
            "state": meeting.state,
            "state_in_words": str(meeting.get_state_display()),
            "kind": meeting.preset,
            "kind_in_words": preset_title(meeting.preset),
            "aim": meeting.aim,
            "prompts": [_prompt(row) for row in prompts[meeting.pk]],
            "agenda": [_item(row) for row in items[meeting.pk]],
            "minutes": [_minute(row) for row in minutes[meeting.pk]],
            "unsaved_pages": [
                {"parked_at": moment(row.parked_at), "fields": row.fields}
                for row in unsaved[meeting.pk]
            ],
            "made_at": moment(meeting.made_at),
            "ended_at": moment(meeting.ended_at),
        }
        for meeting in own.select_related("team__organisation").defer("devices").newest_first()
    ]


def _prompt(row: Asking) -> Data:
    return {"title": row.prompt_version.title, "answered_in_writing": row.questions}


def _item(row: AgendaItem) -> Data:
    return {
        "block": row.block,
        "in_words": str(row.get_block_display()),
        "minutes": row.minutes,
    }


def _minute(row: Minute) -> Data:
    return {
        "kind": row.kind,
        "kind_in_words": str(row.get_kind_display()),
        "text": row.text,
        "details": row.details,
        "due_on": day(row.due_on),
        "settled_at": moment(row.settled_at),
    }


def _by_meeting(rows: Any) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append(row)
    return found
