"""Every order in which a share may be given, opened, answered, taken back and shut."""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)

from journals.models import Entry, OutsideReader, Share
from journals.models.reviews import ReviewQuerySet
from journals.models.shares import ShareQuerySet
from journals.models.topics import SharedTopicQuerySet
from journals.services import endings, entries, handing, moves, reviewing, sharing
from journals.services.endings import close_ended, end_supervision
from journals.snapshots import snapshot_of
from people.days import house_day
from people.models import User
from supervision.models import Supervision, SupervisionQuerySet
from supervision.models.changes import HandingQuerySet
from tests.faults.share_besides import BesidesMachine
from tests.faults.share_covers import CoverMachine
from tests.faults.share_machine import SharingMachine, has_entry, has_shares, readers
from tests.faults.share_meetings import MeetingMachine
from tests.faults.share_model import OPEN, WRITER
from tests.faults.share_stage import STAND_IN, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]

SEED = int(os.environ.get("REFLECT_SEED", "20261122"))
STEPS = int(os.environ.get("REFLECT_SHARE_STEPS", "500"))  # script/proof takes 2,000
PARTS = 2  # so that workers side by side share the steps out
STEPS_AN_EXAMPLE = 50


class ShareMachine(BesidesMachine):
    # What befalls them; what they do themselves stands in share_machine and share_besides.

    @rule(name=readers, by=st.sampled_from(["its writer", "the clock", "the clock, and a tick"]))
    def end_supervision(self, name: str, by: str) -> None:
        if name not in self.model.running:
            return
        self.touched = name
        if by != "its writer":
            pair = self.model.running.pop(name)
            Supervision.objects.filter(pk=pair).update(ended_on=house_day())
            if by != "the clock":  # where no job has run since
                self.tick()
            return
        row = Supervision.objects.get(pk=self.model.running[name])
        end_supervision(supervision=row, actor=self.stage.person(WRITER))
        self.model.close(pair=self.model.end(name))

    @rule(name=readers)
    def renew(self, name: str) -> None:
        if name not in self.model.running:
            self.pairs[name] = self.model.running[name] = self.stage.make_pair(name).pk

    @has_shares
    @rule()
    def let_links_end(self) -> None:
        past = timezone.now() - timedelta(minutes=1)
        OutsideReader.objects.update(ends_at=past)
        for share in self.model.shares.values():
            share.past = share.pair is None

    @rule()
    def tick(self) -> None:
        before = sum(share.state in OPEN for share in self.model.shares.values())
        closed = close_ended()
        self.model.close(ended=True)
        after = sum(share.state in OPEN for share in self.model.shares.values())
        assert closed == before - after

    @rule(name=readers)
    def suspend_or_let_back(self, name: str) -> None:
        self.model.away ^= {name}
        self.touched = name
        is_active = name not in self.model.away
        User.objects.filter(pk=self.stage.person(name).pk).update(is_active=is_active)

    @has_entry
    @rule()
    def delete_or_undelete(self) -> None:
        change = entries.undelete_entry if self.model.in_bin else entries.delete_entry
        change(entry=self.entry(), actor=self.stage.person(WRITER))
        if not self.model.in_bin:
            self.model.close()
        self.model.in_bin = not self.model.in_bin

    @has_entry
    @precondition(lambda self: self.model.in_bin)
    @rule()
    def purge(self) -> None:
        entries.purge_entry(entry=self.entry(), actor=self.stage.person(WRITER))
        self.entry_id = None
        self.model.shares, self.model.in_bin = {}, False

    @precondition(lambda self: len(self.model.shares) > 3)
    @rule()
    def erase_the_journal(self) -> None:
        self.stage.erase(WRITER)
        self.entry_id, self.model.wants_depth = None, False
        self.model.shares, self.model.in_bin = {}, False

    @has_shares
    @rule(name=readers)
    def reader_erases(self, name: str) -> None:
        if name not in self.model.away:
            self.stage.erase(name)
            self.model.forget_drafts(name)

    @precondition(lambda self: self.entry_id is None)
    @rule()
    def begin_another(self) -> None:
        self.entry_id = self.stage.begin().pk
        self.model.text = self.stage.edit(self.entry_id)


class SupervisedMachine(CoverMachine, MeetingMachine, ShareMachine):
    """And what goes on between the writer and those who supervise her."""

    @rule(by=st.sampled_from(["its writer", "the clock", "the clock, and a tick"]))
    def end_with_stand_in(self, by: str) -> None:
        self.end_supervision(STAND_IN, by)


