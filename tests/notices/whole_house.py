"""A house in which everything happened that people are told of, with a marker in every word.

Through the services, as the pages do it. What somebody typed begins with a marker of its own,
and goes on with what a mail must not take for a header, a template or a line of its own.
"""

from __future__ import annotations

import random
from datetime import timedelta

import time_machine
from django.utils import timezone

from journals.coming_back import SIX_WEEKS
from journals.models import Reply, Share
from journals.services import (
    before_groups,
    coming_back,
    concerns,
    handing,
    reviewing,
    sharing,
    talking,
)
from journals.services.endings import end_supervision
from journals.services.read_these import say_read
from journals.services.reminding import tell_waiting
from meetings.services import planning
from people.days import house_day
from people.models import User
from promises import services as promises
from supervision import peers
from supervision.models import (
    Agreement,
    Handing,
    Supervision,
    SupervisionSession,
    SupervisorWish,
)
from supervision.records import ActionRow
from supervision.services import feedback, recording, sessions, topics, wishes
from supervision.services import handing as asking
from supervision.services.actions import tell_due as tell_actions_due
from supervision.services.agreements import tell_reviews_due
from supervision.services.pairs import start_supervision
from supervision.services.tomorrow import tell_tomorrow
from tests.canary.finder import new_marker
from tests.journals.outside import make_outside
from tests.makers import (
    make_entry,
    make_membership,
    make_organisation,
    make_promise,
    make_prompt_version,
    make_share,
    make_supervision,
    make_team,
    make_user,
    make_words,
)
from tests.meetings.makers import give
from tests.meetings.planning import make_plan
from tests.supervision.agreeing import agreed, change, draft_of, sign
from tests.supervision.makers import at_its_time, make_group, make_recorded, make_session
from tests.supervision.telling import make_given

# None of it may stand in a mail, nor be taken for what it looks like.
PIECES = [
    "thief@example.test",
    "X-Pushed",
    "{{ 7 }}",
    "{% load",
    "<script",
    "=?utf-8?q?",
    "RCPT TO",
]
HOSTILE = [
    "\r\nBcc: thief@example.test", "\nX-Pushed: yes", "{{ 7 }}{% load x %}",
    "<script>alert(1)</script>", "=?utf-8?q?Bcc=3A_thief?=", "\r\n.\r\nRCPT TO:<thief>",
    "\u2028X-Pushed: yes", "\x85X-Pushed: yes", " Zoë, naïve ☃ ",
]  # fmt: skip
ROLES = {"writer": "member", "ben": "supervisor", "chloe": "supervisor", "dev": "leader",
         "gwen": "leader", "lena": "safeguarding", "hana": "administrator"}  # fmt: skip


