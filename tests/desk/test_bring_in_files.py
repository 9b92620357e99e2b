"""The files of a copy come in beside their lines, as they were."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from desk.bring_in import files, services
from desk.models import Bringing, BroughtPiece
from desk.take_out.archive import journal_archive
from desk.take_out.gather import everything
from journals.models import Entry
from people.models import User
from portfolio import services as portfolio
from portfolio.models import Attachment, Cpd, PracticeHours
from portfolio.services import evidence
from tests.conftest import open_session
from tests.desk.copies import whole
from tests.desk.sending import brought, content_of, copy_of, said, send, yes
from tests.makers import make_user
from tests.portfolio.makers import a_pdf, make_cpd, make_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_signed_in")]


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
