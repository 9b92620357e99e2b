"""Writes a marker into every private field, and makes everything go wrong meanwhile.

    python -m tests.canary.scene FOLDER

Runs on a database of its own (see tests/own_database.py), through the real views. What it
finds afterwards goes to FOLDER/found.json; its log is its standard error.
"""

import json
import shutil
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.apps import apps  # noqa: E402  after setup
from django.conf import settings  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import IntegrityError, connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from journals.binding import bind  # noqa: E402
from journals.models import Clash, Entry, EntryRevision, ParkedForm  # noqa: E402
from journals.views import writing  # noqa: E402
from notices import services as notices  # noqa: E402
from tests.canary import gathering, meeting, promising, sharing, supervising  # noqa: E402
from tests.canary.finder import find, find_in_files, new_marker  # noqa: E402
from tests.conftest import open_session  # noqa: E402
from tests.makers import (  # noqa: E402
    make_factor,
    make_membership,
    make_prompt_version,
    make_team,
    make_user,
)
from tests.notices.makers import make_wish, register_kind  # noqa: E402
from tests.own_database import make_ready  # noqa: E402  after setup
from tests.prompts.measure_makers import make_measure, make_sitting  # noqa: E402
from vault.fields import seal_for  # noqa: E402

NAMES = ["title", "answer", "note", "clash", "parked", "ledger", "broken", "failing", "message",
         "key-name", "key", "draft", "sitting", *sharing.NAMES, *promising.NAMES, *meeting.NAMES,
         *supervising.NAMES, *gathering.NAMES]  # fmt: skip


class Scene:
    def __init__(self) -> None:
        self.markers = {name: new_marker(name) for name in NAMES}
        self.control = new_marker("control")
        self.day = (timezone.localdate() + timedelta(days=9)).isoformat()
        self.cookies: list[str] = []
        self.sessions: list[str] = []
        self.person = make_user(self.control)
        self.client = open_session(
            Client(raise_request_exception=False, SERVER_NAME="localhost"), self.person
        )

    def post(self, name: str, /, *args: Any, **fields: Any) -> Any:
        headers = {"Reflect-Operation": "x", "Accept": "application/json"} if "save" in name else {}
        response = self.client.post(reverse(name, args=args), fields, headers=headers)
        self.note(response)
        return response

    def note(self, response: Any) -> None:
        self.cookies += [morsel.OutputString() for morsel in response.cookies.values()]
        # After each post: a message lies in the session only until the next page.
        self.sessions += [json.dumps(row.get_decoded()) for row in Session.objects.all()]

    def page(self, entry: Entry, base: int, asked: list[str], **fields: Any) -> dict[str, Any]:
        return {
            "binding": bind(entry),
            "operation": str(uuid.uuid4()),
            "page": str(uuid.uuid4()),
            "base": str(base),
            "asked": asked,
            **fields,
        }

    def write(self) -> None:
        version, marks = make_prompt_version(), self.markers
        self.post("journals:entry_start", version.prompt_id)
        entry = Entry.objects.get(author=self.person)
        words = {
            "q-happened": f"She said {marks['answer']} and slept.",
            "about-title": marks["title"],
            "about-private_note": marks["note"],
        }
        asked = ["happened", "about-title", "about-private_note"]
        assert self.post("journals:entry_save", entry.pk,
                         **self.page(entry, 0, asked, **words)).status_code == 200  # fmt: skip
        clash = {"q-happened": f"No, {marks['clash']}."}
        self.post("journals:entry_write", entry.pk, **self.page(entry, 0, ["happened"], **clash))
        too_long = {"q-happened": f"{marks['parked']} " * 2_000}
        self.post("journals:entry_write", entry.pk, **self.page(entry, 0, ["happened"], **too_long))
        self.post("journals:entry_finish", entry.pk)
        for path in ("journals:entry_read", "journals:entry_write", "journals:entry_history"):
            assert self.client.get(reverse(path, args=[entry.pk])).status_code == 200
        entry.refresh_from_db()
        ledger = entry.ledger | {"note": marks["ledger"]}
        Entry.objects.filter(pk=entry.pk).update(ledger=seal_for(entry, "ledger", ledger))
        make_factor(self.person, kind="passkey", name=marks["key-name"], secret=marks["key"])
        assert marks["key-name"] in self.client.get(reverse("people:security")).content.decode()
        self.bring()
        self.break_saving(entry)

    def bring(self) -> None:
        """A programme that cannot be published yet, brought to a house."""
        team = make_team()
        make_membership(self.person, team, "leader")
        house = team.organisation_id
        text = f"title: {self.markers['draft']}\nkind: magic"
        answer = self.post("prompts:house_add", house, text=text, do="check")
        assert answer.status_code == 303
        page = self.client.get(reverse("prompts:house_add", args=[house])).content.decode()
        assert self.markers["draft"] in page
        answers = {"t1": 3, self.markers["sitting"]: 1}  # numbers alone could be found anywhere
        sitting = make_sitting(self.person, make_measure(team.organisation), answers=answers)
        assert self.client.get(sitting.get_absolute_url()).status_code == 200

    def break_saving(self, entry: Entry) -> None:
        """Errors whose message, variables and statement all hold what was posted."""
        marks = self.markers

        def breaks(**arguments: Any) -> None:
            words = f"{marks['broken']} {arguments['save'].parts}"
            raise RuntimeError(words)

        def fails(**arguments: Any) -> None:
            sealed = seal_for(entry, "title", marks["failing"])
            Entry.objects.filter(pk=entry.pk).update(title=sealed, revision=-1)

        for save in (breaks, fails):
            for name in ("journals:entry_save", "journals:entry_write"):
                words = {"q-happened": marks["message"]}
                with patch.object(writing, "save_entry", save):
                    answer = self.post(name, entry.pk, **self.page(entry, 0, ["happened"], **words))
                assert answer.status_code == 500, answer.status_code
        try:
            fails()
        except IntegrityError:
            return
        raise AssertionError("a negative revision was taken")

    def tell(self) -> int:
        """A mail of news whose sentence, as the list shows it, is all private words."""
        noon = f"Etc/GMT{timezone.now().hour - 12:+d}"  # somewhere it is day
        reader = make_user(self.control, time_zone=noon)
        kind = register_kind(
            name=self.markers["title"],
            text=lambda notice: f"%(who)s {self.markers['answer']}",
            url=lambda notice: f"/{self.markers['note']}/",
        )
        make_wish(reader)
        notices.tell(person=reader, kind=kind.key, once_for="one", about=Entry.objects.get())
        return notices.send_due()

    def unmarked_fields(self) -> list[str]:
        """Private fields of the register that no marker reached."""
        import yaml

        register = yaml.safe_load(
            Path(settings.BASE_DIR, "reflectjournal/register.yaml").read_text()
        )
        unmarked = []
        for label, classes in register.items():
            for field in classes.get("private", []):
                values = [getattr(row, field) for row in apps.get_model(label).objects.all()]
                text = json.dumps(values, default=str)
                if not any(marker in text for marker in self.markers.values()):
                    unmarked.append(f"{label}.{field}")
        return unmarked

    def rows(self) -> bytes:
        """Every column of every table as the database gives it."""
        found = []
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [value for row in cursor.fetchall() for value in row]
        return b"\n".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode()
                          for v in found)  # fmt: skip


