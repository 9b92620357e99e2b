"""The files of a copy come in beside their lines: each as it was, or named and left out."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import struct
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.core.files.uploadhandler import SkipFile
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from desk.bring_in import arriving, files, pieces, services
from desk.bring_in.opening import CannotOpen, Copy
from desk.bring_in.posts import wait_with
from desk.models import Bringing, BroughtPiece
from desk.services import erase_journal
from desk.take_out.archive import journal_archive
from desk.take_out.gather import everything
from journals.models import Entry
from people.models import User
from portfolio import services as portfolio
from portfolio.evidence.looking import LARGEST
from portfolio.models import Attachment, Cpd, PracticeHours
from portfolio.services import evidence
from tests.conftest import open_session
from tests.desk.copies import whole
from tests.desk.portfolio_copies import a_picture
from tests.desk.sending import BRING_IN, Data, brought, content_of, copy_of, said, send, torn, yes
from tests.makers import make_user
from tests.portfolio.makers import a_pdf, make_cpd, make_file
from vault.errors import TamperedText
from vault.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_signed_in")]
MIB = 1024 * 1024
NAMES = {"Certificate.pdf", "Old.pdf", "Rota.jpg", "Rota.png", "Rota.webp"}


def test_files_come_in_beside_their_lines_as_they_were(
    client: Client, writer: User, later: User
) -> None:
    content = copy_of(writer)
    answer = send(client, content)
    assert "<dt>Files</dt><dd>5</dd>" in said(client, answer)
    assert not Attachment.objects.own_of(later).exists()
    assert not yes(client, later).about["refused"]
    assert content_of(later) == content_of(writer)
    for file in Attachment.objects.own_of(later):
        model = {"cpd": Cpd, "hours": PracticeHours}[file.log]
        assert model.objects.visible_to(later).filter(pk=file.line_id).exists()
    assert Attachment.objects.in_bin_of(later).get().name == "Old.pdf"
    assert whole(everything(later, with_files=True)) == whole(everything(writer, with_files=True))
    assert not BroughtPiece.objects.exists()
    # And once more out and in.
    third = make_user("Third")
    brought(open_session(Client(), third), third, copy_of(later))
    assert content_of(third) == content_of(writer)


def test_twice_makes_no_double(client: Client, writer: User, later: User) -> None:
    content = copy_of(writer)
    brought(client, later, content)
    answer = send(client, content)
    assert "All of it is here already" in said(client, answer)
    assert Attachment.objects.own_of(later).count() == 5


def test_files_come_to_lines_that_came_without_them(
    client: Client, writer: User, later: User
) -> None:
    brought(client, later, b"".join(journal_archive(writer, with_files=False)))
    assert not Attachment.objects.own_of(later).exists()
    assert PracticeHours.objects.visible_to(later).count() == 3
    bringing = brought(client, later, copy_of(writer))
    assert content_of(later) == content_of(writer)
    assert PracticeHours.objects.visible_to(later).count() == 3
    # Back: the lines that were here stay, and what came to them goes to the bin.
    services.take_back(bringing_id=bringing.pk, person=later)
    assert not Attachment.objects.visible_to(later).exists()
    assert Attachment.objects.in_bin_of(later).count() == 5


def test_taking_back_leaves_what_was_changed(client: Client, writer: User, later: User) -> None:
    bringing = brought(client, later, copy_of(writer))
    line = Cpd.objects.visible_to(later).get()
    portfolio.change_line(Cpd, line_id=line.pk, actor=later, topic="Mine")
    mine = make_file(later, line, "Mine.pdf", a_pdf("mine"))
    services.take_back(bringing_id=bringing.pk, person=later)
    assert [one.pk for one in Attachment.objects.visible_to(later)] == [mine.pk]
    names = {one.name for one in Attachment.objects.in_bin_of(later)}
    assert names == {"Certificate.pdf", "Old.pdf"}
    assert Attachment.objects.own_of(later).count() == 6  # the others lie there with their lines


def test_what_lies_in_the_bin_is_said_with_the_way_back(
    client: Client, writer: User, later: User
) -> None:
    content = copy_of(writer)
    first = send(client, content)["Location"]
    assert ways_in(client, first) == {}
    services.take_back(bringing_id=yes(client, later).pk, person=later)
    address = send(client, content)["Location"]
    entries = Entry.objects.in_bin_of(later).count()
    ways = {ENTRIES: entries, bin_of("hours"): 3, bin_of("cpd"): 1, bin_of("feedback"): 2}
    assert ways_in(client, address) == ways
    for way in ways:
        assert "/undelete/" in client.get(way.partition("#")[0]).text
    # Files come back with their lines, and by themselves if they were taken out by themselves.
    for model in (PracticeHours, Cpd):
        for line in model.objects.in_bin_of(later):
            portfolio.undelete_line(model, line_id=line.pk, actor=later)
    lying = Attachment.objects.in_bin_of(later).count()
    file = Attachment.objects.visible_to(later).first()
    portfolio.delete_file(file_id=file.pk, actor=later)
    assert ways_in(client, address) == {
        ENTRIES: entries, bin_of("feedback"): 2, f"{FILES}#binned": lying + 1,
    }  # fmt: skip
    assert "/undelete/" in client.get(FILES).text


ENTRIES, FILES = reverse("journals:entry_bin"), reverse("portfolio:file_list")


def bin_of(log: str) -> str:
    return reverse(f"portfolio:{log}_list") + "#binned"


def ways_in(client: Client, address: str) -> dict[str, int]:
    """How much of it lies in which bin, as the page says."""
    _before, found, rest = client.get(address).text.partition('aria-labelledby="bins"')
    section = rest.partition("</section>")[0] if found else ""
    return {way: int(n) for way, n in re.findall(r'href="([^"]+)">[^<]+</a>: (\d+)', section)}


def named(portfolio: Data, name: str) -> Data:
    found: Data = next(one for one in portfolio["files"] if one["name"] == name)
    return found


def instead(data: bytes, kind: str = "") -> Callable[[Data, dict[str, bytes]], None]:
    """Other content for the certificate, with a list that fits it."""

    def change(portfolio: Data, parts: dict[str, bytes]) -> None:
        row = named(portfolio, "Certificate.pdf")
        parts[row["path"]] = data
        row |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        row |= {"kind": kind} if kind else {}

    return change


def setting(**values: Any) -> Callable[[Data, dict[str, bytes]], None]:
    return lambda portfolio, parts: named(portfolio, "Certificate.pdf").update(values)


def office(*more: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", b"<w/>")
        for name, data in more:
            made.writestr(name, data)
    return held.getvalue()


WITH_PLACE = a_picture(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
WRONG: dict[str, tuple[Callable[[Data, dict[str, bytes]], Any], str]] = {
    "a wrong digest": (setting(sha256="0" * 64), "not the file"),
    "other content": (
        lambda rows, parts: parts.update({named(rows, "Certificate.pdf")["path"]: a_pdf("x")}),
        "not the file"),
    "a wrong size": (setting(size=7), "list of files says"),
    "a wrong kind": (setting(kind="png"), "list of files says"),
    "larger than may be": (setting(size=LARGEST + 1), "size"),
    "not in the ZIP": (setting(path="files/x/y.pdf"), "no “files/x/y.pdf”"),
    "a path up": (setting(path="../../etc/passwd"), "no “../../etc/passwd”"),
    "a path from the root": (setting(path="/etc/passwd"), "no “/etc/passwd”"),
    "the data themselves": (setting(path="journal.json"), "not the file"),
    "a line of nowhere": (setting(line="A" * 22), "does not come in"),
    "another log": (setting(log="hours"), "does not come in"),
    "a log of nowhere": (setting(log="x"), "log"),
    "a macro": (instead(office(("word/vbaProject.bin", b"x")), "docx"), "macro"),
    "a bomb": (instead(office(("word/x.bin", b"\0" * (151 * MIB))), "docx"), "too large"),
    "a program": (instead(b"MZ\x00\x01" * 9), "Only PDF"),
    "a PDF and a ZIP at once": (instead(a_pdf() + office()), "PDF"),
    "a picture that says where": (instead(WITH_PLACE, "jpg"), "its points"),
    "a picture and more": (instead(a_picture() + office(), "jpg"), "its points"),
    "a picture too wide": (instead(a_picture("PNG", (3001, 2)), "png"), "its points"),
    "no picture": (instead(b"\x89PNG\r\n\x1a\n" + b"x" * 99, "png"), "its points"),
    "nothing": (instead(b""), "size"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_named_and_the_others_come_in(
    client: Client, writer: User, later: User, name: str
) -> None:
    change, why = WRONG[name]
    bringing = brought(client, later, torn(copy_of(writer), change))
    (refused,) = bringing.about["refused"]
    assert refused[0] == "A file, Certificate.pdf" and why in refused[1], refused
    assert set(content_of(later)) == NAMES - {"Certificate.pdf"}
    (kept,) = everything(later)["earlier_journals"][0]["parts"]["portfolio"]["files"]
    assert kept["name"] == "Certificate.pdf"


def test_a_name_that_leads_elsewhere_is_a_name(client: Client, writer: User, later: User) -> None:
    brought(client, later, torn(copy_of(writer), setting(name="../../etc/x\u202efdp.exe")))
    assert "..  etc x fdp.exe.pdf" not in content_of(later)
    assert not any("/" in name or "\u202e" in name for name in content_of(later))
    assert len(content_of(later)) == 5


def test_a_file_that_lies_about_its_size_in_the_zip(
    client: Client, writer: User, later: User
) -> None:
    """A bomb under a path of the list: the list of the ZIP says a hundred bytes."""
    path = next(one["path"] for one in everything(writer, with_files=True)["portfolio"]["files"])
    bomb = {}

    def change(rows: Data, parts: dict[str, bytes]) -> None:
        bomb["path"] = named(rows, "Certificate.pdf")["path"]
        parts[bomb["path"]] = b"%PDF-" + b"\0" * (40 * MIB)

    raw = bytearray(torn(copy_of(writer), change))
    assert path and len(raw) < 2 * MIB
    at = raw.rindex(bomb["path"].encode()) - 46
    assert raw[at : at + 4] == b"PK\x01\x02"
    raw[at + 24 : at + 28] = struct.pack("<I", 100)
    bringing = brought(client, later, bytes(raw))
    (refused,) = bringing.about["refused"]
    assert refused[0] == "A file, Certificate.pdf"
    assert len(content_of(later)) == 4


def test_one_that_is_a_bomb_is_read_no_further_than_it_may_be(
    client: Client, writer: User, later: User
) -> None:
    change = instead(b"%PDF-" + b"\0" * (40 * MIB))
    content = torn(copy_of(writer), lambda *it: (change(*it), setting(size=99)(*it)))
    (refused,) = brought(client, later, content).about["refused"]
    assert "10 MB" in refused[1]


def test_more_than_a_line_may_have_stay_out(
    client: Client, writer: User, later: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.bring_in import portfolio_planning

    monkeypatch.setattr(portfolio_planning, "MOST_OF_LINE", 1)
    refused = brought(client, later, copy_of(writer)).about["refused"]
    assert len(refused) == 3 and all("at most" in why for _name, why in refused)
    assert Attachment.objects.own_of(later).count() == 2


def test_no_room_is_said_before_anything_comes_in(
    client: Client, writer: User, later: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.bring_in import room

    make_file(later, make_cpd(later))
    content = copy_of(writer)
    monkeypatch.setattr(room, "MOST_BYTES", evidence.bytes_of(writer))
    page = said(client, send(client, content))
    assert "no room for its files" in page and 'value="yes"' not in page
    assert not yes(client, later).is_done
    assert Attachment.objects.own_of(later).count() == 1
    assert not PracticeHours.objects.visible_to(later).exists()
    monkeypatch.setattr(room, "MOST_BYTES", evidence.MOST_BYTES)
    assert yes(client, later).is_done


def test_no_time_is_said_and_the_rest_comes_another_time(
    client: Client, writer: User, later: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = copy_of(writer)
    monkeypatch.setattr(files, "LONGEST_LOOK", -1.0)
    refused = brought(client, later, content).about["refused"]
    assert len(refused) == 5 and all("once more" in why for _name, why in refused)
    monkeypatch.setattr(files, "LONGEST_LOOK", 40.0)
    brought(client, later, content)
    assert content_of(later) == content_of(writer)


def test_a_piece_that_is_gone_brings_nothing_in(client: Client, writer: User, later: User) -> None:
    """All or nothing: rows that were made before the files are taken away again."""
    send(client, copy_of(writer))
    bringing = Bringing.objects.visible_to(later).waiting().get()
    seen = services.seen_of(services.look(bringing, later))
    BroughtPiece.objects.filter(bringing=bringing).delete()
    answer = client.post(bringing.get_absolute_url(), {"seen": seen, "do": "yes", "mine": "yes"})
    assert "damaged" in said(client, answer)
    assert not PracticeHours.objects.own_of(later).exists()
    assert Bringing.objects.get(pk=bringing.pk).waits


# How it comes


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BroughtPiece, "SIZE", 1000)


@pytest.mark.usefixtures("small_pieces")
def test_pieces_read_like_the_file_they_were(client: Client, writer: User, later: User) -> None:
    content = copy_of(writer)
    send(client, content)
    bringing = Bringing.objects.visible_to(later).get()
    assert BroughtPiece.objects.filter(bringing=bringing).count() == -(-len(content) // 1000)
    with pieces.as_file(bringing) as read:
        assert read.read() == content
        for at, long in ((0, 10), (995, 10), (len(content) - 5, 99), (2000, 3001)):
            read.seek(at)
            assert read.read(long) == content[at : at + long]
    BroughtPiece.objects.filter(bringing=bringing, number=1).delete()
    with pytest.raises(CannotOpen):
        pieces.as_file(bringing)


@pytest.mark.usefixtures("small_pieces")
def test_pieces_that_were_moved_about_bring_nothing_in(
    client: Client, writer: User, later: User
) -> None:
    """In the database, after they were looked through: in another order they open one by one."""
    make_file(writer, make_cpd(writer), "Long.pdf", a_pdf("long " + os.urandom(9000).hex()))
    content = copy_of(writer)
    send(client, content)
    at = content.index(b"% long") // BroughtPiece.SIZE + 3
    for now, then in ((at, 9000), (at + 1, at), (9000, at + 1)):
        BroughtPiece.objects.filter(number=now).update(number=then)
    assert yes(client, later).waits
    assert not PracticeHours.objects.own_of(later).exists()
    # And none of them opens as another.
    BroughtPiece.objects.filter(number=at).update(id=new_id())
    with pytest.raises(TamperedText):
        pieces.as_file(Bringing.objects.visible_to(later).get()).read()


def test_nothing_of_it_stands_open_in_the_database(client: Client, later: User) -> None:
    writer = make_user("Writer")
    make_file(writer, make_cpd(writer), "x.pdf", a_pdf("Loudmarker"))
    send(client, copy_of(writer))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT data FROM {BroughtPiece._meta.db_table}")
        held = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert len(held) > 1000 and b"Loudmarker" not in held and b"PK\x03\x04" not in held


def test_a_copy_without_files_keeps_no_pieces(client: Client, later: User) -> None:
    send(client, copy_of(make_user("Writer")))
    assert Bringing.objects.visible_to(later).waiting().exists()
    assert not BroughtPiece.objects.exists()


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"PK\x03\x04" + b"x" * 5000])
def test_nothing_stays_of_what_is_no_copy(client: Client, later: User, content: bytes) -> None:
    assert send(client, content)["Location"] == BRING_IN
    assert not Bringing.objects.exists()
    assert not BroughtPiece.objects.exists()


def test_what_waits_stays_when_the_next_is_no_copy(
    client: Client, writer: User, later: User
) -> None:
    send(client, copy_of(writer))
    send(client, b"no copy")
    assert Bringing.objects.visible_to(later).waiting().count() == 1
    assert yes(client, later).is_done


def test_a_forged_post_leaves_nothing(writer: User, later: User) -> None:
    client = open_session(Client(enforce_csrf_checks=True), later)
    assert send(client, copy_of(writer)).status_code == 403
    assert not Bringing.objects.exists()
    assert not BroughtPiece.objects.exists()


@pytest.mark.parametrize("way", ["locked", "held", "out"])
def test_nobody_elses_post_is_sealed(writer: User, later: User, way: str) -> None:
    client = Client() if way == "out" else open_session(Client(), later)
    if way == "locked":
        session = client.session
        session["locked"] = True
        session.save()
    if way == "held":
        User.objects.filter(pk=later.pk).update(held_until=timezone.now() + timedelta(days=1))
    assert send(client, copy_of(writer)).status_code == 303
    assert not Bringing.objects.exists()
    assert not BroughtPiece.objects.exists()


def test_letting_go_and_time_and_erasing_take_the_pieces(
    client: Client, writer: User, later: User
) -> None:
    content = copy_of(writer)
    bringing = send(client, content)["Location"]
    assert BroughtPiece.objects.exists()
    client.post(bringing, {"do": "let-go"})
    assert not BroughtPiece.objects.exists()
    send(client, content)
    Bringing.objects.update(made_at=timezone.now() - timedelta(hours=25))
    services.drop_old_bringings()
    assert not BroughtPiece.objects.exists()
    send(client, content)
    User.objects.filter(pk=later.pk).update(erase_after=timezone.now() - timedelta(days=1))
    assert erase_journal(person_id=later.pk, now=timezone.now())
    assert not BroughtPiece.objects.exists()
    assert not Attachment.objects.own_of(later).exists()


def test_what_never_came_whole_is_seen_by_nobody_and_goes(later: User) -> None:
    bringing = arriving._begun(later)
    pieces.put(bringing, 0, b"x")
    client = open_session(Client(), later)
    assert client.get(bringing.get_absolute_url()).status_code == 404
    assert not everything(later)["waiting_to_come_in"]
    arriving._begun(later)  # another page of theirs
    assert not BroughtPiece.objects.exists()
    Bringing.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert services.drop_old_bringings() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_beside_another_is_overtaken(
    later: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pages of one person: the one that began later is taken, and the first one is told.

    In two processes: in one, the second is told that another copy is on its way.
    """
    monkeypatch.setattr(arriving, "_lane", BoundedSemaphore(2))
    request = RequestFactory().post(BRING_IN)
    request.user = later
    first, second = arriving.Arriving(request, later), arriving.Arriving(request, later)
    for handler in (first, second):
        handler.new_file("file", "x.zip", "application/zip", None)
    with pytest.raises(SkipFile):
        first.receive_data_chunk(b"x" * BroughtPiece.SIZE, 0)
    assert (first.is_gone, second.is_gone) == (True, False)
    second.receive_data_chunk(b"x" * BroughtPiece.SIZE, 0)
    assert BroughtPiece.objects.get().bringing_id == second.bringing.pk
    with pytest.raises(CannotOpen, match="another page"):
        wait_with(request, first)
    first.let_go()
    assert BroughtPiece.objects.exists()
    second.let_go()
    assert not Bringing.objects.exists()


def test_a_zip_with_an_endless_list_is_refused_before_it_is_read() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for number in range(20_001):
            made.writestr(f"{number}", b"")
    with pytest.raises(CannotOpen, match="too many"):
        Copy(io.BytesIO(held.getvalue()))
    for end in (b"more behind it", b"PK\x05\x06" + b"\0" * 18):
        with pytest.raises(CannotOpen):
            Copy(io.BytesIO(held.getvalue() + end))


def test_a_hundred_megabytes_take_little_memory(
    run_module: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """One piece, and one file of 10 MB: of a ZIP ten times as large no more."""
    done = run_module("tests.desk.hundred_megabytes")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["zip"] > 100
    assert found["memory"] < 60, found
