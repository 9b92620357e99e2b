"""The files a person takes away. Made in memory: private text is never in a temporary file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from desk.bring_in.reading import readable
from desk.copies import Data, showable
from desk.take_out.entries import entries
from desk.take_out.files import files_to_pack
from desk.take_out.gather import everything
from journals.models import Entry
from people.models import User
from portfolio.attachments import pieces_of
from portfolio.models import Attachment

HERE = Path(__file__).resolve().parent
ALL = 1_000_000  # rows of a record: a copy holds every one
SCHEMA = "reflect-journal-1.schema.json"
# Bytes of a ZIP besides names and content, as PKWARE's APPNOTE has them.
ABOUT_A_FILE = 30 + 16  # before a file, and behind it, where its length is told afterwards
IN_THE_LIST = 46  # of each, in the list at the end
THE_END = 22
OLDEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP can say


class Archive:
    """A ZIP that is made while it is given out, and that says beforehand how long it will be.

    Whoever downloads it sees how far it is.
    """

    def __init__(self, texts: dict[str, str], files: list[tuple[str, Attachment]]) -> None:
        self._files = files
        self._held = _Passing()
        self._zip = zipfile.ZipFile(self._held, "w", zipfile.ZIP_DEFLATED)
        for name, text in texts.items():
            self._zip.writestr(name, text)
        self.size = (
            sum(map(len, self._held.pieces))
            + sum(file.size + ABOUT_A_FILE + len(name.encode()) for name, file in files)
            + sum(IN_THE_LIST + len(name.encode()) for name in (*texts, *(f[0] for f in files)))
            + THE_END
        )

    def __iter__(self) -> Iterator[bytes]:
        with self._zip as archive:
            yield self._held.taken()
            for name, file in self._files:
                made_at = timezone.localtime(file.made_at).timetuple()[:6]
                about = zipfile.ZipInfo(name, max(made_at, OLDEST))
                with archive.open(about, "w") as opened:  # as it is: such files are packed already
                    for piece in pieces_of(file):
                        opened.write(piece)
                        yield self._held.taken()
        yield self._held.taken()


def journal_archive(person: User, *, with_files: bool = True) -> Archive:
    """Everything of a person's in one ZIP: data, a page to read, what is what, and their files.

    It is given out while it is made: files are never all in memory, and never on a disk. What
    they wrote is gathered before the first piece, so that whatever is wrong there is still told.
    """
    journal = everything(person, with_files=with_files)
    texts = {
        "journal.html": journal_page(journal),
        "journal.json": as_json(journal),
        SCHEMA: (HERE / SCHEMA).read_text(encoding="utf-8"),
        "README.txt": _readme(journal),
    }
    return Archive(texts, list(files_to_pack(person)) if with_files else [])


class _Passing:
    """What a ZIP is written into: it cannot go back, and holds only what nobody took yet."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def flush(self) -> None:
        """There is nothing further on."""

    def close(self) -> None:
        """Nor anything to be shut."""

    def write(self, data: bytes, /) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def as_json(data: Data) -> str:
    """One line for each part and each entry: json's own indenting is six times slower."""
    parts = [f"{_dumped(name)}: {_lines(value)}" for name, value in data.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(_dumped(item) for item in value) + "\n]"
    return _dumped(value)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def journal_page(journal: Data) -> str:
    large = ("entries", "wordings", "earlier_journals")
    about = {name: value for name, value in journal.items() if name not in large}
    context = {
        "journal": _timed(showable(about)) | {"entries": _Shown(journal["entries"])},
        "earlier": [
            {"name": showable(one["name"]), "parts": readable(one["parts"], most=ALL)}
            for one in journal["earlier_journals"]
        ],
    }
    return _with_style(render_to_string("desk/take_out/journal.html", context))


class _Shown:
    """Entries made ready one by one while the page is written: never twice in memory."""

    def __init__(self, data: list[Data]) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Data]:
        return (_timed(showable(entry)) for entry in self.data)


def entry_json(person: User, entry: Entry, *, with_note: bool) -> str:
    return as_json(_one(person, entry, with_note=with_note))


def _one(person: User, entry: Entry, *, with_note: bool) -> Data:
    """An entry as it stands now. Its history is in the copy of everything only."""
    (data,) = entries(person, only=entry.pk)
    for key in (
        "earlier_texts",
        "second_texts",
        "unsaved_pages",
        "saving_ledger",
        "chosen_to_share",
    ):
        del data[key]
    if not with_note:
        del data["private_note"]
    return data


def _readme(journal: Data) -> str:
    context = {
        "made_at": timezone.localtime(),
        "entries": len(journal["entries"]),
        "schema": SCHEMA,
        "format": journal["format"],
        "files": sum(1 for file in journal["portfolio"]["files"] if file["path"]),
    }
    return render_to_string("desk/take_out/readme.txt", context)


def _with_style(page: str) -> str:
    # Put in here and not by the template: a page that is opened from a disk has nothing to
    # load its style from, and no template of the site may have a style of its own.
    style = (HERE / "journal.css").read_text(encoding="utf-8")
    return page.replace("</head>", f"<style>\n{style}</style>\n</head>", 1)


def _timed(value: Any, key: str = "") -> Any:
    """Moments and days back as such, so that the page can show them in the person's zone."""
    if isinstance(value, dict):
        return {k: v if k in ("answers", "fields") else _timed(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_timed(item, key) for item in value]
    if isinstance(value, str) and (key == "at" or key.endswith(("_at", "until"))):
        return _moment(value)
    if isinstance(value, str) and key.endswith("_on"):
        return _day(value)
    return value


def _moment(text: str) -> datetime | None:
    return parse_datetime(text)


def _day(text: str) -> date | str:
    return parse_date(text) or text
