"""The part of the scene in which two people agree, meet and record, and a group has an aim."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from supervision.models import ParkedSheet, SupervisionSession
from supervision.pages import SHELF
from supervision.records import ActionRow
from supervision.services import feedback, recording
from tests.makers import make_supervision, make_user
from tests.supervision.agreeing import draft_of, sign
from tests.supervision.makers import make_group, make_recorded, make_session
from tests.supervision.telling import make_given

if TYPE_CHECKING:
    from tests.canary.scene import Scene

NAMES = ["terms", "signed", "place", "group-aim", "themes", "remark", "topic", "action",
         "sheet-parked", "pair-feedback", "thanks"]  # fmt: skip


class Supervising:
    def __init__(self, scene: "Scene") -> None:
        self.scene, self.marks = scene, scene.markers
        self.supervisor = make_user("Their supervisor")
        self.pair = make_supervision(self.supervisor, scene.person)

    def play(self) -> None:
        self.agree()
        self.bring_topics()
        self.meet()
        self.say_how_it_is()
        for path in (self.pair.get_absolute_url(), reverse("supervision:session_list")):
            assert self.scene.client.get(path).status_code == 200

    def agree(self) -> None:
        draft = draft_of(self.pair, self.scene.person, aims=self.marks["terms"])
        signed = sign(draft, self.scene.person, self.marks["signed"])
        page = self.scene.client.get(signed.get_absolute_url()).content.decode()
        assert self.marks["terms"] in page and self.marks["signed"] in page

    def bring_topics(self) -> None:
        self._bring(text=self.marks["topic"])
        self._bring(text=f"{self.marks['sheet-parked']} " * 2_000)
        assert ParkedSheet.objects.count() == 1
        page = self.scene.client.get(self.pair.get_absolute_url()).content.decode()
        assert self.marks["topic"] in page

    def _bring(self, **fields: Any) -> None:
        binding = SHELF.bind(self.scene.person, self.pair.pk)
        answer = self.scene.post(
            "supervision:topic_create", self.pair.pk, binding=binding, **fields
        )
        assert answer.status_code == 303

    def say_how_it_is(self) -> None:
        told = make_given(self.pair, helps=self.marks["pair-feedback"])
        feedback.open_feedback(feedback_id=told.pk, reader=self.supervisor)
        feedback.thank_for_feedback(
            feedback_id=told.pk, reader=self.supervisor, reply=self.marks["thanks"]
        )
        page = self.scene.client.get(told.get_absolute_url()).content.decode()
        assert self.marks["pair-feedback"] in page and self.marks["thanks"] in page

    def meet(self) -> None:
        person = self.scene.person
        session = make_session(self.pair, place=self.marks["place"])
        past = timezone.now() - timedelta(days=2)
        SupervisionSession.objects.filter(pk=session.pk).update(starts_at=past)
        session.refresh_from_db()
        make_recorded(
            session,
            record={"functions": ["formative"], "themes": self.marks["themes"]},
            actions=[ActionRow(self.marks["action"], person.pk)],
        )
        recording.acknowledge(
            session_id=session.pk, actor=person, revision=1, remark=self.marks["remark"]
        )
        page = self.scene.client.get(session.get_absolute_url()).content.decode()
        for name in ("place", "themes", "action", "remark"):
            assert self.marks[name] in page, name
        other = make_supervision(self.supervisor, make_user("Another"))
        make_group(self.supervisor, [person, other.supervisee], aim=self.marks["group-aim"])
