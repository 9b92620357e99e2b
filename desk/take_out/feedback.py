"""What a person told their supervisors about supervision, and what they were told themselves."""

from __future__ import annotations

from desk.copies import Data, moment
from desk.take_out.shares import name_of
from people.models import User
from supervision.feedback import reading
from supervision.models import PairFeedback
from vault.ids import short


def pair_feedback(person: User) -> list[Data]:
    people = ("supervision__supervisor", "supervision__supervisee", "key_holder")
    rows = PairFeedback.objects.visible_to(person).select_related(*people)
    return [
        {
            "id": short(row.pk),
            "you_are": "supervisee" if row.supervision.supervisee_id == person.pk else "supervisor",
            "with": name_of(row.supervision.other(person)),
            "state": row.state,
            "state_in_words": str(row.get_state_display()),
            "begun_at": moment(row.made_at),
            "given_at": moment(row.given_at),
            "opened_at": moment(row.opened_at),
            "taken_back_at": moment(row.taken_back_at),
            "answers": (answers := _words_for(row, person)),
            "reads": [{"label": str(one.label), "text": one.text} for one in reading(answers)],
            "answered_at": moment(row.thanked_at),
            "reply": row.reply,
        }
        for row in rows.order_by("made_at", "pk")
    ]


def _words_for(row: PairFeedback, person: User) -> Data:
    """A supervisor's copy holds what they opened: the writer sees who did, and when."""
    is_unopened = row.supervision.supervisor_id == person.pk and row.opened_at is None
    words: Data = {} if is_unopened else row.answers
    return words
