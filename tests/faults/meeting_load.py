"""A meeting of sixty on the real server, which is killed and started again in the middle.

    python -m tests.faults.meeting_load FOLDER PARTICIPANTS

Each participant is a browser of its own: it joins, asks every two seconds whether anything has
changed, and sends one answer, again and again until that is known to have come. Then the
answers are revealed. Prints a line of JSON: how long each answer took from when it could first
be heard (while the server was away nobody could), how long until its device showed all of
them, and what was lost or came twice.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

SECRET = "a" * 32  # of the double-submit cookie: any will do
POLL = 2.0
WRITING = 8.0  # seconds over which the answers come
PATIENCE = 90.0


class Server:
    """Gunicorn as script/server starts it: two workers with four threads each."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self.log = folder / "server.log"
        self.gone = float("inf")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {**os.environ, "PORT": str(self.port), "HOST": "localhost"}
        command = [sys.executable, "-m", "gunicorn", "--config", "python:reflectjournal.gunicorn"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "reflectjournal.wsgi"],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if Browser(self).ask("GET", "/healthz/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(self.log.read_text()[-3000:])

    def kill_and_start(self) -> float:
        """As by a fallen machine. How long nobody could be heard."""
        assert self._process is not None
        self.gone = time.monotonic()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.start()
        return time.monotonic() - self.gone

    def stop(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(30)


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()


class Browser:
    def __init__(self, server: Server, **cookies: str) -> None:
        self.server, self.cookies = server, {"csrftoken": SECRET, **cookies}

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, **headers: str
    ) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": SECRET}) if data else None
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "Host": "localhost", **headers}
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, sent)
            answer = Answer(connection.getresponse())
        except http.client.HTTPException as error:  # cut off in the middle of an answer
            raise ConnectionError from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return answer


class Participant(threading.Thread):
    begin = threading.Event()

    def __init__(self, number: int, server: Server, code: str, asking: str, delay: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.code, self.number = Browser(server), code, number
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
    busy = _busy()
    server = Server(folder)
    server.start()
    try:
        leader = Browser(server, sessionid=cookie)
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
        away = server.kill_and_start()
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
        "busy": round(max(busy, _busy()), 1),
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


def _busy() -> float:
    """How many times as long work takes here because others work too: 1.0 where nobody does."""
    children = []
    for _core in range(os.cpu_count() or 1):
        if not (child := os.fork()):
            began, used = time.monotonic(), time.process_time()
            while time.process_time() < used + 0.5:
                pass
            os._exit(min(200, round(10 * (time.monotonic() - began) / 0.5)))
        children.append(child)
    slowest = max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    return max(1.0, slowest / 10)


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
