"""The real program on a port of its own, with a database file and static files of its own.

The browser's process never touches that database: what a test needs there it asks of a
worker, which runs a function of tests/browser/deeds beside the server.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.migrated import NAME, put_migrated

ROOT = Path(__file__).resolve().parent.parent.parent


_held: list[Any] = []  # locks of this process on its ports, until it ends


def free_port() -> int:
    """Of the ports from 8200 to 8250, each worker begins elsewhere, and none takes another's."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for step in range(51):
        port = 8200 + (worker * 12 + step) % 51
        lock = (Path(tempfile.gettempdir()) / f"reflect-port-{port}").open("w")
        with socket.socket() as trial:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                trial.bind(("127.0.0.1", port))
            except OSError:
                lock.close()
                continue
        _held.append(lock)
        return port
    raise RuntimeError("no port from 8200 to 8250 is free")


class House:
    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder, self.port = folder, port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment = {
            **os.environ,
            "REFLECT_VAR": str(folder),
            "REFLECT_DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "HOST": "localhost",
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            "WEB_THREADS": "8",
        }
        # On SQLite, unless whoever runs the tests gives a database for the house.
        self.environment.pop("DATABASE_URL", None)
        if url := os.environ.get("REFLECT_HOUSE_DATABASE_URL"):
            self.environment["DATABASE_URL"] = url
        self.log = folder / "log"
        self._server: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[str] | None = None

    def build(self) -> None:
        if "DATABASE_URL" not in self.environment:
            put_migrated(self.folder / NAME)
        subprocess.run(
            [sys.executable, "manage.py", "set_up"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def open(self) -> None:
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "python:reflectjournal.gunicorn",
                 "reflectjournal.wsgi"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/healthz/ready", timeout=5)
                return
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise RuntimeError(self.log.read_text()[-2000:]) from None
                time.sleep(0.1)

    def close(self) -> None:
        for process in (self._server, self._worker):
            if process and process.poll() is None:
                if process is self._server:
                    os.killpg(process.pid, signal.SIGTERM)
                else:
                    process.terminate()
                process.wait(20)
        self._server = self._worker = None

    def pause(self) -> None:
        """Until `go_on`, the house takes requests and answers none."""
        assert self._server
        os.killpg(self._server.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._server
        os.killpg(self._server.pid, signal.SIGCONT)

    def do(self, deed: str, **arguments: Any) -> Any:
        """Run a function of tests/browser/deeds beside the server."""
        if self._worker is None:
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.deeds"],
                cwd=ROOT, env=self.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self._worker.stdin and self._worker.stdout
        self._worker.stdin.write(json.dumps([deed, arguments]) + "\n")
        self._worker.stdin.flush()
        answer = json.loads(self._worker.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]
