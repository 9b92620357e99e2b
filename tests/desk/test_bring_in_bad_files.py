"""Files of a copy that are not what it says, or could do harm: named and left out."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk.take_out.gather import everything
from people.models import User
from portfolio.evidence.looking import LARGEST
from tests.desk.portfolio_copies import a_picture
from tests.desk.sending import Data, brought, content_of, copy_of, torn, zipped
from tests.portfolio.makers import a_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_signed_in")]
MIB = 1024 * 1024
NAMES = {"Certificate.pdf", "Old.pdf", "Rota.jpg", "Rota.png", "Rota.webp"}


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
    types, body = ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")
    return zipped([types, body, *more])


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
