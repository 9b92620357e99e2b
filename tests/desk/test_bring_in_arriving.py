"""How a copy with files arrives: sealed piece by piece, whole or not at all."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from threading import BoundedSemaphore

import pytest
from django.core.files.uploadhandler import SkipFile
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from desk.bring_in import arriving, pieces, services
from desk.bring_in.opening import CannotOpen, Copy
from desk.bring_in.posts import wait_with
from desk.models import Bringing, BroughtPiece
from desk.services import erase_journal
from desk.take_out.gather import everything
from people.models import User
from portfolio.models import Attachment, PracticeHours
from tests.conftest import open_session
from tests.desk.sending import BRING_IN, copy_of, send, yes
from tests.makers import make_user
from tests.portfolio.makers import a_pdf, make_cpd, make_file
from vault.errors import TamperedText
from vault.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_signed_in")]


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
