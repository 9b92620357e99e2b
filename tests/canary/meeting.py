"""The part of the scene in which a team meets: planned, answered, written down, carried home."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings import devices
from meetings.binding import bind
from meetings.models import Asking, Meeting, ParkedPage
from meetings.services import revealing, running
from tests.makers import make_membership, make_prompt_version, make_team
from tests.meetings.phones import Phone
from vault.fields import seal_for
from vault.ids import short

if TYPE_CHECKING:
    from tests.canary.scene import Scene

NAMES = ["aim", "response", "vote", "device", "slip", "minute", "doer", "minutes-parked"]


class MeetingTogether:
    def __init__(self, scene: "Scene") -> None:
        self.scene, self.marks = scene, scene.markers
        self.team = make_team()
        make_membership(scene.person, self.team, "leader")

    def play(self) -> None:
        meeting = self.plan()
        phones = self.answer(meeting)
        self.write_down(meeting)
        self.carry(meeting, phones[0])
        self.mark_what_devices_left(meeting)

    def post(self, name: str, *args: Any, **fields: Any) -> None:
        assert self.scene.post(f"meetings:{name}", *args, **fields).status_code == 303, name

    def plan(self) -> Meeting:
        version = make_prompt_version()
        when = timezone.localtime(timezone.now() + timedelta(hours=1))
        moment = {"day": when.strftime("%Y-%m-%d"), "time": when.strftime("%H:%M")}
        self.post(
            "meeting_create", **moment, team=short(self.team.pk), preset="moment",
            prompt=short(version.prompt_id), facilitator="me",
        )  # fmt: skip
        meeting = Meeting.objects.get()
        person = self.scene.person
        self.post(
            "meeting_edit", meeting.pk, **moment, binding=bind(meeting, person),
            facilitator=short(person.pk), aim=self.marks["aim"],
        )  # fmt: skip
        page = self.scene.client.get(meeting.get_absolute_url()).content.decode()
        assert self.marks["aim"] in page
        return meeting

    def answer(self, meeting: Meeting) -> list[Phone]:
        browsers = [Client(SERVER_NAME="localhost") for _number in range(5)]
        phones = [Phone(meeting, browser).joined() for browser in browsers]
        for phone in phones:
            answer = phone.send(f"{self.marks['response']} and more")
            self.scene.note(answer)
            assert answer.status_code == 303
        self.post("meeting_move", meeting.pk, do="start", sure="1")
        asking = Asking.objects.get(meeting=meeting)
        revealing.reveal(asking_id=asking.pk, actor=self.scene.person)
        Meeting.objects.filter(pk=meeting.pk).update(item=meeting.items.get(block="reveal"))
        assert self.marks["response"] in phones[0].text()
        return phones

    def write_down(self, meeting: Meeting) -> None:
        page = {"binding": bind(meeting, self.scene.person), "rows-promise": "newlinerow",
                "role-newlinerow": self.marks["doer"], "looked": "on"}  # fmt: skip
        words = {"text-newlinerow": self.marks["minute"]}
        self.post("minutes_edit", meeting.pk, **page, **words)
        too_long = {"text-newlinerow": f"{self.marks['minutes-parked']} " * 30}
        self.post("minutes_edit", meeting.pk, **page, **too_long)
        assert ParkedPage.objects.count() == 1
        shown = self.scene.client.get(reverse("meetings:minutes_edit", args=[meeting.pk]))
        assert self.marks["minutes-parked"] in shown.content.decode()

    def carry(self, meeting: Meeting, phone: Phone) -> None:
        running.end_meeting(meeting_id=meeting.pk, actor=self.scene.person)
        keep = reverse("meetings:join_keep")
        assert self.marks["response"] in phone.client.get(keep).content.decode()
        answer = phone.client.post(keep, {"meeting": meeting.pk.hex})
        self.scene.note(answer)
        carry, cookies = reverse("desk:carry", args=[meeting.pk]), self.scene.client.cookies
        cookies[devices.CARRY] = phone.client.cookies[devices.CARRY].value
        assert self.marks["response"] in self.scene.client.get(carry).content.decode()
        carried = self.scene.post("desk:carry", meeting.pk, do="carry")
        shown = self.scene.client.get(carried.headers["Location"]).content.decode()
        assert self.marks["response"] in shown

    def mark_what_devices_left(self, meeting: Meeting) -> None:
        """Digests and what only a device can open: no word stands in them, so one is put there."""
        asking = Asking.objects.get(meeting=meeting)
        rows = Asking.objects.filter(pk=asking.pk)
        rows.update(slips=seal_for(asking, "slips", {"x": self.marks["slip"]}))
        rows.update(votes=seal_for(asking, "votes", {"counts": {self.marks["vote"]: 1}}))
        marked = seal_for(meeting, "devices", [self.marks["device"]])
        Meeting.objects.filter(pk=meeting.pk).update(devices=marked)
