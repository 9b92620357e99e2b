"""What must hold of worries about safety, whatever was done: looked at after each step.

A writer is never told before the time unless who raised it or the lead says so, and never
untold past the latest moment, with a round that runs; and each person opens what they may open
in that state, and nothing else.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from hypothesis.stateful import RuleBasedStateMachine, invariant

from journals.models import Concern, ConcernStep
from notices.models import Notice
from people.audit import verify_trail
from people.models import AuditEvent, User
from tests.journals.concerns import Scene

WHOLE_EVERY = 5
LEADS = ("lead", "second")
EVERYBODY = ("reader", "writer", *LEADS, "stranger", "chief", "administrator", "superuser")


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


class WatchedConcerns(RuleBasedStateMachine):
    scene: Scene
    people: dict[str, User]
    worries: dict[uuid.UUID, Worry]
    leads: set[str]
    now: datetime
    steps = refused = 0

    def may_open(self, who: str, worry: Worry) -> str:
        """Which page."""
        if who == "reader":
            return "detail"
        if who == "writer":
            return "told" if worry.told else ""
        is_asked = worry.asked_lead and worry.state != "closed"
        return "detail" if who in self.leads and is_asked else ""

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
