"""What a writer and her readers may do with shares, each thing done in the model as well."""

import uuid
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from journals.models import Entry, InvalidMove, Reply, Review, Share
from journals.services import reviewing, sharing
from tests.faults.share_checker import EVERYBODY, find_faults, find_open
from tests.faults.share_model import COMMENT, OPEN, OUTSIDE, SLOTS, TICKED, WRITER, Given, Model
from tests.faults.share_stage import LEADING, READERS, STRANGERS, Stage

WHOLE_EVERY = 6

readers = st.sampled_from(READERS)
people = st.sampled_from([*READERS, *READERS, OUTSIDE, WRITER, *STRANGERS])
outcomes = st.sampled_from([str(value) for value in Review.GIVEN_WITH_WORDS])
quotes = st.sampled_from(["none", "none", "shown", "current", "invented"])
has_entry = precondition(lambda self: self.entry_id is not None)
has_shares = precondition(lambda self: self.model.shares)


class SharingMachine(RuleBasedStateMachine):
    stage: Stage
    steps = 0
    refused = 0

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.model = Model()
        self.touched, self.turn, self.mails = WRITER, 0, 0
        self.pairs = {name: pair.pk for name, pair in self.stage.pairs.items()}
        self.model.running = dict(self.pairs)
        self.entry_id: uuid.UUID | None = self.stage.begin().pk
        self.model.text = self.stage.edit(self.entry_id)
        self.share(set(READERS), is_stale=False)

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            try:
                assert find_faults(self.stage, self.model, of=EVERYBODY) == []
            finally:
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if hasattr(self, "model"):
            self.turn += 1
            type(self).steps += 1
            # Whoever was touched, at once; all of it every few steps and at the end.
            whole = self.turn % WHOLE_EVERY == 0
            check = find_faults(self.stage, self.model) if whole else self.touched_sees()
            assert check == []

    def touched_sees(self) -> list[str]:
        return list(find_open(self.stage, self.model, self.touched))

    def tries(self, refusal: type[Exception] | None, call: Any) -> Any:
        """The program must do it, or refuse it for the reason that the model gives."""
        type(self).refused += refusal is not None
        try:
            with transaction.atomic():
                done = call()
        except Exception as error:
            if type(error) is not refusal:
                raise AssertionError(f"{error!r} instead of {refusal}") from error
            return None
        assert refusal is None, f"let through, instead of {refusal}"
        return done

    def pick(self, data: st.DataObject) -> tuple[uuid.UUID, Given]:
        pk, share = data.draw(st.sampled_from(list(self.model.shares.items())))
        self.touched = share.reader if share.reader in LEADING else WRITER
        return pk, share

    def who(self, data: st.DataObject, share: Given) -> str:
        """Mostly its reader; one from outside has no other way in than by their own share."""
        name = data.draw(people | st.just(share.reader) | st.just(share.reader))
        return share.reader if OUTSIDE in (name, share.reader) else name

    def entry(self) -> Entry:
        return Entry.objects.get(pk=self.entry_id)

    # The writer.

    @has_entry
    @precondition(lambda self: not self.model.in_bin)
    @rule()
    def edit(self) -> None:
        self.model.text = self.stage.edit(self.entry_id)

    @has_entry
    @rule(to=st.sets(readers, min_size=1), is_stale=st.sampled_from([False] * 5 + [True]))
    def share(self, to: set[str], is_stale: bool) -> None:
        model, pairs = self.model, self.pairs
        refusal = sharing.EntryChangedError if is_stale else None
        if any(pairs[name] != model.running.get(name) for name in to):
            refusal = sharing.NoReaderError
        if model.in_bin:
            refusal = Entry.DoesNotExist
        ids = [pairs[name] for name in to]
        revision = self.entry().revision - is_stale
        before = {name: model.round_before(name) for name in to}
        made = self.tries(refusal, lambda: self.stage.share(self.entry_id, ids, revision))
        for share in made or []:
            name = next(n for n in to if pairs[n] == share.supervision_id)
            given = Given(self.entry_id, name, model.text, share.supervision_id, before[name])
            given.trail.append("shared")
            model.shares[share.pk] = given

    @has_entry
    @precondition(lambda self: self.mails < 8)  # a day, to one address
    @rule()
    def share_outside(self) -> None:
        self.mails += 1
        refusal = Entry.DoesNotExist if self.model.in_bin else None
        revision = self.entry().revision
        share = self.tries(refusal, lambda: self.stage.share_outside(self.entry_id, revision))
        if share:
            before = self.model.round_before(OUTSIDE)
            given = Given(self.entry_id, OUTSIDE, self.model.text, previous=before)
            given.trail += ["shared", "link-made"]
            self.model.shares[share.pk] = given

    @has_shares
    @rule(data=st.data(), knocks=st.sampled_from([False, False, True]))
    def withdraw(self, data: st.DataObject, knocks: bool) -> None:
        pk, share = self.pick(data)
        name = data.draw(st.sampled_from([WRITER] * 5 + [*READERS, "ife"]))
        refusal: type[Exception] | None = None if share.state in OPEN else InvalidMove
        if self.model.in_bin or name != WRITER:
            refusal = Share.DoesNotExist
        person = self.stage.person(name)
        self.tries(refusal, lambda: sharing.withdraw_share(share_id=pk, author=person))
        if refusal is None:
            share.move("withdrawn", "share-withdrawn")
        if knocks:
            self.knock(pk, share)

    # The readers.

    @has_shares
    @rule(data=st.data(), knocks=st.sampled_from([False, False, True]))
    def open(self, data: st.DataObject, knocks: bool) -> None:
        pk, share = self.pick(data)
        name = self.who(data, share)
        if knocks and name in LEADING:
            self.knock(pk, share, name)
            return
        refusal = None if self.model.may_open(name, share) else Share.DoesNotExist
        self.tries(refusal, lambda: self.stage.open(pk, name))
        if refusal is None:
            self.opened(share)

    def opened(self, share: Given) -> None:
        if share.state == "waiting":
            share.state = "seen"
            share.moves.append("seen")
        share.trail.append("share-opened")

    def knock(self, pk: uuid.UUID, share: Given, name: str = "") -> None:
        """The very next request: through the real page, for whoever may and may not."""
        name = name or share.reader
        if name == OUTSIDE or name in self.model.away:
            return
        may = self.model.may_open(name, share)
        assert self.stage.knock(pk, name) == (200 if may else 404)
        if may:
            self.opened(share)
            if (before := self.model.shares.get(share.previous)) and self.model.may_open(
                name, before
            ):
                self.opened(before)

    @has_shares
    @rule(
        data=st.data(),
        slots=st.sampled_from([SLOTS, SLOTS, SLOTS, SLOTS[:1], SLOTS[1:]]),
        quote=quotes,
    )
    def save(self, data: st.DataObject, slots: tuple[str, ...], quote: str) -> None:
        pk, share = self.pick(data)
        name = self.who(data, share)
        parts = self.parts(share, slots, quote)
        refusal = None if self.model.may_keep(name, share) else Review.DoesNotExist
        revision = self.tries(refusal, lambda: self.stage.save(pk, name, parts))
        if refusal is None:
            share.words = share.words | parts
            share.revision = revision

    @has_shares
    @rule(data=st.data(), outcome=outcomes, is_stale=st.sampled_from([False] * 5 + [True]))
    def give(self, data: st.DataObject, outcome: str, is_stale: bool) -> None:
        pk, share = self.pick(data)
        name = self.who(data, share)
        refusal: type[Exception] | None = None
        if is_stale or not share.can_be_given:
            refusal = reviewing.NotGivenError
        if share.state != "seen":
            refusal = InvalidMove
        if not self.model.may_open(name, share):
            refusal = Share.DoesNotExist
        revision = share.revision + is_stale
        self.tries(refusal, lambda: self.stage.give(pk, name, outcome, revision))
        if refusal is None:
            self.given(share, outcome)

    @has_shares
    @rule(data=st.data(), outcome=outcomes, quote=quotes)
    def review_in_one_go(self, data: st.DataObject, outcome: str, quote: str) -> None:
        """What mostly happens; by single steps alone hardly any share would come so far."""
        self.review(*self.pick(data), outcome, quote)

    @has_entry
    @rule(name=readers, outcome=outcomes, quote=quotes)
    def two_rounds(self, name: str, outcome: str, quote: str) -> None:
        if self.model.in_bin or self.pairs[name] != self.model.running.get(name):
            return
        self.touched = name
        self.edit()
        self.share({name}, is_stale=False)
        pk, share = list(self.model.shares.items())[-1]
        self.edit()
        self.review(pk, share, outcome, quote)
        self.share({name}, is_stale=False)

    def review(self, pk: uuid.UUID, share: Given, outcome: str, quote: str) -> None:
        name = share.reader
        if not self.model.may_open(name, share) or share.state not in ("waiting", "seen"):
            return
        self.stage.open(pk, name)
        self.opened(share)
        parts = self.parts(share, SLOTS, quote)
        nothing = dict.fromkeys([COMMENT, *TICKED])
        share.revision = self.stage.save(pk, name, nothing | parts)
        share.words = parts
        refusal = None if share.can_be_given else reviewing.NotGivenError
        self.tries(refusal, lambda: self.stage.give(pk, name, outcome, share.revision))
        if refusal is None:
            self.given(share, outcome)

    def given(self, share: Given, outcome: str) -> None:
        share.give(outcome, wants_depth=self.model.wants_depth)

    def parts(self, share: Given, slots: tuple[str, ...], quote: str) -> dict[str, Any]:
        parts: dict[str, Any] = {slot: f"{slot} {self.turn}" for slot in slots}
        if quote != "none":
            quoted = {"shown": share.shown, "current": self.model.text, "invented": "<no>"}
            parts[COMMENT] = {"quote": quoted[quote], "text": f"About it, {self.turn}"}
            parts |= TICKED
        return parts

    @has_shares
    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        pk, share = self.pick(data)
        name = self.who(data, share)
        refusal: type[Exception] | None = None if share.state == "returned" else InvalidMove
        if not self.model.may_open(name, share):
            refusal = Share.DoesNotExist
        viewer = self.stage.viewer(name, pk)
        self.tries(refusal, lambda: reviewing.acknowledge(share_id=pk, reader=viewer))
        if refusal is None:
            share.move("acknowledged", "reviewed")

    @has_shares
    @rule(data=st.data(), kind=st.sampled_from(Reply.Kind.values))
    def reply(self, data: st.DataObject, kind: str) -> None:
        pk, share = self.pick(data)
        name = data.draw(st.sampled_from([WRITER, share.reader]))
        refusal: type[Exception] | None = None if share.is_reviewed else InvalidMove
        sees = pk in self.model.seen_by(WRITER) if name == WRITER else None
        if not (self.model.may_open(name, share) if sees is None else sees):
            refusal = Share.DoesNotExist
        kind = kind if name == WRITER else Reply.Kind.ANSWER
        viewer = self.stage.viewer(name, pk)
        self.tries(
            refusal,
            lambda: reviewing.add_reply(
                share_id=pk, by=viewer, kind=kind, text=f"Well, {self.turn}."
            ),
        )
        if refusal is None:
            share.replies += 1
            if kind == Reply.Kind.TALK and share.pair in self.model.all_running:
                share.put_on_list()
            if name != WRITER:
                share.trail.append("commented")
