"""Somebody's pages go on writing while their journal is erased. Run as a program.

    python -m tests.desk.erasing FOLDER PROCESSES

On a database of its own it makes a person, lets PROCESSES devices of theirs write as fast as
they can, erases the journal in the middle of it without the minute of closing that comes
first in real life, and prints a line of JSON: every status seen, and what rows are left.
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
    from django.core.management import call_command
    from django.db import connection, connections

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")  # once, as script/setup does

    from desk import services
    from journals.models import Clash, Entry, EntryRevision, ParkedForm
    from people.models import User
    from tests.makers import make_entry, make_prompt_version, make_user
    from vault.models import KeyHolder

    version = make_prompt_version()
    person = make_user("Amara")
    entry = make_entry(person, version, answers={}, revision=0)
    old_key = person.key_holder_id
    connections.close_all()  # never across a fork

    children = []
    for number in range(processes):
        if not (child := os.fork()):
            os._exit(_write(folder, number, person, entry, version))
        children.append(child)
    patience = time.monotonic() + 30
    while Entry.objects.get(pk=entry.pk).revision < 30 and time.monotonic() < patience:
        time.sleep(0.05)
    User.objects.filter(pk=person.pk).update(erase_after=services.timezone.now() - services.CLOSING)
    erased = services.erase_due()
    time.sleep(1)
    (folder / "enough").touch()
    broken = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    statuses: Counter[str] = Counter()
    for file in folder.glob("*.json"):
        statuses.update(json.loads(file.read_text()))
    models = (Entry, EntryRevision, Clash, ParkedForm)
    left = {m.__name__: m.objects.filter(key_holder_id=old_key).count() for m in models}
    left["KeyHolder"] = KeyHolder.objects.filter(pk=old_key).count()
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
