"""What it takes to bring in a copy with a hundred megabytes of files, in a process of its own.

    python -m tests.desk.hundred_megabytes

Prints one line of JSON: the size of the ZIP and what memory it took (MB), and the seconds of
sending it and of the yes.
"""

import io
import json
import os
import sys
import tempfile
import time
from typing import Any

import django

HEAD = (
    b"--boundary\r\n"
    b'Content-Disposition: form-data; name="file"; filename="journal.zip"\r\n'
    b"Content-Type: application/zip\r\n\r\n"
)
TAIL = b"\r\n--boundary--\r\n"


class Sent(io.RawIOBase):
    """A post as it comes from a socket, of which no more is held than was asked for."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self.parts = [io.BytesIO(HEAD), file, io.BytesIO(TAIL)]

    def read(self, size: int = -1) -> bytes:
        while self.parts:
            if piece := self.parts[0].read(min(size, 65536) if size >= 0 else 65536):
                return piece
            self.parts.pop(0)
        return b""


def measured() -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment

    from desk.bring_in import services
    from desk.models import Bringing
    from desk.take_out.archive import journal_archive
    from portfolio.models import Attachment
    from portfolio.services import evidence
    from tests.conftest import open_session
    from tests.makers import make_user
    from tests.memory import peak
    from tests.own_database import make_ready
    from tests.portfolio.makers import a_pdf, make_cpd, make_file

    setup_test_environment()
    make_ready()
    writer, later = make_user("Writer"), make_user("Later")
    line = make_cpd(writer)
    for number in range(11):
        make_file(writer, line, f"{number}.pdf", a_pdf(os.urandom(32).hex(), 9_500_000))
    with tempfile.TemporaryFile() as held:
        for piece in journal_archive(writer):
            held.write(piece)
        size = held.tell()
        held.seek(0)
        client = open_session(Client(), later)
        client.get("/bring-in/")
        before, began = peak(), time.monotonic()
        answer = client.generic(
            "POST", "/bring-in/",
            **{"wsgi.input": Sent(held), "CONTENT_LENGTH": str(size + len(HEAD) + len(TAIL)),
               "CONTENT_TYPE": "multipart/form-data; boundary=boundary"},
        )  # fmt: skip
        assert answer.status_code == 303, answer
    sent = time.monotonic() - began
    bringing = Bringing.objects.visible_to(later).waiting().get()
    assert client.get(bringing.get_absolute_url()).status_code == 200
    seen = services.seen_of(services.look(bringing, later))
    began = time.monotonic()
    client.post(bringing.get_absolute_url(), {"seen": seen, "do": "yes", "mine": "yes"})
    came = time.monotonic() - began
    assert evidence.bytes_of(later) == evidence.bytes_of(writer)
    assert Attachment.objects.own_of(later).count() == 11
    return {
        "zip": round(size / 1e6),
        "memory": round((peak() - before) / 1024),
        "sending": round(sent, 1),
        "yes": round(came, 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured()) + "\n")
