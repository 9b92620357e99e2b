"""Somebody's pages go on writing while their journal is erased. Run as a program.

    python -m tests.desk.erasing FOLDER PROCESSES

On a database of its own it makes a person, lets PROCESSES devices of theirs write as fast as
they can and two readers say something about what was shared, erases the journal, and one
reader's, in the middle of it without the minutes of closing that come first in real life, and
prints a line of JSON: every status seen, and what rows are left.
"""

import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path


def main(folder: Path, processes: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    from tests.own_database import make_ready

    settings.ALLOWED_HOSTS = ["testserver"]
    make_ready()

    from desk import services
    from journals.models import Clash, Entry, EntryRevision, ParkedForm, Review, Share
    from people.models import User
    from tests.makers import (
        make_entry,
        make_prompt_version,
        make_share,
        make_supervision,
        make_user,
    )
    from vault.models import KeyHolder

    version = make_prompt_version()
    person = make_user("Amara")
    entry = make_entry(person, version, answers={}, revision=0)
    shared = make_entry(person, version)
    readers = [make_user("Ben"), make_user("Chloe")]
    for reader in readers:
        pair = make_supervision(reader, person)
        for _number in range(150):
            make_share(shared, pair)
    other = make_user("Ife")  # stays, and keeps what Ben gave her
    kept = make_share(make_entry(other, version), make_supervision(readers[0], other))
    old_key = person.key_holder_id
    connections.close_all()  # never across a fork

    children = []
    for number in range(processes):
        if not (child := os.fork()):
            os._exit(_write(folder, number, person, entry, version))
        children.append(child)
    for reader in readers:
        if not (child := os.fork()):
            os._exit(_read(folder, reader))
        children.append(child)
    patience = time.monotonic() + 30
    while Entry.objects.get(pk=entry.pk).revision < 30 and time.monotonic() < patience:
        time.sleep(0.05)
    due = User.objects.filter(pk__in=[person.pk, readers[0].pk])
    due.update(erase_after=services.timezone.now() - services.CLOSING, erase_closes=True)
    erased = services.erase_due()
    time.sleep(1)
    (folder / "enough").touch()
    broken = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    statuses: Counter[str] = Counter()
    for file in folder.glob("*.json"):
        statuses.update(json.loads(file.read_text()))
    models = (Entry, EntryRevision, Clash, ParkedForm, Share, Review)
    left = {m.__name__: m.objects.filter(key_holder_id=old_key).count() for m in models}
    left["KeyHolder"] = KeyHolder.objects.filter(pk=old_key).count()
    left["open to who left"] = Share.objects.open().filter(reader=readers[0]).count()
    left["lost by who stays"] = 1 - Share.objects.visible_to(other).filter(pk=kept.pk).count()
    errors = [p.read_text() for p in folder.glob("*.error")]
    result = {"erased": erased, "broken": broken, "statuses": statuses, "left": left} | {
        "errors": errors
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _write(folder: Path, number: int, person: object, entry: object, version: object) -> int:
    import traceback

    statuses: Counter[str] = Counter()
    try:
        for status in _statuses(folder / "enough", person, entry, version):
            statuses[status] += 1
    except Exception:  # noqa: BLE001  whatever a writer would have been shown
        (folder / f"{number}.error").write_text(traceback.format_exc())
        return 1
    (folder / f"{number}.json").write_text(json.dumps(statuses))
    return 0


def _read(folder: Path, reader: object) -> int:
    """A reader opens, writes and gives, one share after the other, until there is none."""
    import traceback

    try:
        statuses = Counter(_said(folder / "enough", reader))
    except Exception:  # noqa: BLE001  whatever a reader would have been shown
        (folder / f"{reader}.error").write_text(traceback.format_exc())
        return 1
    (folder / f"{reader}.json").write_text(json.dumps(statuses))
    return 0


def _said(enough: Path, reader):
    from journals.merging import Save
    from journals.models import Review, Share
    from journals.review_saving import save_review
    from journals.services import reviewing, sharing
    from vault.ids import new_id

    words = {"noticed": "You stayed.", "question": "What told you so?", "try_next": "Keep asking."}

    while not enough.exists():
        waiting = Share.objects.open_to(reader).to_be_read().first()
        if waiting is None:
            yield "read all"
            return
        try:
            sharing.open_share(share_id=waiting.pk, reader=reader)
            review = Review.objects.visible_to(reader).get(share=waiting)
            save = Save(operation=new_id(), page=new_id(), base=review.revision, parts=words)
            revision = save_review(review_id=review.pk, reader=reader, save=save).revision
            reviewing.give_review(
                share_id=waiting.pk, reader=reader, outcome="returned", revision=revision
            )
            reviewing.add_reply(share_id=waiting.pk, by=reader, kind="answer", text="And this.")
        except (Share.DoesNotExist, Review.DoesNotExist):
            yield "shut"
        else:
            yield "said"


def _statuses(enough: Path, person, entry, version):
    """A page as a browser reads and posts it: opened, autosaved, posted whole, finished."""
    from django.test import Client
    from django.urls import reverse

    from vault.ids import new_id

    client = Client(raise_request_exception=False)
    client.force_login(person)
    save, write = (reverse(f"journals:entry_{v}", args=[entry.pk]) for v in ("save", "write"))
    start = reverse("journals:entry_start", args=[version.prompt_id])
    number = 0
    while not enough.exists():
        number += 1
        opened = client.get(write)
        yield f"open {opened.status_code}"
        page = fields_of(opened.text) | {"q-happened": f"words {number}"}
        if "operation" not in page:
            page = {"operation": str(new_id()), "q-happened": "words"}
        headers = {"Reflect-Operation": page["operation"]}
        yield f"save {client.post(save, page, headers=headers).status_code}"
        page |= {"operation": str(new_id()), "q-happened": f"more words {number}"}
        yield f"write {client.post(write, page | {'do': 'finish'}).status_code}"
        yield f"start {client.post(start).status_code}"


def fields_of(html: str) -> dict[str, object]:
    """Every field of a page's forms with its value, as a script would post them."""
    found: dict[str, object] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        named = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if named.get("type") in ("radio", "checkbox", "submit") or "name" not in named:
            continue
        found.setdefault(named["name"], [])
        found[named["name"]].append(named.get("value", ""))  # type: ignore[attr-defined]
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflectjournal.settings")
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
