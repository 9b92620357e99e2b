"""The files beside the logs in the copy of everything: each as it came, in bounded memory."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk.take_out.archive import journal_archive
from people.models import User
from portfolio import services
from portfolio.models import Attachment, AttachmentPart
from tests.makers import PASSWORD
from tests.portfolio.makers import a_pdf, make_cpd, make_file, make_hours
from vault.errors import TamperedText

MIB = 1024 * 1024


def opened(content: bytes) -> tuple[zipfile.ZipFile, list[dict[str, Any]]]:
    zipped = zipfile.ZipFile(io.BytesIO(content))
    assert zipped.testzip() is None
    return zipped, json.loads(zipped.read("journal.json"))["portfolio"]["files"]


def test_each_file_is_in_the_copy_as_it_came(
    amara: User, ben: User, sign_in: Callable[..., Client]
) -> None:
    data = a_pdf("mine", 2 * MIB + 7)
    kept = make_file(amara, make_cpd(amara), "Blå.pdf", data)
    binned = make_file(amara, make_hours(amara), "Blå.pdf")
    services.delete_file(file_id=binned.pk, actor=amara)
    make_file(ben, make_cpd(ben), "Bens.pdf", a_pdf("zq-bens"))
    client = sign_in(Client(), amara)
    assert "Leave my files out" in client.get(reverse("desk:take_out")).text
    answer = client.post(reverse("desk:take_out"), {"password": PASSWORD})
    zipped, listed = opened(answer.getvalue())
    assert [(one["name"], one["log"], one["deleted_at"] is None) for one in listed] == [
        ("Blå.pdf", "cpd", True), ("Blå.pdf", "hours", False),
    ]  # fmt: skip
    assert zipped.read(listed[0]["path"]) == data
    for one in listed:
        content = zipped.read(one["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
    assert {name for name in zipped.namelist() if name.startswith("files/")} == {
        one["path"] for one in listed
    }
    assert "files/" in zipped.read("README.txt").decode()
    body = {"password": PASSWORD, "without_files": "on"}
    zipped, listed = opened(client.post(reverse("desk:take_out"), body).getvalue())
    assert [one["path"] for one in listed] == [None, None]
    assert not [name for name in zipped.namelist() if name.startswith("files/")]
    assert Attachment.objects.get(pk=kept.pk).digest == hashlib.sha256(data).hexdigest()


def test_memory_does_not_grow_with_the_files(amara: User) -> None:
    line = make_cpd(amara)
    for _number in range(3):
        make_file(amara, line, data=a_pdf(os.urandom(32).hex(), 9 * MIB))
    next(iter(journal_archive(amara)))  # templates are read once
    tracemalloc.start()
    sent = sum(len(piece) for piece in journal_archive(amara))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 27 * MIB
    assert most < 8 * MIB


def test_a_file_that_was_tampered_with_breaks_the_copy_off(amara: User) -> None:
    file = make_file(amara, make_cpd(amara), data=a_pdf(size=MIB + 1))
    AttachmentPart.objects.filter(attachment=file, number=1).delete()
    with pytest.raises(TamperedText):
        b"".join(journal_archive(amara))


def test_how_long_it_will_be_is_told_beforehand(
    amara: User, sign_in: Callable[..., Client]
) -> None:
    line = make_cpd(amara)
    for name in ("Blå 日本.pdf", "plain.pdf", "plain.pdf"):
        make_file(amara, line, name, a_pdf(name, MIB + 1))
    for with_files in (True, False):
        copy = journal_archive(amara, with_files=with_files)
        assert copy.size == sum(map(len, copy))
    answer = sign_in(Client(), amara).post(reverse("desk:take_out"), {"password": PASSWORD})
    assert int(answer["Content-Length"]) == len(answer.getvalue())


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("9b2f7c1e-7c4c-4a4e-8b58-0e5a6f3b9d10", True),
        ("", False),
        ("x; path=/; domain=example.test", False),
        ("9b2f7c1e-7c4c-4a4e-8b58-0e5a6f3b9d1\n", False),
    ],
)
def test_the_page_is_told_that_its_download_began(
    token: str, told: bool, amara: User, sign_in: Callable[..., Client]
) -> None:
    client, path = sign_in(Client(), amara), reverse("desk:take_out")
    answer = client.post(path, {"password": "wrong", "download-begun": token})
    assert not answer.cookies.keys() & {f"download-begun-{token}"}  # a page came, and no file
    answer = client.post(path, {"password": PASSWORD, "download-begun": token})
    assert answer.getvalue()
    assert [name for name in answer.cookies if name.startswith("download")] == (
        [f"download-begun-{token}"] if told else []
    )