def run_machine(number: int, steps: int, machine: type[SharingMachine] = ShareMachine) -> None:
    machine.stage = Stage()
    machine.steps = machine.refused = 0
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=2 * steps // STEPS_AN_EXAMPLE,  # not each goes to its end
            stateful_step_count=STEPS_AN_EXAMPLE,
            deadline=None,
            database=None,
            # Shrinking takes minutes here. REFLECT_SHRINK=1 when a failure is too long to read.
            phases=list(Phase) if "REFLECT_SHRINK" in os.environ else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_every_order_of_sharing_keeps_what_was_promised(
    part: int, capsys: pytest.CaptureFixture[str]
) -> None:
    run_machine(SEED + part, STEPS // PARTS, SupervisedMachine)
    tried = f"{SupervisedMachine.steps} steps, {SupervisedMachine.refused} of them refused"
    with capsys.disabled():
        sys.stdout.write(f"\nshares: {tried}, seed {SEED + part}\n")
    assert SupervisedMachine.steps >= STEPS // PARTS
    assert SupervisedMachine.refused > SupervisedMachine.steps / 20, (
        "hardly anything was tried in vain"
    )


def nothing(*args: Any, **kwargs: Any) -> None:
    """What is put in the place of a part that is taken out."""


def anybody(cls: type[QuerySet[Any]]) -> Callable[..., Any]:
    return lambda self, viewer: self.all()


def with_drafts(self: ReviewQuerySet, viewer: Any) -> ReviewQuerySet:
    return self.filter(share__in=Share.objects.visible_to(viewer))


def with_the_note(entry: Entry, *, chosen: set[str], ask: str = "") -> dict[str, Any]:
    whole = snapshot_of(entry, chosen=chosen, ask=ask)
    return {**whole, "ask": entry.private_note}


def the_current_text(self: Share) -> dict[str, Any]:
    return snapshot_of(Entry.objects.get(pk=self.entry_id), chosen={"happened"})


BREAKS: dict[str, list[tuple[Any, str, Any]]] = {
    "an ended supervision still reads": [
        (SupervisionQuerySet, "current", lambda self, at=None: self.all())
    ],
    "drafts are seen by the writer": [(ReviewQuerySet, "visible_to", with_drafts)],
    "the private note goes along": [(sharing, "snapshot_of", with_the_note)],
    "the reader sees the text as it is now": [(Share, "snapshot", property(the_current_text))],
    "a withdrawal leaves no row": [(sharing, "record", nothing)],
    "the calendar leaves no row": [(moves.audit, "record_calendar", nothing)],
    "a deletion shuts nothing": [(entries, "close_shares_of", nothing)],
    "an ended supervision shuts nothing": [(endings, "_close", lambda which, by=None: 0)],
    "whoever has the id may read": [(ShareQuerySet, "visible_to", anybody(ShareQuerySet))],
    "a quote need not be there": [(reviewing, "is_quoted", lambda *arguments: True)],
    "what is shut can be moved again": [(Share, "may_become", lambda self, state: True)],
    "a move is not written down": [(moves.ShareMove.objects, "create", nothing)],
    "a round names none before it": [(sharing, "_round_before", nothing)],
    "what is shut stays on the list": [(moves, "drop_topics", nothing)],
    "depth goes also unwanted": [(reviewing, "fit_to_give", lambda words, what: words)],
    "a reply may come first": [(Share, "has_been_reviewed", property(lambda self: True))],
}


# With which seed what takes several lucky steps is met within a few hundred.
SEEN_SOON = {"a round names none before it": 2, "a quote need not be there": 2,
             "what is shut can be moved again": 1, "a reply may come first": 1}  # fmt: skip


@pytest.mark.sqlite  # what the checker sees is the same on every database
@pytest.mark.parametrize("broken", BREAKS)
def test_the_checker_sees_what_is_broken(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, instead in BREAKS[broken]:
        monkeypatch.setattr(owner, name, instead)
    with pytest.raises(AssertionError):
        run_machine(SEEN_SOON.get(broken, SEED), 1000)
    sys.stdout.write(f"seen after {ShareMachine.steps} steps\n")


def all_that_waits(cover: Supervision, writer: User) -> list[Share]:
    return list(Share.objects.visible_to(writer).filter(supervision=cover.covers).to_be_read())


SUPERVISED_BREAKS: dict[str, list[tuple[Any, str, Any]]] = {
    "what was given to the one standing in goes again": [
        (handing, "waits_in_cover", all_that_waits)
    ],
    "anybody sees who was asked": [(HandingQuerySet, "visible_to", anybody(HandingQuerySet))],
    "a topic opens its share": [(SharedTopicQuerySet, "visible_to", anybody(SharedTopicQuerySet))],
}


@pytest.mark.sqlite
@pytest.mark.parametrize("broken", SUPERVISED_BREAKS)
def test_the_checker_sees_what_is_broken_beside(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for owner, name, instead in SUPERVISED_BREAKS[broken]:
        monkeypatch.setattr(owner, name, instead)
    with pytest.raises(AssertionError):
        run_machine(SEEN_SOON.get(broken, SEED), 1000, SupervisedMachine)
    sys.stdout.write(f"seen after {SupervisedMachine.steps} steps\n")
