"""A bad network between writers and the program: what is cut, lost, late or answered by others.

    python -m tests.faults.cuts FOLDER TIMES SEED

Every way goes through a proxy that lets most requests pass and spoils some, until it has spoiled
as many as asked for. The worst way is `deaf`: the save is done, and nobody hears of it. Prints
a line of JSON.
"""

import json
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

WRITERS = 6
PAUSE = 0.1
SPOILED = 0.3  # of all requests
WAYS = ["refused", "swallowed", "deaf", "half", "slow", "portal"]
PORTAL = b"<!doctype html><title>Welcome to the guest network</title><p>Please sign in."


class Proxy:
    """One request a connection, as the writers send them."""

    def __init__(self, port: int, seed: int) -> None:
        self._to, self._rng, self._lock = port, random.Random(seed), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.ways: Counter[str] = Counter()
        self.spoils = True
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def spoiled(self) -> int:
        return self.ways.total() - self.ways["passed"]

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _way(self) -> str:
        with self._lock:
            spoils = self.spoils and self._rng.random() < SPOILED
            way = self._rng.choice(WAYS) if spoils else "passed"
            self.ways[way] += 1
            return way

    def _serve(self, client: socket.socket) -> None:
        way = self._way()
        with client:
            client.settimeout(30)
            if way == "refused":
                return
            try:
                request = _whole(client)
                if way == "swallowed":
                    return
                if way == "portal":
                    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                    client.sendall(f"{head}{len(PORTAL)}\r\n\r\n".encode() + PORTAL)
                    return
                if way == "slow":
                    time.sleep(self._rng.uniform(0.5, 3))
                with socket.create_connection(("127.0.0.1", self._to), timeout=30) as server:
                    server.sendall(request)
                    answer = _everything(server)
                if way == "deaf":
                    return
                client.sendall(answer[: len(answer) // 2] if way == "half" else answer)
            except OSError:
                return

    def close(self) -> None:
        self._listener.close()


def _whole(client: socket.socket) -> bytes:
    """A request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(client)
    head, _end, body = data.partition(b"\r\n\r\n")
    lines = [line.lower() for line in head.split(b"\r\n")]
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += _more(client)
    return head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1) + b"\r\n\r\n" + body


def _more(client: socket.socket) -> bytes:
    if not (chunk := client.recv(65536)):
        raise ConnectionError
    return chunk


def _everything(server: socket.socket) -> bytes:
    data = b""
    while chunk := server.recv(65536):
        data += chunk
    return data


def main(folder: Path, times: int, seed: int) -> int:
    import django

    django.setup()
    from django.db import connection

    from tests.faults.checker import find_faults, read_notes
    from tests.faults.nurses import finish, make_writers
    from tests.faults.served import Server
    from tests.faults.twice import find_twice
    from tests.own_database import make_ready

    make_ready()
    started = time.monotonic()
    with Server(folder) as server, closing(Proxy(server.port, seed)) as proxy:
        writers = make_writers(proxy.port, WRITERS, folder, pause=PAUSE, seed=seed)
        server.start()
        for writer in writers:
            writer.start()
        while proxy.spoiled < times and any(writer.is_alive() for writer in writers):
            time.sleep(0.05)
        proxy.spoils = False
        finish(writers)
    attempts = read_notes(sorted(folder.glob("*.notes")))
    connection.close()
    result = {
        "vendor": connection.vendor,
        "seed": seed,
        "cuts": proxy.spoiled,
        "ways": dict(sorted(proxy.ways.items())),
        "sent": len(attempts),
        "acknowledged": sum(attempt.answered for attempt in attempts),
        "faults": find_faults(attempts),
        "twice": find_twice(attempts),
        "trouble": [writer.trouble for writer in writers if writer.trouble],
        "unfinished": sum(writer.is_alive() for writer in writers),
        "answers": dict(sorted(sum((w.statuses for w in writers), Counter()).items())),
        "seconds": round(time.monotonic() - started, 1),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
