"""What a copy that was made to do harm comes to: bounded, named, or as if it had not been sent."""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import Any

import pytest
from django.test import Client

from desk.bring_in import arriving, opening
from desk.bring_in.opening import CannotOpen, Copy
from desk.bring_in.portfolio_planning import MOST_CYCLES
from desk.models import Bringing
from desk.take_out.gather import everything
from people.models import User
from portfolio.evidence.looking import accept
from portfolio.evidence.pictures import MOST_SCANS, SCAN
from portfolio.evidence.plain import is_plain
from portfolio.evidence.refusal import FileRefused
from portfolio.models import Attachment, Cycle, ReflectiveAccount
from tests.desk.copies import bring
from tests.desk.portfolio_copies import a_picture
from tests.desk.sending import BRING_IN, brought, copy_of, said, send, torn
from vault.ids import new_id, short

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_signed_in")]


def laid_over_itself(times: int) -> bytes:
    """A picture whose last scan comes again and again, each some bytes that take milliseconds."""
    picture = a_picture("JPEG", (3000, 3000), progressive=True)
    last = picture.rindex(SCAN)
    return picture[:-2] + picture[last:-2] * times + picture[-2:]


def test_a_picture_that_is_laid_over_itself_is_not_opened() -> None:
    data = laid_over_itself(2 * MOST_SCANS)
    began = time.thread_time()
    assert not is_plain(data, "jpg")
    with pytest.raises(FileRefused, match="damaged"):
        accept(data)
    assert time.thread_time() - began < 0.2
    fine = a_picture("JPEG", (300, 300), progressive=True)
    assert fine.count(SCAN) < 20 and accept(fine).kind == "jpg"


def test_one_copy_is_on_its_way_at_a_time(
    client: Client, later: User, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = copy_of(writer)
    with arriving._lane:
        assert "Another journal is on its way" in said(client, send(client, content))
    assert not Bringing.objects.exists()
    assert send(client, b"no ZIP")["Location"] == BRING_IN
    brought(client, later, content)  # the lane is free again, after what failed too


def test_a_file_of_before_1980_comes_in_and_goes_out(
    client: Client, later: User, writer: User
) -> None:
    def old(portfolio: dict[str, Any], _parts: Any) -> None:
        for file in portfolio["files"]:
            file["made_at"] = "1975-01-01T00:00:00+00:00"

    brought(client, later, torn(copy_of(writer), old))
    with zipfile.ZipFile(io.BytesIO(copy_of(later))) as again:
        assert again.testzip() is None


def test_one_file_of_the_zip_stands_beside_one_line(
    client: Client, later: User, writer: User
) -> None:
    def often(portfolio: dict[str, Any], _parts: Any) -> None:
        first = next(file for file in portfolio["files"] if file["name"] == "Certificate.pdf")
        portfolio["files"] = [first, *({**first, "id": short(new_id())} for _time in range(30))]

    bringing = brought(client, later, torn(copy_of(writer), often))
    assert Attachment.objects.own_of(later).count() == 1
    assert len(bringing.about["refused"]) == 30


def test_a_list_of_files_that_is_longer_than_it_says_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "MOST_FILES", 5)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for number in range(9):
            made.writestr(f"{number}", b"")
    lying = bytearray(held.getvalue())
    lying[-14:-10] = b"\x01\x00\x01\x00"  # one, says its end
    with pytest.raises(CannotOpen, match="too many files"):
        Copy(io.BytesIO(bytes(lying)))


def test_an_account_does_not_stand_beside_itself(writer: User, later: User) -> None:
    journal = json.loads(json.dumps(everything(writer)))
    for cycle in journal["portfolio"]["cycles"]:
        for account in cycle["accounts"]:
            account["sources"] = [account["entry"]]
    bring(later, journal)
    (account,) = ReflectiveAccount.objects.filter(cycle__owner=later)
    assert not account._meta.apps.get_model("portfolio", "AccountSource").objects.filter(
        account=account
    )


def test_cycles_are_bounded_however_often_one_brings(writer: User, later: User) -> None:
    journal = json.loads(json.dumps(everything(writer)))
    closed = next(one for one in journal["portfolio"]["cycles"] if one["closed_at"])
    day = 1
    many = []
    for number in range(MOST_CYCLES + 20):
        day = number % 28 + 1
        many.append({
            **closed, "id": short(new_id()), "accounts": [], "discussion": None,
            "confirmation": None, "starts_on": f"{1990 + number // 28}-01-{day:02}",
            "ends_on": f"{1993 + number // 28}-01-{day:02}",
        })  # fmt: skip
    journal["portfolio"]["cycles"] = many
    bringing = bring(later, journal)
    assert Cycle.objects.visible_to(later).count() == MOST_CYCLES
    assert len(bringing.about["refused"]) >= 20
