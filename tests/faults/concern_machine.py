"""What may befall a worry in any order: raised, put off, told and closed, with the days passing."""

from __future__ import annotations

import os
import uuid
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from journals.models import Concern, InvalidMove, Share
from journals.services import concerns, entries, sharing
from journals.services.concerns import NotDecidedError
from people.models import Membership
from tests.conftest import make_cast
from tests.faults.concern_checks import EVERYBODY, LEADS, WatchedConcerns, Worry
from tests.journals.concerns import make_scene

STEPS_AN_EXAMPLE = 25
LATEST, UNANSWERED, WITHOUT_LEAD = timedelta(days=28), timedelta(days=7), timedelta(hours=72)
STAYS_OPEN = timedelta(days=90)
REASONS, ENDINGS = ("danger", "asked", "unreached"), ("in-hand", "talked", "misread")
people = st.sampled_from(EVERYBODY)
hours = st.sampled_from([1, 1, 5, 5, 20, 20, 71, 73, 24 * 8, 24 * 27, 24 * 91])


class ConcernMachine(WatchedConcerns):
    @initialize(raised=st.sampled_from(["later"] * 6 + ["now", ""]))
    def begin(self, raised: str) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.worries = {}
        self.leads = set(LEADS)
        self.shut = False
        self.now = timezone.now()
        self.clock = time_machine.travel(self.now, tick=False)
        self.clock.start()
        if raised:
            self.raise_it("reader", now=raised == "now", reason="danger")

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def tries(self, refusal: type[Exception] | None, call: Any) -> Any:
        type(self).refused += refusal is not None
        try:
            with transaction.atomic():
                done = call()
        except Exception as error:
            if refusal is None or type(error) is not refusal:
                raise AssertionError(f"{error!r} instead of {refusal}") from error
            return None
        assert refusal is None, f"let through, instead of {refusal}"
        return done

    @property
    def open_one(self) -> tuple[uuid.UUID, Worry] | None:
        return next(((k, w) for k, w in self.worries.items() if w.state != "closed"), None)

    def pick(self, data: st.DataObject) -> tuple[uuid.UUID, Worry] | None:
        if not self.worries:
            return None
        delayed = [one for one in self.worries.items() if one[1].state == "delayed"]
        return data.draw(st.sampled_from([*self.worries.items(), *delayed * 3]))

    def tell(self, worry: Worry, step: str) -> None:
        worry.state, worry.told = "told", self.now
        worry.steps.append(step)

    # What they do.

    @rule(
        who=people,
        now=st.sampled_from([False, False, True]),
        reason=st.sampled_from([*REASONS, "", "talked"]),
    )
    def raise_it(self, who: str, now: bool, reason: str) -> None:
        refusal: type[Exception] | None = None
        if not now and reason not in REASONS:
            refusal = NotDecidedError
        if who != "reader":
            refusal = Share.DoesNotExist
        made = self.tries(
            refusal,
            lambda: concerns.raise_concern(
                share_id=self.scene.share.pk,
                reader=self.people[who],
                tell_now=now,
                reason=reason,
            ),
        )
        if refusal:
            return
        if (before := self.open_one) is not None:
            assert made.pk == before[0]
            if now and before[1].state == "delayed":
                self.tell(before[1], "told")
            return
        worry = self.worries[made.pk] = Worry(self.now, steps=["raised"])
        if now:
            self.tell(worry, "told")
            return
        worry.state, worry.asked_lead = "delayed", True
        worry.tell_after = self.now + (UNANSWERED if self.leads else WITHOUT_LEAD)
        worry.steps.append("put-off")

    @rule(
        data=st.data(),
        who=people | st.sampled_from(LEADS) | st.sampled_from(LEADS),
        days=st.sampled_from([-1, 0.5, 3, 9, 14, 20, 27.9, 28, 28.1, 60]),
        reason=st.sampled_from([*REASONS, *REASONS, "", "misread"]),
    )
    def set_day(self, data: st.DataObject, who: str, days: float, reason: str) -> None:
        if (found := self.pick(data)) is None:
            return
        pk, worry = found
        until = worry.made + timedelta(days=days)
        again = worry.last == (who, until, reason) and who in self.leads
        if again and worry.state != "closed":  # pressed twice: taken as one
            concerns.set_day(concern_id=pk, lead=self.people[who], until=until, reason=reason)
            return
        self.tries(
            self.why_not(worry, who, until, reason),
            lambda: concerns.set_day(
                concern_id=pk, lead=self.people[who], until=until, reason=reason
            ),
        )
        if self.why_not(worry, who, until, reason) is None:
            worry.decided += 1
            worry.tell_after = until
            worry.steps.append("set" if worry.decided == 1 else "extended")
            worry.last = (who, until, reason)

    @rule(data=st.data(), who=st.sampled_from(LEADS), days=st.sampled_from([5, 12, 20, 28, 29]))
    def decide(self, data: st.DataObject, who: str, days: float) -> None:
        """What a lead mostly does; by chance alone hardly any would be given more time."""
        self.set_day(data, who, days, "asked")

    def why_not(
        self, worry: Worry, who: str, until: datetime, reason: str
    ) -> type[Exception] | None:
        if who not in self.leads or not worry.asked_lead or worry.state == "closed":
            return Concern.DoesNotExist
        if worry.state != "delayed" or not worry.tell_after or worry.tell_after <= self.now:
            return InvalidMove
        too_late = until <= self.now or until > worry.made + LATEST
        no_later = worry.decided > 0 and until <= worry.tell_after
        if reason not in REASONS or too_late or worry.decided > 1 or no_later:
            return NotDecidedError
        return None

    @rule(data=st.data(), who=people | st.sampled_from(["writer", "chief", "superuser"]))
    def tell_now(self, data: st.DataObject, who: str) -> None:
        if (found := self.pick(data)) is None:
            return
        pk, worry = found
        refusal = None if self.may_open(who, worry) == "detail" else Concern.DoesNotExist
        self.tries(refusal, lambda: concerns.tell_writer(concern_id=pk, by=self.people[who]))
        if refusal is None and worry.state == "delayed":
            self.tell(worry, "told")

    @rule(data=st.data(), who=people | st.just("reader"), reason=st.sampled_from([*ENDINGS, ""]))
    def close(self, data: st.DataObject, who: str, reason: str) -> None:
        if (found := self.pick(data)) is None:
            return
        pk, worry = found
        refusal: type[Exception] | None = None
        if worry.state == "delayed":
            refusal = InvalidMove
        if reason not in ENDINGS:
            refusal = NotDecidedError
        if who != "reader":
            refusal = Concern.DoesNotExist
        person = self.people[who]
        self.tries(refusal, lambda: concerns.close(concern_id=pk, raiser=person, reason=reason))
        if refusal is None and worry.state == "told":
            worry.state = "closed"
            worry.steps.append("closed")

    # What befalls them.

    @rule(hours=hours)
    def time_passes(self, hours: int) -> None:
        """And a round runs, as it does every few minutes."""
        self.now += timedelta(hours=hours)
        self.clock.stop()
        self.clock = time_machine.travel(self.now, tick=False)
        self.clock.start()
        due = [w for w in self.worries.values() if w.tell_after and w.tell_after <= self.now]
        due = [w for w in due if w.state == "delayed"]
        assert concerns.tell_due() == len(due)
        for worry in due:
            self.tell(worry, "day-came")
        old = [w for w in self.worries.values() if w.state == "told" and w.told]
        old = [w for w in old if w.told and w.told + STAYS_OPEN <= self.now]
        assert concerns.close_old() == len(old)
        for worry in old:
            worry.state = "closed"
            worry.steps.append("lapsed")

    @rule(who=st.sampled_from(LEADS))
    def lead_comes_or_goes(self, who: str) -> None:
        self.leads ^= {who}
        role = ["safeguarding"] if who in self.leads else ["member"]
        Membership.objects.filter(user=self.people[who]).update(roles=role)

    @rule(how=st.sampled_from(["withdraw", "delete"]))
    def shut_it(self, how: str) -> None:
        if self.shut:
            return
        self.shut = True
        if how == "withdraw":
            sharing.withdraw_share(share_id=self.scene.share.pk, author=self.scene.writer)
        else:
            entry = self.scene.share.entry
            entry.refresh_from_db()
            entries.delete_entry(entry=entry, actor=self.scene.writer)


def run_machine(number: int, steps: int) -> None:
    cast = make_cast()
    ConcernMachine.scene = scene = make_scene(cast)
    ConcernMachine.people = {
        "reader": scene.reader, "writer": scene.writer, "lead": scene.lead,
        "second": scene.second, "stranger": scene.stranger, "chief": cast.dev,
        "administrator": cast.hana, "superuser": cast.grace,
    }  # fmt: skip
    ConcernMachine.steps = ConcernMachine.refused = 0
    run_state_machine_as_test(
        seed(number)(ConcernMachine),
        settings=settings(
            max_examples=steps // STEPS_AN_EXAMPLE + 8,  # not each goes to its end
            stateful_step_count=STEPS_AN_EXAMPLE,
            deadline=None,
            report_multiple_bugs=False,
            database=None,
            phases=list(Phase) if "REFLECT_SHRINK" in os.environ else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
