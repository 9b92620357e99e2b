"""Files beside lines of the logs: they come, go out as they came, and stay their owner's."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from people.models import AuditEvent, User
from portfolio import services
from portfolio.attachments import pieces_of
from portfolio.evidence.looking import LARGEST
from portfolio.evidence.names import safe_name
from portfolio.evidence.refusal import FileRefused
from portfolio.logs import LOGS
from portfolio.models import Attachment, AttachmentPart, Cpd, ParkedForm
from portfolio.pages import SHELF
from portfolio.services import evidence
from tests.portfolio.makers import a_pdf, make_cpd, make_feedback, make_file, make_hours
from tests.portfolio.test_cycles import follow, shown
from vault.errors import TamperedText
from vault.ids import new_id

MIB = 1024 * 1024
MARKER = "MARKER-in-a-file"


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def line(amara: User) -> Cpd:
    return make_cpd(amara)


def files_url(line: Any, log: str = "cpd") -> str:
    return reverse(f"portfolio:{log}_files", args=[line.pk])


def url(file: Attachment, deed: str = "download") -> str:
    return reverse(f"portfolio:file_{deed}", args=[file.pk])


def posted(
    person: User, line: Any, data: bytes | None, called: str = "x.pdf", **fields: Any
) -> Any:
    body = {"binding": SHELF.bind(person, line.pk), "press": str(new_id()), "name": ""} | fields
    return body if data is None else body | {"file": SimpleUploadedFile(called, data)}


@pytest.mark.parametrize(
    ("log", "make"), [("hours", make_hours), ("cpd", make_cpd), ("feedback", make_feedback)]
)
def test_a_file_comes_and_goes_out_as_it_came(
    client: Client, amara: User, log: str, make: Any
) -> None:
    line, data = make(amara), a_pdf(MARKER, 2 * MIB + 5)
    assert "No file yet." in shown(client, files_url(line, log))
    press = str(new_id())
    for _time in range(2):  # pressed twice
        body = posted(amara, line, data, "Blå 資料.PDF", press=press)
        text = follow(client, client.post(files_url(line, log), body))
    assert "Blå 資料.pdf" in text
    file = Attachment.objects.visible_to(amara).get()
    assert (file.size, file.kind, file.log, file.line_id) == (len(data), "pdf", log, line.pk)
    parts = AttachmentPart.objects.filter(attachment=file).order_by("number")
    assert [len(part.data) for part in parts] == [MIB, MIB, 5]
    answer = client.get(url(file))
    assert answer.getvalue() == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Bl%C3%A5%20%E8%B3%87%E6%96%99.pdf"
    )
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert (answer["X-Content-Type-Options"], answer["Content-Length"]) == (
        "nosniff", str(len(data)),
    )  # fmt: skip
    assert answer["Cache-Control"] == "no-store"
    assert "1 file" in shown(client, LOGS[log].url)
    assert "Blå 資料.pdf" in shown(client, reverse("portfolio:file_list"))


def test_nothing_of_a_file_is_readable_in_the_database(amara: User, line: Cpd) -> None:
    file = make_file(amara, line, f"{MARKER}.pdf", a_pdf(MARKER))
    held = b""
    with connection.cursor() as cursor:
        for table in ("portfolio_attachment", "portfolio_attachmentpart"):
            cursor.execute(f"SELECT * FROM {table}")
            held += b"".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            )
    assert b"MARKER" not in held
    assert file.digest.encode() not in held
    assert hashlib.sha256(b"".join(pieces_of(file))).hexdigest() == file.digest


def test_a_download_is_a_row_of_the_trail(
    client: Client, amara: User, ben: User, line: Cpd, sign_in: Callable[..., Client]
) -> None:
    file = make_file(amara, line)
    exported = AuditEvent.objects.filter(action="portfolio-exported")
    assert client.head(url(file)).status_code == 200  # which takes nothing
    assert sign_in(Client(), ben).get(url(file)).status_code == 404
    assert not exported.exists()
    for taken in (1, 2):
        assert client.get(url(file)).getvalue() == a_pdf()
        assert exported.filter(person=amara, actor_id=amara.pk, object_id=file.pk).count() == taken
    assert "Took a file of the portfolio" in client.get(reverse("people:trail")).text
    AttachmentPart.objects.filter(attachment=file).delete()
    with pytest.raises(TamperedText):
        client.get(url(file))
    assert exported.count() == 2  # nothing was given out


def test_a_file_is_taken_out_brought_back_and_erased(
    client: Client, amara: User, line: Cpd
) -> None:
    file = make_file(amara, line)
    assert "They take" in shown(client, reverse("portfolio:file_list"))
    client.post(url(file, "erase"))  # not from beside its line
    assert Attachment.objects.filter(pk=file.pk).exists()
    for _time in range(2):
        text = follow(client, client.post(url(file, "delete")))
    assert "Taken out lately" in text
    assert client.get(url(file)).status_code == 404
    for _time in range(2):
        text = follow(client, client.post(url(file, "undelete")))
    assert "Taken out lately" not in text
    client.post(url(file, "delete"))
    assert "is erased for good" in follow(client, client.post(url(file, "erase")))
    assert client.post(url(file, "erase")).status_code == 404
    assert not AttachmentPart.objects.exists()
    done = AuditEvent.objects.filter(person=amara, object_id=file.pk).order_by("number")
    assert [event.action.removeprefix("portfolio-") for event in done] == [
        "added", "deleted", "changed", "deleted", "deleted",
    ]  # fmt: skip


def test_a_file_goes_with_its_line(client: Client, amara: User, line: Cpd) -> None:
    assert "No files yet" in shown(client, reverse("portfolio:file_list"))
    file = make_file(amara, line)
    services.delete_line(Cpd, line_id=line.pk, actor=amara)
    assert client.get(url(file)).status_code == 404
    assert client.get(files_url(line)).status_code == 404
    text = shown(client, reverse("portfolio:file_list"))  # it still takes room
    assert "was taken out lately" in text and "No files yet" not in text
    with pytest.raises(FileRefused):
        make_file(amara, line, "Another.pdf")
    services.undelete_line(Cpd, line_id=line.pk, actor=amara)
    assert client.get(url(file)).getvalue() == a_pdf()
    services.delete_line(Cpd, line_id=line.pk, actor=amara)
    past = timezone.now() - settings.BIN_TIME - timedelta(days=1)
    Cpd.objects.filter(pk=line.pk).update(deleted_at=past)
    assert services.drop_old_lines() == 1
    assert not Attachment.objects.exists() and not AttachmentPart.objects.exists()


def test_what_lies_in_the_bin_for_its_time_is_erased(amara: User, line: Cpd) -> None:
    old, new, kept = (make_file(amara, line) for _one in range(3))
    for file in (old, new):
        services.delete_file(file_id=file.pk, actor=amara)
    Attachment.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - settings.BIN_TIME)
    assert services.drop_old_files() == 1
    assert set(Attachment.objects.values_list("pk", flat=True)) == {new.pk, kept.pk}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "Please choose the file first."),
        (b"", "The file is empty."),
        (b"MZ\x90 a program", "can be kept here."),
        (b"<html><script>alert(1)</script>", "can be kept here."),
        (a_pdf(size=LARGEST + 1), "The file is larger than 10 MB."),
        (a_pdf(size=LARGEST + 200_000), "The file is larger than 10 MB."),  # never read
    ],
    ids=["none", "empty", "program", "page", "one-over", "far-over"],
)
def test_a_refused_file_leaves_what_was_typed(
    client: Client, amara: User, line: Cpd, data: bytes | None, said: str
) -> None:
    body = posted(amara, line, data, name="My certificate")
    answer = client.get(client.post(files_url(line), body).headers["Location"]).text
    assert said in answer
    assert 'value="My certificate"' in answer
    assert not Attachment.objects.exists()
    assert ParkedForm.objects.visible_to(amara).get().fields["name"] == ["My certificate"]


def test_the_largest_file_comes_in(client: Client, amara: User, line: Cpd) -> None:
    data = a_pdf(size=LARGEST)
    assert "kept beside its line" in follow(
        client, client.post(files_url(line), posted(amara, line, data))
    )
    assert Attachment.objects.get().size == LARGEST


def test_a_length_that_lies_makes_no_file(client: Client, amara: User, line: Cpd) -> None:
    body = posted(amara, line, a_pdf(size=100_000))
    for length in ("12", "-1", "nine"):
        answer = client.post(files_url(line), body, CONTENT_LENGTH=length)
        assert answer.status_code in (303, 400, 403)
        body["file"].seek(0)
    assert not Attachment.objects.exists()


def test_room_is_counted_with_the_bin(
    amara: User, line: Cpd, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(a_pdf())
    monkeypatch.setattr(evidence, "MOST_BYTES", 2 * size)
    first = make_file(amara, line)
    make_file(amara, line)  # exactly as much as there may be
    services.delete_file(file_id=first.pk, actor=amara)
    with pytest.raises(FileRefused, match="Erase some"):
        make_file(amara, line)
    services.erase_file(file_id=first.pk, actor=amara)
    make_file(amara, line)
    monkeypatch.setattr(evidence, "MOST_BYTES", 99 * size)
    monkeypatch.setattr(evidence, "MOST_OF_LINE", 2)
    with pytest.raises(FileRefused, match="at most"):
        make_file(amara, line)


def test_a_picture_is_made_anew(amara: User, line: Cpd) -> None:
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = MARKER
    Image.new("RGB", (9, 9), "red").save(held, "JPEG", exif=exif)
    assert MARKER.encode() in held.getvalue()
    file = make_file(amara, line, "photo.jpeg", held.getvalue())
    assert (file.name, file.kind) == ("photo.jpg", "jpg")
    assert MARKER.encode() not in b"".join(pieces_of(file))


def test_somebody_elses_file_is_missing(client: Client, amara: User, ben: User, line: Cpd) -> None:
    learned = make_cpd(ben)
    theirs = make_file(ben, learned)
    assert client.get(url(theirs)).status_code == 404
    assert client.get(files_url(learned)).status_code == 404
    for deed in ("delete", "undelete", "erase"):
        assert client.post(url(theirs, deed)).status_code == 404
    own = make_file(amara, line, id=theirs.pk)  # an id that is anothers
    assert own.pk != theirs.pk
    # A file moved to another owner in the database stays shut.
    Attachment.objects.filter(pk=theirs.pk).update(owner=amara)
    assert client.get(url(theirs)).status_code == 404


@pytest.mark.parametrize("how", ["moved", "gone", "order", "size"])
def test_pieces_that_were_moved_about_are_not_sent(amara: User, line: Cpd, how: str) -> None:
    one, other = (make_file(amara, line, data=a_pdf(word, MIB + 9)) for word in ("one", "two"))
    parts = AttachmentPart.objects.filter(attachment=one)
    match how:
        case "moved":
            parts.filter(number=1).delete()
            AttachmentPart.objects.filter(attachment=other, number=1).update(attachment=one)
            parts.filter(number=1).update(number=2)
            AttachmentPart.objects.filter(attachment=other).update(attachment=one, number=1)
        case "gone":
            parts.filter(number=1).delete()
        case "order":
            for number, goes_to in ((0, 9), (1, 0), (9, 1)):
                parts.filter(number=number).update(number=goes_to)
        case "size":
            Attachment.objects.filter(pk=one.pk).update(size=7)
            one.refresh_from_db()
    with pytest.raises(TamperedText):
        list(pieces_of(one))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Certificate.pdf", "Certificate.pdf"),
        ("Certificate 2.5 hours", "Certificate 2.5 hours.pdf"),
        ("photo.JPEG", "photo.pdf"),
        ("virus.exe", "virus.exe.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ('a"b;c\r\nX-Header: 1', "a b;c X-Header 1.pdf"),
        ("gpj.\u202eexe", "gpj. exe.pdf"),
        ("", "File.pdf"),
        ("...", "File.pdf"),
        ("CON", "File CON.pdf"),
        ("nul.txt", "File nul.txt.pdf"),
        ("é" * 300, "é" * 90 + ".pdf"),
        ("🫖" * 300, "🫖" * 45 + ".pdf"),
    ],
)
def test_a_name_is_fit_for_every_folder(text: str, name: str) -> None:
    assert safe_name(text, "pdf") == name
