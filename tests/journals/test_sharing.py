"""What a share holds, who may open it, and what shuts it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from journals.merging import Save
from journals.models import Entry, InvalidMove, Share, ShareMove
from journals.saving import save_entry
from journals.services import entries, sharing
from journals.services.endings import close_ended, end_supervision
from journals.snapshots import snapshot_of, tickable
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.makers import make_entry, make_prompt_version, make_share, make_supervision
from vault.ids import new_id

pytestmark = pytest.mark.django_db

QUESTIONS: list[dict[str, Any]] = [
    {"key": "happened", "kind": "long_text", "text": "What happened?"},
    {
        "key": "barriers",
        "kind": "list",
        "text": "What stood in the way?",
        "groups": [
            {"key": "time", "label": "Time"},
            {"key": "own", "label": "My own state", "private": True},
        ],
    },
    {"key": "about", "kind": "short_text", "text": "What about it?", "for_each": "barriers"},
    {"key": "hardest", "kind": "long_text", "text": "Which is hardest?", "private": True},
]
ANSWERS = {
    "happened": "The tea went cold.",
    "barriers": [
        {"id": "a", "group": "time", "text": "No time"},
        {"id": "b", "group": "own", "text": "I was worn out"},
    ],
    "about": {"a": "Ask for more", "b": "Sleep", "gone": "About what was taken off"},
    "hardest": "To say no.",
}


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(
        amara,
        make_prompt_version(QUESTIONS),
        title="A name",
        answers=ANSWERS,
        private_note="For me alone.",
    )


def words_of(snapshot: dict[str, Any]) -> str:
    return " ".join(line for part in snapshot["parts"] for line in part["lines"])


def change(entry: Entry, author: User, **parts: Any) -> None:
    save = Save(operation=new_id(), page=new_id(), base=entry.revision, parts=parts)
    save_entry(entry_id=entry.pk, author=author, save=save)


def test_only_what_is_chosen_goes(entry: Entry) -> None:
    snapshot = snapshot_of(entry, chosen={"happened"})
    assert words_of(snapshot) == "The tea went cold."
    assert snapshot["title"] == "" and len(snapshot["parts"]) == 1


def test_a_private_group_goes_only_by_its_own_tick(entry: Entry) -> None:
    assert "worn out" not in words_of(snapshot_of(entry, chosen={"barriers", "about"}))
    assert "Sleep" not in words_of(snapshot_of(entry, chosen={"barriers", "about"}))
    both = words_of(snapshot_of(entry, chosen={"barriers", "barriers/own", "about"}))
    assert "worn out" in both and "Sleep" in both and "Ask for more" in both


def test_words_about_lines_that_do_not_go_do_not_go(entry: Entry) -> None:
    assert snapshot_of(entry, chosen={"about"})["parts"] == []
    everything = {one.key for one in tickable(entry)}
    assert "taken off" not in words_of(snapshot_of(entry, chosen=everything))


def test_nothing_ticks_the_private_note(entry: Entry) -> None:
    every_word = {one.key for one in tickable(entry)} | {
        "title",
        "private_note",
        "about-private_note",
    }
    assert "For me alone" not in str(snapshot_of(entry, chosen=every_word))


def test_the_reader_sees_the_copy_whatever_the_writer_changes(
    entry: Entry, amara: User, ben: User, pair: Supervision
) -> None:
    share = make_share(entry, pair, "happened")
    change(entry, amara, happened="Something else.")
    opened = sharing.open_share(share_id=share.pk, reader=ben)
    assert words_of(opened.snapshot) == "The tea went cold."


def test_what_was_shown_is_what_goes(entry: Entry, amara: User, pair: Supervision) -> None:
    shown = entry.revision
    change(entry, amara, happened="Something else.")
    with pytest.raises(sharing.EntryChangedError):
        sharing.share_entry(
            entry_id=entry.pk,
            author=amara,
            supervisions=[pair.pk],
            chosen={"happened"},
            revision=shown,
        )
    assert not Share.objects.visible_to(amara).exists()


def test_every_opening_is_in_the_writers_trail(
    entry: Entry, amara: User, ben: User, pair: Supervision
) -> None:
    share = make_share(entry, pair)
    for _time in range(2):
        sharing.open_share(share_id=share.pk, reader=ben)
    rows = AuditEvent.objects.filter(person=amara, action="share-opened", object_id=share.pk)
    assert [row.actor_id for row in rows] == [ben.pk, ben.pk]
    assert [move.after for move in ShareMove.objects.filter(share=share)] == ["seen"]


def test_a_sitting_ends_however_often_its_reader_saves(
    entry: Entry, amara: User, ben: User, pair: Supervision
) -> None:
    share = make_share(entry, pair)
    rows = AuditEvent.objects.filter(person=amara, action="share-opened", object_id=share.pk)
    begun = timezone.now()
    # The first has opened nothing before, whatever it says.
    for minutes, count in ((0, 1), (20, 1), (59, 1), (61, 2), (100, 2), (122, 3)):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            sharing.open_share(share_id=share.pk, reader=ben, came_back=True)
        assert rows.count() == count, minutes


@pytest.mark.parametrize("who", ["chloe", "dev", "farid", "grace", "hana", "ife", "efua", "amara"])
def test_nobody_else_opens_it(
    entry: Entry, pair: Supervision, cast: SimpleNamespace, who: str
) -> None:
    share = make_share(entry, pair)
    with pytest.raises(Share.DoesNotExist):
        sharing.open_share(share_id=share.pk, reader=getattr(cast, who))


def shut_by_withdrawal(share: Share) -> None:
    sharing.withdraw_share(share_id=share.pk, author=share.author)


def shut_by_deleting(share: Share) -> None:
    entries.delete_entry(entry=share.entry, actor=share.author)


def shut_by_deleting_and_undeleting(share: Share) -> None:
    shut_by_deleting(share)
    entries.undelete_entry(entry=Entry.objects.get(pk=share.entry_id), actor=share.author)


def shut_by_ending(share: Share) -> None:
    assert share.supervision is not None
    end_supervision(supervision=share.supervision, actor=share.author)


def shut_by_ending_and_renewing(share: Share) -> None:
    shut_by_ending(share)
    assert share.reader is not None
    make_supervision(share.reader, share.author)


def shut_by_the_clock(share: Share) -> None:
    Supervision.objects.filter(pk=share.supervision_id).update(
        ended_on=timezone.localdate() - timedelta(days=1)
    )


def shut_by_suspending(share: Share) -> None:
    assert share.reader is not None
    share.reader.is_active = False
    share.reader.save()


@pytest.mark.parametrize(
    "shut",
    [
        shut_by_withdrawal,
        shut_by_deleting,
        shut_by_deleting_and_undeleting,
        shut_by_ending,
        shut_by_ending_and_renewing,
        shut_by_the_clock,
        shut_by_suspending,
    ],
)
def test_what_shuts_a_share(entry: Entry, ben: User, pair: Supervision, shut: Any) -> None:
    share = make_share(entry, pair)
    sharing.open_share(share_id=share.pk, reader=ben)
    shut(share)
    with pytest.raises(Share.DoesNotExist):
        sharing.open_share(share_id=share.pk, reader=User.objects.get(pk=ben.pk))


def test_what_the_clock_ended_is_closed_for_good(entry: Entry, pair: Supervision) -> None:
    share = make_share(entry, pair)
    shut_by_the_clock(share)
    assert close_ended() == 1
    assert close_ended() == 0
    Supervision.objects.filter(pk=pair.pk).update(ended_on=None)  # against all rules
    assert not Share.objects.visible_to(pair.supervisor).exists()


def test_a_shut_share_stays_shut(entry: Entry, pair: Supervision) -> None:
    share = make_share(entry, pair)
    shut_by_withdrawal(share)
    with pytest.raises(InvalidMove):
        shut_by_withdrawal(share)


def test_all_of_the_chosen_readers_or_none(
    entry: Entry, amara: User, pair: Supervision, cast: SimpleNamespace
) -> None:
    over = Supervision.objects.get(supervisor=cast.farid)
    for wanted in ([pair.pk, over.pk], [], [new_id()]):
        with pytest.raises(sharing.NoReaderError):
            sharing.share_entry(
                entry_id=entry.pk,
                author=amara,
                supervisions=wanted,
                chosen={"happened"},
                revision=entry.revision,
            )
    assert not Share.objects.visible_to(amara).exists()


def test_an_audit_row_for_each_move(
    entry: Entry, amara: User, ben: User, pair: Supervision
) -> None:
    share = make_share(entry, pair)
    sharing.open_share(share_id=share.pk, reader=ben)
    sharing.withdraw_share(share_id=share.pk, author=amara)
    rows = AuditEvent.objects.filter(person=amara, object_id=share.pk).order_by("number")
    assert [row.action for row in rows] == ["shared", "share-opened", "share-withdrawn"]


def test_a_moved_share_stays_shut(entry: Entry, ife: User, ben: User, pair: Supervision) -> None:
    share = make_share(entry, pair)
    with transaction.atomic():
        Share.objects.filter(pk=share.pk).update(author=ife)
    assert not Share.objects.visible_to(ife).exists()
    assert not Share.objects.visible_to(ben).exists()
