"""Devices as their owners use them: browsers with cookies of their own, and no sign-in."""

from typing import Any

from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from tests.meetings.makers import asking_of


class Phone:
    """A browser that joins a meeting by its code."""

    def __init__(self, meeting: Meeting, client: Client | None = None) -> None:
        self.meeting, self.code = meeting, meeting.join_code
        self.client = client or Client()

    def join(self, code: str = "", **besides: Any) -> Any:
        data = {"code": code or self.code, **besides}
        return self.client.post(reverse("meetings:join"), data)

    def joined(self) -> "Phone":
        response = self.join()
        assert response.status_code == 303, response.status_code
        return self

    def look(self) -> Any:
        return self.client.get(reverse("meetings:join_code", args=[self.code]))

    def text(self) -> str:
        response = self.look()
        assert response.status_code == 200
        return response.content.decode()

    def state(self, etag: str = "") -> Any:
        headers = {"If-None-Match": etag, "Accept": "application/json"}
        return self.client.get(reverse("meetings:join_state", args=[self.code]), headers=headers)

    def send(self, *texts: str, script: bool = False, **besides: Any) -> Any:
        url = reverse("meetings:join_answer", args=[self.code, asking_of(self.meeting).pk])
        headers = {"Accept": "application/json"} if script else {}
        data = {"q-happened": list(texts), "do": "send", **besides}
        return self.client.post(url, data, headers=headers)

    def choose(self, *cards: str) -> Any:
        url = reverse("meetings:join_vote", args=[self.code, asking_of(self.meeting).pk])
        return self.client.post(url, {"card": list(cards)})


def five_answer(meeting: Meeting) -> list[Phone]:
    phones = [Phone(meeting).joined() for _number in range(5)]
    for number, phone in enumerate(phones):
        assert phone.send(f"zq-answer-{number}").status_code == 303
    return phones
