"""How long a search takes, and how much memory, in a journal of many entries.

    python -m tests.faults.search_load [ENTRIES] [WORDS]

Runs on a database of its own, through the page that people see; 1,000 entries of 400 words
unless told otherwise. `busy` says how many times as long everything takes just now because
others use the machine: divide by it.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.test import Client
from django.utils import timezone

from journals.models import Entry
from journals.search.keeping import keeping
from people.models import User
from tests.conftest import open_session
from tests.faults.busy import busyness
from tests.makers import make_prompt_version, make_user

PATH = "/your-journal/search/"
FOUND = f"{PATH}?found"
# Words as often as people use them: the first ones stand in every entry.
STEMS = ["ward", "tea", "night", "listen", "family", "walk", "hand", "quiet", "worry", "promise"]
ENDINGS = ["", "s", "ed", "ing", "er", "ly"]
VOCABULARY = ["the", "and", "I", "she", "to", "was", "of", "a"] + [
    f"{stem}{chr(97 + number % 26)}{chr(97 + number // 26)}{ending}"
    for number in range(60)
    for stem in STEMS
    for ending in ENDINGS
]
LOOKED_FOR = ["lukasz7", "the", "tea", "walkab", "she was", "ward night", '"the and"', "zzz", "qu"]


def fill(person: User, entries: int, words: int = 400) -> None:
    """A journal whose entries are as long as a full page."""
    rng = random.Random(entries)
    versions = [make_prompt_version() for _number in range(5)]
    weights = [1 / (rank + 3) for rank in range(len(VOCABULARY))]
    now = timezone.now()
    for start in range(0, entries, 500):
        Entry.objects.bulk_create(
            Entry(
                author=person,
                key_holder=person.key_holder,
                prompt_version=versions[number % 5],
                title=f"Night {number}",
                answers={
                    "happened": " ".join(rng.choices(VOCABULARY, weights, k=words))
                    + f" Łukasz{number % 50}."
                },
                revision=1,
                started_at=now - timedelta(hours=number),
            )
            for number in range(start, min(start + 500, entries))
        )


def measure(client: Client) -> dict[str, Any]:
    """Of whole pages, in milliseconds: the first one, and each of those after."""
    keeping.clear()
    times = {words: _search(client, words) for words in ["wardaa", *LOOKED_FOR]}
    first = times.pop("wardaa")
    again = {words: min(_search(client, words) for _try in range(3)) for words in times}
    return {
        "first_ms": round(first),
        "then_ms": {words: round(took, 1) for words, took in again.items()},
        "median_ms": round(statistics.median(again.values()), 1),
        "index_mb": round(keeping.size / 1e6, 1),
    }


def _search(client: Client, words: str) -> float:
    client.post(PATH, {"words": words})
    return 1000 * seconds(lambda: client.get(FOUND))


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(entries: int = 1000, words: int = 400) -> None:
    from tests.own_database import make_ready

    make_ready()
    busy = busyness()
    person = make_user("Somebody")
    fill(person, entries, words)
    client = open_session(Client(SERVER_NAME="localhost"), person)
    client.get("/your-journal/")  # whatever is learned once
    found = {"entries": entries, "words": words, **measure(client)}
    sys.stdout.write(
        json.dumps({**found, "busy": round(max(busy, busyness()), 1)}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
