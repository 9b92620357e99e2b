"""The part of the scene in which a portfolio is kept, with files, and something is brought in."""

import io
import json
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.copies import FORMAT
from desk.models import Bringing, BroughtPiece
from portfolio.models import Attachment, Confirmation, Cpd, Discussion, Feedback, PracticeHours
from portfolio.pages import SHELF
from tests.portfolio.makers import a_pdf, make_cycle
from vault.fields import seal_for
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.canary.scene import Scene

NAMES = ["gathered", "of-a-list", "signed", "file-name", "in-a-file", "refused-line", "brought",
         "in-a-zip", "in-a-table"]  # fmt: skip
DAYS = {"started_on": "2026-01-31", "ended_on": "", "hours": "7"}
LOGS: dict[str, tuple[Any, dict[str, str]]] = {
    "hours": (PracticeHours, DAYS | {"registered_as": "nurse"}),
    "cpd": (Cpd, DAYS | {"participatory": "", "of": ""}),
    "feedback": (Feedback, {"given_on": "2026-01-31"}),
}
CHOSEN = {"scope", "setting", "method", "source", "form", "role"}  # of a list: no word fits


class Gathering:
    def __init__(self, scene: "Scene") -> None:
        self.scene, self.marks, self.person = scene, scene.markers, scene.person

    def play(self) -> None:
        for log in LOGS:
            self.note(log)
        self.keep_a_file()
        self.sign()
        self.bring()

    def post(self, name: str, /, *args: Any, about: Any = None, **fields: Any) -> None:
        fields["binding"] = SHELF.bind(self.person, about or new_id())
        assert self.scene.post(name, *args, **fields).status_code == 303, name

    def page(self, name: str, *args: Any) -> str:
        return self.scene.client.get(reverse(name, args=args)).content.decode()

    def note(self, log: str) -> None:
        model, more = LOGS[log]
        words = {name: self.marks["gathered"] for name in model.words if name not in CHOSEN}
        self.post(f"portfolio:{log}_create", **more, **words)
        row = model.objects.get()
        for name in CHOSEN & set(model.words):
            self.put(row, name, self.marks["of-a-list"])
        assert self.marks["gathered"] in self.page(f"portfolio:{log}_list")
        words = dict.fromkeys(words, f"{self.marks['refused-line']} " * 2000)
        self.post(f"portfolio:{log}_create", **more, **words)
        assert self.marks["refused-line"] in self.page(f"portfolio:{log}_create")
        table = SimpleUploadedFile("log.csv", f"{self.marks['in-a-table']},x\n1,2\n".encode())
        self.scene.post(f"portfolio:{log}_table_take_in", file=table)

    def put(self, row: Any, name: str, value: Any) -> None:
        type(row).objects.filter(pk=row.pk).update(**{name: seal_for(row, name, value)})

    def keep_a_file(self) -> None:
        line = Cpd.objects.get()
        sent = SimpleUploadedFile("x.pdf", a_pdf(self.marks["in-a-file"]), "application/pdf")
        self.post("portfolio:cpd_files", line.pk, about=line.pk, name=self.marks["file-name"],
                  press=new_id().hex, file=sent)  # fmt: skip
        file = Attachment.objects.get()
        answer = self.scene.client.get(reverse("portfolio:file_download", args=[file.pk]))
        assert self.marks["in-a-file"].encode() in b"".join(answer.streaming_content)
        self.put(file, "digest", self.marks["file-name"])

    def sign(self) -> None:
        cycle = make_cycle(self.person)
        for key, model in (("discussion", Discussion), ("confirmation", Confirmation)):
            words = {name: self.marks["signed"] for name in model.words if name not in CHOSEN}
            words["email"] = f"{self.marks['signed']}@example.test"
            self.post(f"portfolio:{key}", cycle.pk, about=cycle.pk, held_on="2026-01-31", **words)
            assert self.marks["signed"] in self.page(f"portfolio:{key}", cycle.pk)
        row = Confirmation.objects.get()
        self.put(row, "role", self.marks["of-a-list"])
        self.put(row, "shown", [self.marks["of-a-list"]])

    def bring(self) -> None:
        sent = SimpleUploadedFile(f"{self.marks['brought']}.txt", self.marks["brought"].encode())
        answer = self.scene.post("desk:bring_in_text", file=sent)
        assert answer.status_code == 303
        waits = Bringing.objects.get()
        assert self.marks["brought"] in self.page("desk:bring_in_look", waits.pk)
        self.send_a_zip()

    def send_a_zip(self) -> None:
        """It waits for a yes with the file that is in it."""
        data, id = a_pdf(self.marks["in-a-zip"]), short(new_id())
        file = {"id": id, "log": "cpd", "line": id, "name": "x.pdf", "kind": "pdf",
                "size": len(data), "sha256": sha256(data).hexdigest(), "deleted_at": None,
                "made_at": "2026-01-31T00:00:00+00:00", "path": f"files/{id}/x.pdf"}  # fmt: skip
        who = {"id": id, "name": self.marks["in-a-zip"], "email_as_compared": "x@example.test"}
        journal = {"format": FORMAT, "person": who, "portfolio": {"files": [file]}}
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as made:
            made.writestr("journal.json", json.dumps(journal))
            made.writestr(file["path"], data)
        answer = self.scene.post(
            "desk:bring_in", file=SimpleUploadedFile("journal.zip", held.getvalue())
        )
        assert self.marks["in-a-zip"] in self.scene.client.get(answer["Location"]).text
        assert BroughtPiece.objects.exists()
