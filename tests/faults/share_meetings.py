"""Sessions, agreements and worries beside shares, in the model as well: they open none."""

import uuid
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from journals.models import Concern, InvalidMove, Share, SharedTopic
from journals.services import concerns, sharing, talking
from supervision.models import Agreement, SupervisionSession
from supervision.services import recording, sessions
from supervision.services.refused import SessionRefused
from tests.faults.share_covers import leading
from tests.faults.share_machine import SharingMachine, has_shares
from tests.faults.share_model import OPEN, WRITER, Given
from tests.faults.share_model_pairs import Met, Worry
from tests.faults.share_stage import LEAD, LEADING, OTHERS
from tests.supervision.agreeing import draft_of, sign
from tests.supervision.makers import at_its_time, make_data, make_session

has_met = precondition(lambda self: self.model.met)
has_worries = precondition(lambda self: self.model.worries)
somebody = st.sampled_from([*LEADING, WRITER, *OTHERS])


class MeetingMachine(SharingMachine):
    @rule(name=leading, by_writer=st.booleans())
    def plan_session(self, name: str, by_writer: bool) -> None:
        if (pk := self.pairs.get(name)) is None:
            return
        by = WRITER if by_writer else name
        goes = self.model.running.get(name) == pk and by not in self.model.away
        refusal = None if goes else SessionRefused
        person, pair = self.stage.person(by), self.stage.pair(pk)
        made = self.tries(refusal, lambda: make_session(pair, by=person))
        if refusal is None:
            self.model.met[made.pk] = Met(pk, name)

    @has_met
    @rule(data=st.data())
    def call_session_off(self, data: st.DataObject) -> None:
        pk, met = data.draw(st.sampled_from(list(self.model.met.items())))
        runs = met.pair in self.model.all_running
        free = met.state == "called-off" or (met.state == "planned" and runs and not met.revision)
        person = self.stage.person(WRITER)
        refusal = None if free else SessionRefused
        self.tries(refusal, lambda: sessions.call_off(session_id=pk, actor=person))
        if refusal is None:
            met.state = "called-off"

    @has_met
    @rule(data=st.data(), shown=st.sampled_from([True, True, False]))
    def record_session(self, data: st.DataObject, shown: bool) -> None:
        """First shown, or corrected: what was not talked about after all waits again."""
        pk, met = data.draw(st.sampled_from(list(self.model.met.items())))
        self.touched = met.by
        if met.by in self.model.away:
            return
        shares = self.model.shares
        waits = {pk for pk, one in shares.items() if one.pair == met.pair and one.on_list}
        # What was put on the list again meanwhile would stand on it twice.
        again = {pk for pk in met.talked & set(shares) if shares[pk].on_list}
        choice = sorted((waits | met.talked) & set(shares) - again)
        talked = again | (data.draw(st.sets(st.sampled_from(choice))) if choice else set())
        self.record(pk, met, talked, again, shown=shown)

    def record(
        self, pk: uuid.UUID, met: Met, talked: set[uuid.UUID], again: set[uuid.UUID], shown: bool
    ) -> None:
        goes = met.state != "called-off" and met.pair in self.model.all_running
        refusal = None if goes else SessionRefused
        session = SupervisionSession.objects.get(pk=pk)
        if session.starts_at > timezone.now():
            session = at_its_time(session, timezone.now() - timedelta(seconds=5))
        topics = SharedTopic.objects.filter(share__in=talked)
        here = topics.filter(topic__session=pk) | topics.open().exclude(share__in=again)
        ids = set(here.values_list("topic", flat=True))
        themes = {"functions": ["formative"], "themes": f"Themes {self.turn}"}
        row = self.tries(
            refusal,
            lambda: recording.save_record(
                session_id=pk,
                actor=self.stage.person(met.by),
                revision=met.revision,
                data=make_data(session, topics=ids, record=themes, actions=[]),
                show=shown,
            ),
        )
        if refusal:
            return
        met.revision = row.record_revision
        if not (shown or met.state == "held"):
            return
        met.state = "held"
        for share, given in self.model.shares.items():
            if share in talked - again:
                given.on_list = False
            elif share in met.talked - talked and given.state in OPEN:
                given.put_on_list()
        met.talked = talked

    @has_shares
    @rule(data=st.data(), then=st.sampled_from(["withdraw", "end", "correct"]))
    def talk_and_record(self, data: st.DataObject, then: str) -> None:
        """What mostly happens: put on the list, talked about, and corrected later."""
        pk, share = self.pick(data)
        name = share.reader
        leads = share.pair is not None and share.pair == self.model.running.get(name)
        if not leads or not self.model.may_open(name, share):
            return
        if not share.on_list:
            talking.talk_in_person(share_id=pk, reader=self.stage.person(name))
            share.trail.append("commented")
            share.put_on_list()
        session = make_session(self.stage.pair(share.pair))
        met = self.model.met[session.pk] = Met(share.pair, name)
        self.record(session.pk, met, {pk}, set(), shown=True)
        if then == "withdraw":
            self.shut(pk, share)
        if then != "end":
            self.record(session.pk, met, set(), set(), shown=True)

    def shut(self, pk: uuid.UUID, share: Given) -> None:
        sharing.withdraw_share(share_id=pk, author=self.stage.person(WRITER))
        share.move("withdrawn", "share-withdrawn")

    @has_met
    @rule(data=st.data())
    def acknowledge_record(self, data: st.DataObject) -> None:
        pk, met = data.draw(st.sampled_from(list(self.model.met.items())))
        refusal = None if met.state == "held" else SessionRefused
        self.tries(
            refusal,
            lambda: recording.acknowledge(
                session_id=pk, actor=self.stage.person(WRITER), revision=met.revision
            ),
        )

    @rule(name=leading)
    def agree(self, name: str) -> None:
        """Drafted and signed by the writer; the next time by the other, and so on."""
        if name not in self.model.running or name in self.model.away:
            return
        pair = self.stage.pair(self.model.running[name])
        newest = Agreement.objects.filter(supervision=pair).newest_first().first()
        if newest is not None and newest.state == Agreement.State.SIGNED_BY_ONE:
            sign(newest, self.stage.person(name))
            return
        draft = draft_of(pair, self.stage.person(WRITER), aims=f"Aims {self.turn}")
        sign(draft, self.stage.person(WRITER))
        self.model.agreed[draft.pk] = name

    # Worries about safety. All that they may do in every order is in test_concern_machine.

    @has_shares
    @rule(data=st.data(), now=st.sampled_from([False, False, True]))
    def worry(self, data: st.DataObject, now: bool) -> None:
        pk, share = self.pick(data)
        name = self.who(data, share)
        if name == "outside":
            return
        model, knows = self.model, share.reader == name and "seen" in share.moves
        refusal = None if knows and name not in model.away else Share.DoesNotExist
        made = self.tries(
            refusal,
            lambda: concerns.raise_concern(
                share_id=pk, reader=self.stage.person(name), tell_now=now, reason="danger"
            ),
        )
        if refusal:
            return
        worry = model.worries.setdefault(made.pk, Worry(name, pk, was_put_off=not now))
        assert worry.share == pk and worry.state != "closed"
        self.touched = LEAD  # who must not read it now
        if now and worry.state == "delayed":
            worry.tell()

    @has_worries
    @rule(data=st.data(), who=somebody | st.sampled_from([LEAD, "ben", "chloe"]))
    def tell_writer(self, data: st.DataObject, who: str) -> None:
        pk, worry = data.draw(st.sampled_from(list(self.model.worries.items())))
        person = self.stage.person(who)
        refusal = None if self.model.handles(who, worry) else Concern.DoesNotExist
        self.tries(refusal, lambda: concerns.tell_writer(concern_id=pk, by=person))
        if refusal is None and worry.state == "delayed":
            worry.tell()

    @has_worries
    @rule()
    def their_day_comes(self) -> None:
        waiting = [worry for worry in self.model.worries.values() if worry.state == "delayed"]
        past = timezone.now() - timedelta(minutes=1)
        Concern.objects.filter(state="delayed").update(tell_after=past)
        assert concerns.tell_due() == len(waiting)
        for worry in waiting:
            worry.tell()

    @has_worries
    @rule(data=st.data(), who=somebody | st.sampled_from(["ben", "chloe"]))
    def close_worry(self, data: st.DataObject, who: str) -> None:
        pk, worry = data.draw(st.sampled_from(list(self.model.worries.items())))
        refusal: type[Exception] | None = InvalidMove if worry.state == "delayed" else None
        if who != worry.by or who in self.model.away:
            refusal = Concern.DoesNotExist
        person = self.stage.person(who)
        self.tries(refusal, lambda: concerns.close(concern_id=pk, raiser=person, reason="talked"))
        if refusal is None:
            worry.state = "closed"
