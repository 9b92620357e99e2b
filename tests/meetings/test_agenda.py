"""What keeping an agenda costs."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import AgendaItem
from meetings.services.agenda import Edits, add, agenda_of, change_agenda, shift
from tests.meetings.makers import make_meeting

Block = AgendaItem.Block
pytestmark = pytest.mark.django_db


def test_a_long_agenda_is_kept_in_as_few_queries_as_a_short_one(cast: SimpleNamespace) -> None:
    costs = []
    for stories in (0, 1, 20):  # the first time begins a trail, and costs more
        blocks = [Block.ARRIVE, *[Block.STORY] * stories, Block.TALK]
        meeting = make_meeting(cast.team, cast.dev, blocks=blocks)
        before = agenda_of(meeting)
        last = before.items[-1]
        edits = Edits(minutes={last.pk: 9})
        with CaptureQueriesContext(connection) as queries:
            change_agenda(
                meeting_id=meeting.pk,
                actor=cast.dev,
                seen=before.seen,
                edits=edits,
                press=shift(last.pk, -1),
            )
        costs.append(len(queries))
        after = agenda_of(meeting).items
        assert (after[-2].pk, after[-2].minutes) == (last.pk, 9)
        assert [item.position for item in after] == list(range(len(blocks)))
    assert costs[1] == costs[2]


def test_what_is_added_is_kept_with_the_rest(cast: SimpleNamespace) -> None:
    meeting = make_meeting(cast.team, cast.dev, blocks=[Block.ARRIVE, Block.CHECK_OUT])
    change_agenda(
        meeting_id=meeting.pk,
        actor=cast.dev,
        seen=agenda_of(meeting).seen,
        edits=Edits(),
        press=add(Block.STORY, None),
    )
    kept = [(item.block, item.position) for item in agenda_of(meeting).items]
    assert kept == [(Block.ARRIVE, 0), (Block.STORY, 1), (Block.CHECK_OUT, 2)]
