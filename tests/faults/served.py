"""The program as it is served, and a browser without scripts: for what kills, cuts and loads it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

from tests.faults.ending import end_group, kill_group

SECRET = "a" * 32  # of the double-submit cookie: any will do
START = 90.0  # seconds that a start may take on a busy machine


class Server:
    """Gunicorn as script/server starts it: two workers with four threads each.

    With `with`: nothing of it is left afterwards, also if it will not end.
    """

    def __init__(self, folder: Path) -> None:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self.log = folder / "server.log"
        self.gone = float("inf")  # when it was killed last
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self, *, wait: bool = True) -> None:
        environment = {**os.environ, "PORT": str(self.port), "HOST": "localhost"}
        command = [sys.executable, "-m", "gunicorn", "--config", "python:reflectjournal.gunicorn"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "reflectjournal.wsgi"],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        if wait:
            self.until_ready()

    def until_ready(self) -> None:
        deadline = time.monotonic() + START
        while time.monotonic() < deadline and self._runs():
            try:
                if Browser(self.port).ask("GET", "/healthz/ready").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError(self.log.read_text()[-3000:])

    def _runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """As by a fallen machine: every process of it, without a word."""
        assert self._process is not None
        self.gone = time.monotonic()
        kill_group(self._process)

    def pids(self) -> list[int]:
        """Of the one that was started, and of those that it started."""
        assert self._process is not None
        found = subprocess.run(
            ["pgrep", "-g", str(self._process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def stop(self) -> None:
        if self._process is not None:
            end_group(self._process, signal.SIGTERM)


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()


class Browser:
    """Cookies, and one connection a request. Raises OSError for whatever is no whole answer."""

    def __init__(self, port: int, *, patience: float = 20.0, **cookies: str) -> None:
        self.port, self.patience = port, patience
        self.cookies = {"csrftoken": SECRET, **cookies}

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Host": "localhost",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        body = None
        if data:
            body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": SECRET})
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