class House:
    def __init__(self, number: int, markers: list[str]) -> None:
        self.chance, self.markers = random.Random(number), markers
        self.team = make_team(make_organisation(self.typed("house")[:120]), self.typed("team")[:80])
        self.people = {name: self.person(name, role) for name, role in ROLES.items()}
        self.writer, self.ben, self.chloe = (self.people[n] for n in ("writer", "ben", "chloe"))
        self.version = make_prompt_version()
        self.pair = self.paired(self.ben, self.writer)

    def typed(self, what: str) -> str:
        marker = new_marker(what)
        self.markers.append(marker)
        return f"{marker} {self.chance.choice(HOSTILE)}"

    def person(self, name: str, role: str) -> User:
        made = make_user(self.typed(name)[:80], f"{new_marker('at')}@example.test")
        make_membership(made, self.team, role)
        return made

    def paired(self, supervisor: User, supervisee: User) -> Supervision:
        house = self.team.organisation
        return make_supervision(supervisor, supervisee, organisation=house)

    def play(self) -> None:
        self.share()
        self.worry()
        self.look_back()
        self.agree()
        self.meet()
        self.meet_as_a_group()
        self.say_how_it_is()
        self.begin_and_end()
        self.change_hands()
        self.promise()
        self.meet_as_a_team()

    # Journals.

    def given(self, pair: Supervision | None = None, *, opened: bool = True) -> Share:
        typed = self.typed
        entry = make_entry(
            self.writer, self.version, title=typed("title"), private_note=typed("note"),
            answers={"happened": typed("answer")},
        )  # fmt: skip
        share = make_share(entry, pair or self.pair, "happened", "title", ask=typed("ask"))
        if opened:
            sharing.open_share(share_id=share.pk, reader=self.ben)
        return share

    def share(self) -> None:
        self.given(opened=False)
        share = self.given()
        words = {slot: self.typed(slot) for slot in ("noticed", "question", "try_next")}
        revision = make_words(share, **words).revision
        reviewing.give_review(
            share_id=share.pk, reader=self.ben, outcome="returned", revision=revision
        )
        for by in (self.writer, self.ben):
            kind, text = Reply.Kind.ANSWER, self.typed("reply")
            reviewing.add_reply(share_id=share.pk, by=by, kind=kind, text=text)
        talking.talk_in_person(share_id=share.pk, reader=self.ben)
        say_read(share_ids=[self.given().pk], reader=self.ben)
        long = Share.objects.filter(pk=self.given(opened=False).pk)
        long.update(shared_at=timezone.now() - timedelta(days=15))
        tell_waiting()
        make_outside(make_entry(self.writer, self.version, answers={"happened": self.typed("out")}))

    def worry(self) -> None:
        told, asked = (
            concerns.raise_concern(
                share_id=self.given().pk, reader=self.ben, tell_now=False, reason="danger"
            )
            for _number in range(2)
        )
        concerns.tell_writer(concern_id=told.pk, by=self.people["lena"])
        assert asked.is_delayed

    def look_back(self) -> None:
        coming_back.choose(person=self.writer, on_this_day=True, six_weeks=True)
        finished = timezone.now() - SIX_WEEKS + timedelta(seconds=5)
        make_entry(
            self.writer, self.version, title=self.typed("title"), started_at=finished,
            finished_at=finished, answers={"happened": self.typed("answer")},
        )  # fmt: skip
        with time_machine.travel(finished + SIX_WEEKS + timedelta(minutes=1)):
            assert coming_back.tell_due() == 1

    # Supervision.

    def agree(self) -> None:
        gwen, dev = self.people["gwen"], self.people["dev"]
        sign(self.draft(self.pair, self.writer), self.writer, self.typed("signed"))
        other = self.paired(self.chloe, dev)
        agreed(other, aims=self.typed("aims"), review_on=house_day() + timedelta(days=2))
        tell_reviews_due()
        peers.ask_peer(asker=dev, asked_id=gwen.pk)
        ask, yes = self.person("asker", "leader"), self.person("peer", "leader")
        request = peers.ask_peer(asker=ask, asked_id=yes.pk)
        peers.answer_peer(request=request, asked=yes, yes=True)

    def draft(self, pair: Supervision, by: User) -> Agreement:
        return change(draft_of(pair, by, aims=self.typed("aims")), by, aims=self.typed("aims"))

    def meet(self) -> None:
        make_session(self.pair, place=self.typed("place"))
        moved, off = (make_session(self.pair, place=self.typed("place"),
                                   starts_at=timezone.now() + timedelta(days=days))
                      for days in (1, 5))  # fmt: skip
        sessions.change_session(
            session_id=moved.pk, actor=self.ben, starts_at=moved.starts_at + timedelta(hours=1),
            minutes=50, place=self.typed("place"),
        )  # fmt: skip
        sessions.call_off(session_id=off.pk, actor=self.ben)
        tell_tomorrow()
        topics.add_topic(supervision=self.pair, by=self.writer, text=self.typed("topic"))
        record = {"functions": ["formative"], "themes": self.typed("themes")}
        taken_on = ActionRow(self.typed("action"), self.writer.pk, house_day())
        for remark in ("", self.typed("remark")):
            held = self.met(2 if remark else 7)
            held = make_recorded(held, record=record, actions=[taken_on])
            if remark:
                recording.acknowledge(
                    session_id=held.pk, actor=self.writer, revision=1, remark=remark
                )
        tell_actions_due()

    def meet_as_a_group(self) -> None:
        second, third = (self.person(name, "member") for name in ("second", "third"))
        for one in (second, third):
            self.paired(self.ben, one)
        group = make_group(self.ben, [self.writer, second, third], aim=self.typed("group-aim"))
        before_groups.ask_for(share_id=self.given().pk, session_id=group.pk, supervisor=self.ben)
        sessions.change_session(
            session_id=group.pk, actor=self.ben, starts_at=group.starts_at, minutes=90,
            aim=group.aim, people=[self.writer, second],
        )  # fmt: skip

    def say_how_it_is(self) -> None:
        told = make_given(self.pair, helps=self.typed("helps"))
        feedback.open_feedback(feedback_id=told.pk, reader=self.ben)
        feedback.thank_for_feedback(
            feedback_id=told.pk, reader=self.ben, reply=self.typed("thanks")
        )
        make_given(self.pair, helps=self.typed("helps"))

    def begin_and_end(self) -> None:
        new, old = (self.person(name, "member") for name in ("new", "old"))
        start_supervision(
            supervisor=self.chloe, supervisee=new, organisation=self.team.organisation
        )
        end_supervision(supervision=self.paired(self.chloe, old), actor=self.chloe)

    def met(self, days: int) -> SupervisionSession:
        """So many days ago."""
        at = timedelta(days=days, minutes=1)
        planned = make_session(self.pair, starts_at=timezone.now() + at, place=self.typed("place"))
        return at_its_time(planned, timezone.now() - at)

    def change_hands(self) -> None:
        self.asks(self.pair, Handing.Kind.COVER)
        asked = self.asks(self.pair, Handing.Kind.HAND_ON)
        asking.answer_as_colleague(handing_id=asked.pk, actor=self.chloe, yes=True)
        other = self.paired(self.ben, self.person("other", "member"))
        settled = self.asks(other, Handing.Kind.COVER)
        asking.answer_as_colleague(handing_id=settled.pk, actor=self.chloe, yes=True)
        handing.accept_as_writer(handing_id=settled.pk, actor=other.supervisee)
        wishes.wish_for_another(supervision_id=other.pk, actor=other.supervisee)
        assert SupervisorWish.objects.filter(supervision=other).exists()

    def asks(self, pair: Supervision, kind: str) -> Handing:
        days = {"first_on": house_day(), "last_on": house_day() + timedelta(days=6)}
        return asking.ask_handing(
            supervision_id=pair.pk, actor=self.ben, to_id=self.chloe.pk, kind=kind,
            **(days if kind == Handing.Kind.COVER else {}),
        )  # fmt: skip

    # Promises and meetings.

    def promise(self) -> None:
        dev, gwen = self.people["dev"], self.people["gwen"]
        kept = {"what": self.typed("promised"), "to_role": self.typed("to-role")[:60]}
        make_promise(dev, **kept, due_on=house_day())
        promises.tell_due()
        for answered in (False, True):
            promise = make_promise(dev, **kept)
            offer = promises.offer_hand_over(promise_id=promise.pk, actor=dev, to_id=gwen.pk)
            if answered:
                promises.decline_hand_over(offer_id=offer.pk, actor=gwen)

    def meet_as_a_team(self) -> None:
        dev = self.people["dev"]
        for off in (False, True):
            plan = make_plan(self.team, dev)
            planning.change_meeting(
                meeting_id=plan.pk, actor=dev, starts_at=plan.starts_at, facilitator=dev,
                aim=self.typed("aim"),
            )  # fmt: skip
            plan.refresh_from_db()
            give(plan, self.typed("response"))
            if off:
                planning.cancel_meeting(meeting_id=plan.pk, actor=dev)