def main(folder: Path) -> None:
    settings.ADMINS = [("operator", "operator@example.test")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")
    if connection.vendor != "sqlite":
        _log_everything()  # of every connection from here on
    make_ready()
    scene = Scene()
    scene.write()
    sharing.Sharing(scene, Entry.objects.get()).play()
    told = scene.tell()
    promising.Promising(scene).play()
    meeting.MeetingTogether(scene).play()
    supervising.Supervising(scene).play()
    gathering.Gathering(scene).play()
    marks = list(scene.markers.values())
    everything = [*marks, scene.control]
    found = {
        "markers": scene.markers,
        "control": scene.control,
        "unmarked": scene.unmarked_fields(),
        "rows": find(everything, scene.rows(), "the rows"),
        "sessions": find(marks, "\n".join(scene.sessions).encode(), "the sessions"),
        "cookies": find(marks, "\n".join(scene.cookies).encode(), "the cookies"),
        "mail": find_in_files(marks_outside_mail(scene), folder / "mail"),
        "told": told,
        "mails": len(list((folder / "mail").iterdir())),
        # While the connection is open, so that the write-ahead log is there.
        "files": find_in_files(everything, Path(settings.VAR_DIR)),
        "names": sorted(path.name for path in Path(settings.VAR_DIR).iterdir()),
        "dump": find(everything, _dump(), "the dump"),
        "kept": [Clash.objects.count(), EntryRevision.objects.count(), ParkedForm.objects.count()],
    }
    (folder / "found.json").write_text(json.dumps(found))


def marks_outside_mail(scene: Scene) -> list[str]:
    return [mark for name, mark in scene.markers.items() if name not in sharing.IN_MAIL]


def _log_everything() -> None:
    """As careless an operator as can be: every statement, every failing row."""
    import psycopg2

    parts = connection.settings_dict
    link = psycopg2.connect(host=parts["HOST"], port=parts["PORT"] or None, user="postgres",
                            dbname=parts["NAME"])  # fmt: skip
    link.autocommit = True
    with link.cursor() as cursor:
        for line in ("log_statement = 'all'", "log_min_error_statement = 'error'",
                     "log_error_verbosity = 'verbose'"):  # fmt: skip
            cursor.execute(f'ALTER DATABASE "{parts["NAME"]}" SET {line}')
    link.close()


def _dump() -> bytes:
    if connection.vendor == "sqlite":
        lines = connection.connection.iterdump()
        return "\n".join(lines).encode()
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    program = shutil.which("pg_dump") if not programs else str(programs[-1])
    assert program, "pg_dump is not there"
    parts = connection.settings_dict
    address = [f"--host={parts['HOST']}", f"--username={parts['USER']}"]
    if parts["PORT"]:
        address.append(f"--port={parts['PORT']}")
    command = [program, *address, parts["NAME"]]
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
