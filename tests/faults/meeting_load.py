"""A meeting of sixty on the real server, which is killed and started again in the middle.

    python -m tests.faults.meeting_load FOLDER PARTICIPANTS

Each participant is a browser of its own: it joins, asks every two seconds whether anything has
changed, and sends one answer, again and again until that is known to have come. Then the
answers are revealed. Prints a line of JSON: how long each answer took from when it could first
be heard (while the server was away nobody could), how long until its device showed all of
them, and what was lost or came twice.
"""

import json
import os
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.faults.busy import busyness
from tests.faults.served import Browser, Server

POLL = 2.0
WRITING = 8.0  # seconds over which the answers come
PATIENCE = 90.0


class Participant(threading.Thread):
    begin = threading.Event()

    def __init__(self, number: int, server: Server, code: str, asking: str, delay: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.code, self.number = Browser(server.port), code, number
        self.server, self.delay = server, delay
        self.post_to = f"/join/{code}/{asking}/"
        self.text = f"Answer of somebody, word {random.Random(number).getrandbits(64):x}."
        self.joined = self.pressed = self.acknowledged = self.shown = 0.0
        self.tries, self.polls, self.unchanged = 0, 0, 0
        self.errors: list[int] = []
        self.goes_on = True

    def run(self) -> None:
        while not self.browser.cookies.keys() - {"csrftoken"}:
            self._ask("POST", "/join/", {"code": self.code})
        self.joined = time.monotonic()
        self.begin.wait()
        time.sleep(self.delay)
        self._answer()
        self._wait_for_all()

    def _answer(self) -> None:
        """As static/js/meeting.js does."""
        self.pressed = time.monotonic()
        data = {"q-happened": self.text, "do": "send"}
        while True:
            self.tries += 1
            answer = self._ask("POST", self.post_to, data, Accept="application/json")
            if answer is not None and answer.headers.get("Reflect-Answer"):
                assert json.loads(answer.text)["outcome"] == "in", answer.text
                break
            time.sleep(0.25)
        self.acknowledged = time.monotonic()

    def waited(self, heard_again: float) -> float:
        """From the press, or from when somebody could be heard again if it fell in between."""
        was_away = self.pressed < heard_again and self.acknowledged > self.server.gone
        return self.acknowledged - (heard_again if was_away else self.pressed)

    def _wait_for_all(self) -> None:
        etag = ""
        while self.goes_on:
            answer = self._poll(etag)
            if answer is not None and answer.status == 200:
                etag = answer.headers["ETag"]
                page = self._ask("GET", f"/join/{self.code}/")
                if page is not None and page.text.count("Answer of somebody, word") >= EXPECTED:
                    self.shown = time.monotonic()
                    self.page = page.text
                    return
            time.sleep(POLL * random.uniform(0.85, 1.15))

    def _poll(self, etag: str) -> Any:
        headers = {"Accept": "application/json", "If-None-Match": etag}
        answer = self._ask("GET", f"/join/{self.code}/state/", **headers)
        self.polls += 1
        self.unchanged += answer is not None and answer.status == 304
        return answer

    def _ask(self, *request: Any, **headers: str) -> Any:
        try:
            answer = self.browser.ask(*request, **headers)
        except OSError:
            return None
        if answer.status >= 500:
            self.errors.append(answer.status)
        return answer


EXPECTED = 0


def main(folder: Path, participants: int) -> int:
    global EXPECTED
    EXPECTED = participants
    import django

    django.setup()
    from django.db import connection

    from tests.own_database import make_ready

    make_ready()
    meeting, asking, present, cookie = _make_meeting()
    connection.close()
    busy = busyness()
    server = Server(folder)
    server.start()
    try:
        leader = Browser(server.port, sessionid=cookie)
        people = [
            Participant(n, server, meeting.join_code, asking, n * WRITING / participants)
            for n in range(participants)
        ]
        began = time.monotonic()
        for person in people:
            person.start()
        _wait(lambda: all(person.joined for person in people))
        Participant.begin.set()
        time.sleep(WRITING / 2)
        server.kill()
        server.start()
        away = time.monotonic() - server.gone
        _wait(lambda: all(person.acknowledged for person in people))
        time.sleep(2 * POLL)  # so that there is nothing new for a while
        counted = leader.ask("GET", f"/meetings/{present}/state/")
        wall = leader.ask("GET", f"/meetings/{present}/present/").text
        seen = wall.partition('name="seen" value="')[2].partition('"')[0]
        press = {"do": "reveal", "seen": seen}
        revealed = leader.ask("POST", f"/meetings/{present}/move/", press)
        assert revealed.status == 303, revealed.status
        at = time.monotonic()
        _wait(lambda: all(person.shown for person in people))
        found = people[0].page
        late = [person for person in people if person.text not in person.page]
    finally:
        for person in people:
            person.goes_on = False
        server.stop()
    heard_again = min(p.acknowledged for p in people if p.acknowledged > server.gone)
    lines = server.log.read_text().splitlines()
    result = {
        "vendor": connection.vendor,
        "busy": round(max(busy, busyness()), 1),
        "participants": participants,
        "away": round(away, 2),
        "joined_within": _figures([p.joined - began for p in people]),
        "heard_within": _figures([p.waited(heard_again) for p in people]),
        "shown_within": _figures([p.shown - at for p in people]),
        "sent_again": sum(p.tries > 1 for p in people),
        "counted": json.loads(counted.text)["count"],
        "lost": [p.number for p in people if found.count(p.text) == 0],
        "twice": [p.number for p in people if found.count(p.text) > 1],
        "not_on_their_own_page": [p.number for p in late],
        "server_errors": sorted(error for p in people for error in p.errors),
        "unchanged": sum(p.unchanged for p in people),
        "logged_lines_about_join": sum("/join" in line or "Answer of" in line for line in lines),
        "logged_lines": len(lines),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _make_meeting() -> tuple[Any, str, str, str]:
    from django.test import Client

    from meetings.models import Meeting
    from tests.conftest import open_session
    from tests.makers import make_membership, make_team, make_user
    from tests.meetings.makers import asking_of, make_running
    from vault.ids import short

    leader, team = make_user("Dev"), make_team()
    make_membership(leader, team, "leader")
    meeting = make_running(team, leader)
    reveal = meeting.items.get(block="reveal")
    Meeting.objects.filter(pk=meeting.pk).update(item=reveal)
    client = open_session(Client(), leader, "own")
    cookie = client.cookies["sessionid"].value
    return meeting, short(asking_of(meeting).pk), short(meeting.pk), cookie


def _wait(until: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > deadline:
            raise TimeoutError("not everybody got there")
        time.sleep(0.02)


def _figures(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"median": round(ordered[len(ordered) // 2], 2), "longest": round(ordered[-1], 2)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
