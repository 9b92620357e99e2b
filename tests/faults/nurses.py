"""Nurses who write in a browser, by the wire.

Nothing here knows the inside of the program but the notes of the checker: a writer reads its
page as it comes, and sends what static/js/autosave.js would send.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from django.urls import reverse

from journals.merging import Save, Saved
from tests.faults.checker import Notes
from tests.faults.served import Answer, Browser

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PARTS = ("happened", "in_a_line")
FIELDS = {"happened": "q-happened", "in_a_line": "q-in_a_line"}
PATIENCE = 120.0  # seconds; who is not answered for so long says so instead of trying on


@dataclass(frozen=True)
class Typed:
    save: Save
    body: dict[str, str]
    seen: str  # the field that says from when on the page knows this part
    number: int  # in the notes


class Writer(threading.Thread):
    """Opens its entry and writes on and on; what was not answered it sends again, as it was."""

    def __init__(
        self, browser: Browser, entry: uuid.UUID, notes: Notes, *, pause: float, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.browser, self.entry, self.notes = browser, entry, notes
        self.path = reverse("journals:entry_write", args=[entry])
        self.save_to = reverse("journals:entry_save", args=[entry])
        self.pause, self.rng = pause, random.Random(seed)
        self.statuses: Counter[str] = Counter()
        self.took: list[float] = []  # seconds, of each save that was acknowledged
        self.trouble = ""
        self._ends = threading.Event()
        self._words = 0

    def finish(self) -> None:
        """After what is under way is acknowledged."""
        self._ends.set()

    def run(self) -> None:
        try:
            page = self.open()
            while not self._ends.is_set():
                self.send(page, self.begin(page))
                self._ends.wait(self.pause * self.rng.uniform(0.7, 1.3))
                if self.rng.random() < 0.05:
                    page = self.open()
        except Exception as error:  # noqa: BLE001  told with the result
            self.trouble = f"{type(error).__name__}: {error}"

    def open(self) -> dict[str, str]:
        """Her page as it is drawn now: the hidden fields that a save sends back."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self._ask("GET", self.path)
            if answer is not None and answer.status == 200:
                fields = {n: unescape(v) for n, v in HIDDEN.findall(answer.text)}
                if "binding" in fields:  # else it is a page of somebody in between
                    return {name: fields[name] for name in ("binding", "page", "base")}
            if answer is not None and 200 < answer.status < 500:
                raise RuntimeError(f"the page of an entry was answered with {answer.status}")
            time.sleep(0.05)
        raise TimeoutError(f"the page of an entry did not come in {PATIENCE:.0f} s")

    def begin(self, page: dict[str, str], *, words: int = 1) -> Typed:
        """Something new on the page, noted before it is sent."""
        part = self.rng.choice(PARTS[:1] if words > 1 else PARTS)
        self._words += 1
        marks = " ".join(f"{self.rng.getrandbits(64):x}" for _word in range(words))
        text, seen = f"Words number {self._words} {marks}", f"base-{part}"
        operation = uuid.UUID(int=self.rng.getrandbits(128), version=4)
        save = Save(
            operation=operation,
            page=uuid.UUID(page["page"]),
            base=int(page["base"]),
            bases={part: int(page[seen])} if seen in page else {},
            parts={part: text},
        )
        body = {**{name: page[name] for name in ("binding", "page", "base", seen) if name in page},
                "operation": str(operation), "asked": part, FIELDS[part]: text}  # fmt: skip
        return Typed(save, body, seen, self.notes.sent(self.entry, save))

    def send(self, page: dict[str, str], typed: Typed) -> None:
        """Again and again, until it is known to be saved."""
        began = time.monotonic()
        while (answer := self.send_once(typed)) is None or not self.is_saved(answer, typed):
            if time.monotonic() > began + PATIENCE:
                raise TimeoutError(f"a save was not taken in {PATIENCE:.0f} s")
            time.sleep(0.05)
        self.took.append(time.monotonic() - began)
        revision = answer.headers["Reflect-Saved"].partition(" ")[2]
        told = json.loads(answer.text)
        if told["errors"]:
            raise RuntimeError("what was typed was refused")
        saved = Saved(typed.save.operation, int(revision), sorted(told["clashes"]))
        self.notes.answered(typed.number, saved)
        page[typed.seen] = revision

    def send_once(self, typed: Typed) -> Answer | None:
        operation = str(typed.save.operation)
        return self._ask(
            "POST", self.save_to, typed.body,
            Accept="application/json", Reflect_Operation=operation,
        )  # fmt: skip

    def is_saved(self, answer: Answer, typed: Typed) -> bool:
        """By the header alone. Raises RuntimeError for a refusal that no try will change."""
        said = (answer.headers.get("Reflect-Saved") or "").partition(" ")[0]
        if answer.status == 200:
            return said == str(typed.save.operation)
        if answer.status < 500:
            raise RuntimeError(f"a save was answered with {answer.status}")
        return False

    def _ask(self, *request: Any, **headers: str) -> Answer | None:
        try:
            answer = self.browser.ask(*request, **headers)
        except OSError:
            self.statuses["none"] += 1
            return None
        self.statuses[str(answer.status)] += 1
        return answer


def finish(writers: list[Writer]) -> None:
    for writer in writers:
        writer.finish()
    join_all(writers, 90)


def join_all(threads: Sequence[threading.Thread], seconds: float) -> None:
    """One deadline for all of them: who is alive after it never came to an end."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        if thread.ident is not None:
            thread.join(max(0.0, deadline - time.monotonic()))


def make_writers(port: int, count: int, folder: Path, *, pause: float, seed: int) -> list[Writer]:
    """Nurses with an entry and a session each, in the database that the environment names."""
    from django.db import connection
    from django.test import Client

    from tests.conftest import open_session
    from tests.makers import make_entry, make_prompt_version, make_user

    version, writers = make_prompt_version(), []
    for number in range(count):
        person = make_user(f"Writer {number}")
        entry = make_entry(person, version, answers={}, revision=0)
        cookie = open_session(Client(), person, "own").cookies["sessionid"].value
        writers.append(
            Writer(
                Browser(port, sessionid=cookie),
                entry.pk,
                Notes(folder / f"{number}.notes"),
                pause=pause,
                seed=seed * 1000 + number,
            )
        )
    connection.close()
    return writers
