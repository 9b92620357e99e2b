"""Standing in and handing on, done in the model as well: the writer decides what is opened."""

import uuid
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Least
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from journals.models import Share
from journals.services import handing as answering
from journals.services import sharing
from journals.services.endings import close_ended, end_supervision
from people.days import house_day
from supervision.models import Handing, Supervision
from supervision.services import handing
from supervision.services.handing import HandingRefused
from tests.faults.share_machine import SharingMachine, has_entry
from tests.faults.share_model import OPEN, WRITER, Given
from tests.faults.share_model_pairs import Asked, Cover
from tests.faults.share_stage import LEADING, OTHERS, STAND_IN

Days = tuple[int, int]

leading = st.sampled_from(LEADING)
colleagues = st.sampled_from([*LEADING, STAND_IN, STAND_IN])
has_asked = precondition(lambda self: self.model.asked)
has_covers = precondition(lambda self: self.model.covers)


class CoverMachine(SharingMachine):
    @rule(
        by=leading,
        to=colleagues,
        days=st.sampled_from([None, None, (0, 6), (0, 0), (3, 5), (0, -1), (-9, -2), (0, 400)]),
    )
    def ask_colleague(self, by: str, to: str, days: Days | None) -> None:
        self.ask(by, to, days)

    def ask(self, by: str, to: str, days: Days | None) -> uuid.UUID | None:
        model = self.model
        if (pair := self.pairs.get(by)) is None:
            return None
        same = (
            pk
            for pk, one in model.asked.items()
            if one.is_open and (one.pair, one.is_cover) == (pair, days is not None)
        )
        before = next(same, None)
        runs = model.running.get(by) == pair and by not in model.away
        can = to not in model.running and to not in model.away
        can_be = days is None or (days[0] <= days[1] and days[1] >= 0 and days[1] - days[0] <= 366)
        refusal = None if runs and (before or (can and can_be)) else HandingRefused
        first, last = days or (0, 0)
        made = self.tries(
            refusal,
            lambda: handing.ask_handing(
                supervision_id=pair,
                actor=self.stage.person(by),
                to_id=self.stage.person(to).pk,
                kind=Handing.Kind.HAND_ON if days is None else Handing.Kind.COVER,
                first_on=days and house_day() + timedelta(days=first),
                last_on=days and house_day() + timedelta(days=last),
            ),
        )
        if refusal:
            return None
        assert before in (None, made.pk)
        asked = Asked(pair, by, to, days is not None, first, last)
        model.asked.setdefault(made.pk, asked)
        return made.pk

    @has_asked
    @rule(data=st.data(), who=st.sampled_from([None] * 6 + [*LEADING, WRITER, *OTHERS]),
          yes=st.sampled_from([True, True, False]))  # fmt: skip
    def answer_as_colleague(self, data: st.DataObject, who: str | None, yes: bool) -> None:
        pk = data.draw(st.sampled_from(list(self.model.asked)))
        self.colleague_says(pk, who or self.model.asked[pk].to, yes)

    def colleague_says(self, pk: uuid.UUID, who: str, yes: bool) -> None:
        asked = self.model.asked[pk]
        self.touched = asked.to
        refusal: type[Exception] | None = None
        if who != asked.to or asked.pair not in self.model.running.values():
            refusal = HandingRefused
        if not self.model.may_see(who, asked):
            refusal = Handing.DoesNotExist
        person = self.stage.person(who)
        self.tries(
            refusal,
            lambda: handing.answer_as_colleague(handing_id=pk, actor=person, yes=yes),
        )
        if refusal is None and asked.state == "asked":
            asked.state = "willing" if yes else "declined"
            asked.writer_knows = yes

    @has_asked
    @rule(data=st.data(), who=st.sampled_from([WRITER] * 6 + [*LEADING, *OTHERS]),
          yes=st.sampled_from([True, True, False]))  # fmt: skip
    def answer_as_writer(self, data: st.DataObject, who: str, yes: bool) -> None:
        self.writer_says(data.draw(st.sampled_from(list(self.model.asked))), who, yes)

    def writer_says(self, pk: uuid.UUID, who: str, yes: bool) -> None:
        model, asked = self.model, self.model.asked[pk]
        self.touched = asked.to
        counts = who == WRITER and asked.state == "willing"
        refusal: type[Exception] | None = None
        if yes and counts:
            gone = asked.pair not in model.running.values() or asked.to in model.away
            if (
                gone
                or asked.to in model.running
                or (asked.is_cover and model.stands_in_then(asked))
            ):
                refusal = HandingRefused
        if not model.may_see(who, asked):
            refusal = Handing.DoesNotExist
        says = answering.accept_as_writer if yes else handing.decline_as_writer
        said = self.tries(refusal, lambda: says(handing_id=pk, actor=self.stage.person(who)))
        if refusal or not counts:
            return
        asked.state = "done" if yes else "declined"
        if yes and asked.is_cover:
            days = (asked.first, asked.last + 1)
            model.covers[said.result_id] = Cover(asked.to, asked.pair, *days)
        elif yes:
            model.close(pair=model.end(asked.by))
            model.running[asked.to] = self.pairs[asked.to] = said.result_id

    @has_asked
    @rule(data=st.data(), who=st.sampled_from([None] * 4 + [*LEADING, WRITER]))
    def ask_no_longer(self, data: st.DataObject, who: str | None) -> None:
        pk, asked = data.draw(st.sampled_from(list(self.model.asked.items())))
        who = who or asked.by
        refusal = None if self.model.may_see(who, asked) else Handing.DoesNotExist
        person = self.stage.person(who)
        self.tries(refusal, lambda: handing.take_back(handing_id=pk, actor=person))
        if refusal is None and who == asked.by and asked.is_open:
            asked.state = "taken-back"

    # What mostly happens; by single steps alone hardly anybody would come to stand in.

    @rule(by=leading, to=colleagues, days=st.sampled_from([(0, 6), (0, 0), (3, 5)]),
          gives=st.booleans())  # fmt: skip
    def stand_in(self, by: str, to: str, days: Days, gives: bool) -> None:
        if (cover := self.all_say_yes(by, to, days)) and gives:
            for _press in range(2):  # the second gives nothing more
                self.give(cover, WRITER, set(self.model.shares))

    @rule(by=leading, to=colleagues)
    def hand_on(self, by: str, to: str) -> None:
        self.all_say_yes(by, to, None)

    def all_say_yes(self, by: str, to: str, days: Days | None) -> uuid.UUID | None:
        if by not in self.model.running or by == to or (pk := self.ask(by, to, days)) is None:
            return None
        known = set(self.model.covers)
        self.colleague_says(pk, self.model.asked[pk].to, yes=True)
        if self.model.asked[pk].state == "willing":
            self.writer_says(pk, WRITER, yes=True)
        return next(iter(set(self.model.covers) - known), None)

    # What the writer gives to whom.

    @has_covers
    @rule(data=st.data(), who=st.sampled_from([WRITER] * 6 + [*LEADING, "ife"]))
    def give_to_cover(self, data: st.DataObject, who: str) -> None:
        ticked = st.sets(st.sampled_from(list(self.model.shares))) if self.model.shares else None
        pk = data.draw(st.sampled_from(list(self.model.covers)))
        self.give(pk, who, set() if ticked is None else data.draw(ticked))

    def give(self, cover_pk: uuid.UUID, who: str, ticked: set[uuid.UUID]) -> None:
        model, cover = self.model, self.model.covers[cover_pk]
        self.touched = cover.who
        runs = cover_pk in model.running_covers
        refusal = None if runs and who == WRITER else Supervision.DoesNotExist
        has = {
            (one.entry, one.shown)
            for one in model.shares.values()
            if one.pair == cover_pk and one.state in OPEN
        }
        go = [
            one
            for pk, one in sorted(model.shares.items())
            if pk in ticked and one.pair == cover.covers and one.state in ("waiting", "seen")
            if (one.entry, one.shown) not in has and not model.in_bin
        ]
        person = self.stage.person(who)
        given = self.tries(
            refusal,
            lambda: answering.give_to_cover(cover_id=cover_pk, writer=person, share_ids=ticked),
        )
        if refusal:
            return
        assert given == len(go)
        rows = Share.objects.filter(supervision=cover_pk).exclude(pk__in=model.shares)
        for pk, one in zip(sorted(rows.values_list("pk", flat=True)), go, strict=True):
            copy = Given(one.entry, cover.who, one.shown, cover_pk)
            copy.trail.append("shared")
            model.shares[pk] = copy

    @has_entry
    @precondition(lambda self: self.model.covers or STAND_IN in self.pairs)
    @rule(data=st.data())
    def share_with_stand_in(self, data: st.DataObject) -> None:
        model = self.model
        known = {pk: cover.who for pk, cover in model.covers.items()}
        if STAND_IN in self.pairs:
            known[self.pairs[STAND_IN]] = STAND_IN
        pair = data.draw(st.sampled_from(list(known)))
        self.touched = name = known[pair]
        refusal: type[Exception] | None = None
        if pair not in model.all_running:
            refusal = sharing.NoReaderError
        if model.in_bin:
            refusal = type(self.entry()).DoesNotExist
        revision, before = self.entry().revision, model.round_before(name)
        made = self.tries(refusal, lambda: self.stage.share(self.entry_id, [pair], revision))
        for share in made or []:
            given = Given(self.entry_id, name, model.text, pair, before)
            given.trail.append("shared")
            model.shares[share.pk] = given

    # The days.

    @has_covers
    @rule(data=st.data(), what=st.sampled_from(["begins", "is over", "is over, and a tick",
                                                "is ended by its writer"]))  # fmt: skip
    def a_day_comes(self, data: st.DataObject, what: str) -> None:
        pk, cover = data.draw(st.sampled_from(list(self.model.covers.items())))
        self.touched = cover.who
        if cover.end <= 0:
            return
        rows, today = Supervision.objects.filter(pk=pk), house_day()
        if what == "is ended by its writer":
            end_supervision(supervision=rows.get(), actor=self.stage.person(WRITER))
            cover.end = max(0, cover.first)
            if cover.first <= 0:
                self.model.close(pair=pk)
            return
        cover.first = min(cover.first, 0)
        rows.update(started_on=Least(F("started_on"), today))
        if what != "begins":
            cover.end = 0
            rows.update(ended_on=today)
        if what == "is over, and a tick":
            close_ended()
            self.model.close(ended=True)
