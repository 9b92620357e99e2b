"""Every order in which a worry may be raised, put off, told and closed, with the days passing.

What must hold: its writer is never told before its time unless who raised it or the lead says
so, and never untold past the latest moment, with a round that runs; and each person opens what
they may open in that state, and nothing else.
"""

from __future__ import annotations

import os
import sys
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from journals.models import Concern, ConcernStep, InvalidMove, Share
from journals.services import concerns, entries, sharing
from journals.services.concerns import NotDecidedError
from notices.models import Notice
from people.audit import verify_trail
from people.models import AuditEvent, Membership, User
from tests.conftest import make_cast
from tests.journals.concerns import Scene, make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]

SEED = int(os.environ.get("REFLECT_SEED", "20261127"))
STEPS = int(os.environ.get("REFLECT_CONCERN_STEPS", "500"))
STEPS_AN_EXAMPLE = 25
WHOLE_EVERY = 5
LATEST, UNANSWERED, WITHOUT_LEAD = timedelta(days=28), timedelta(days=7), timedelta(hours=72)
STAYS_OPEN = timedelta(days=90)
REASONS, ENDINGS = ("danger", "asked", "unreached"), ("in-hand", "talked", "misread")
LEADS = ("lead", "second")
EVERYBODY = ("reader", "writer", *LEADS, "stranger", "chief", "administrator", "superuser")
people = st.sampled_from(EVERYBODY)
hours = st.sampled_from([1, 1, 5, 5, 20, 20, 71, 73, 24 * 8, 24 * 27, 24 * 91])


@dataclass
class Worry:
    """One worry as the three of them remember it; told by the rules, not by the program."""

    made: datetime
    tell_after: datetime | None = None
    state: str = "raised"
    decided: int = 0
    told: datetime | None = None
    asked_lead: bool = False
    last: tuple[str, datetime, str] | None = None  # what a lead decided last
    steps: list[str] = field(default_factory=list)


class ConcernMachine(RuleBasedStateMachine):
    scene: Scene
    people: dict[str, User]
    steps = refused = 0

    @initialize(raised=st.sampled_from(["later"] * 6 + ["now", ""]))
    def begin(self, raised: str) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.worries: dict[uuid.UUID, Worry] = {}
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

    def may_open(self, who: str, worry: Worry) -> str:
        """Which page."""
        if who == "reader":
            return "detail"
        if who == "writer":
            return "told" if worry.told else ""
        is_asked = worry.asked_lead and worry.state != "closed"
        return "detail" if who in self.leads and is_asked else ""

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

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if not hasattr(self, "worries"):
            return
        type(self).steps += 1
        assert Concern.objects.count() == len(self.worries)
        for pk, worry in self.worries.items():
            row = Concern.objects.get(pk=pk)
            assert (row.state, row.told_at, row.tell_after) == (
                worry.state, worry.told, worry.tell_after,
            )  # fmt: skip
            self.told_in_time(row)
            steps = list(ConcernStep.objects.filter(concern=pk).values_list("kind", flat=True))
            assert steps == worry.steps
        whole = type(self).steps % WHOLE_EVERY == 0
        for who in EVERYBODY if whole else ("writer", "lead"):
            self.sees_what_they_may(who)
        if whole:
            self.is_in_the_trails()

    def told_in_time(self, row: Concern) -> None:
        steps = {step.kind: step for step in ConcernStep.objects.filter(concern=row)}
        assert row.told_at or self.now < row.latest, "untold past the latest moment"
        assert not row.tell_after or row.tell_after <= row.latest
        if row.told_at and "told" not in steps:
            assert row.tell_after and row.tell_after <= row.told_at, "told before its time"
        if "told" in steps:
            assert steps["told"].by in (self.people["reader"], *map(self.people.get, LEADS))

    def sees_what_they_may(self, who: str) -> None:
        person, visible = self.people[who], Concern.objects.visible_to(self.people[who])
        pages = {"detail": visible.handled_by(person), "told": visible.told_to(person)}
        for page, rows in pages.items():
            may = {pk for pk, w in self.worries.items() if self.may_open(who, w) == page}
            assert set(rows.values_list("pk", flat=True)) == may, (who, page)
        steps = ConcernStep.objects.visible_to(person).values_list("concern", flat=True)
        assert set(steps) == {pk for pk, w in self.worries.items() if self.may_open(who, w)}

    def is_in_the_trails(self) -> None:
        writer, reader = self.scene.writer, self.scene.reader
        told = [pk for pk, worry in self.worries.items() if worry.told]
        rows = AuditEvent.objects.filter(object_type="concern")
        assert sorted(rows.filter(person=writer).values_list("object_id", flat=True)) == sorted(
            told
        )
        news = Notice.objects.filter(person=writer, kind__startswith="concern")
        assert sorted(news.values_list("about_id", flat=True)) == sorted(told)
        course = [
            s for w in self.worries.values() for s in w.steps if s not in ("closed", "lapsed")
        ]
        assert rows.filter(person=reader).count() == len(course)
        assert not rows.exclude(person__in=[writer, reader]).exists()
        assert verify_trail(writer) is verify_trail(reader) is None


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


def test_every_order_keeps_what_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    run_machine(SEED, STEPS)
    tried = f"{ConcernMachine.steps} steps, {ConcernMachine.refused} of them refused"
    with capsys.disabled():
        sys.stdout.write(f"\nconcerns: {tried}, seed {SEED}\n")
    assert ConcernMachine.steps >= STEPS
    assert ConcernMachine.refused > ConcernMachine.steps / 20, "hardly anything was tried in vain"


def nothing(*args: Any, **kwargs: Any) -> Any:
    return ""


BREAKS: dict[str, list[tuple[Any, str, Any]]] = {
    "a lead may put it off for good": [(concerns, "_refused", nothing)],
    "the writer's trail says nothing": [(concerns, "_record", nothing)],
}


@pytest.mark.sqlite  # what the checker sees is the same on every database
@pytest.mark.parametrize("broken", BREAKS)
def test_the_checker_sees_what_is_broken(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, instead in BREAKS[broken]:
        monkeypatch.setattr(owner, name, instead)
    with pytest.raises(AssertionError):
        run_machine(SEED, 300)
