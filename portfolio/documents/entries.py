"""One entry as a document: for its writer, or for somebody else."""

from __future__ import annotations

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from journals.models import Entry
from journals.reading import answered
from journals.snapshots import TITLE, Snapshot, snapshot_of, tickable
from portfolio.documents.tree import Document, Heading, Items, Paragraph, Part
from prompts.models import PromptVersion
from prompts.texts import clean_line


def own_entry(entry: Entry, *, with_note: bool) -> Document:
    """All of it; the private note where it was asked for."""
    version = entry.prompt_version
    title = _title(entry.name, version)
    about = [_about(version, title)]
    if entry.happened_on:
        about.append(_("It happened in %(month)s") % {"month": _month(entry.happened_on)})
    parts: list[Part] = [Paragraph(tuple(filter(None, about)), quiet=True)]
    for one in answered(version, entry.text()):
        is_text = one.question.kind in ("long_text", "short_text") and not one.question.for_each
        parts += _answer(one.question.text, one.lines, is_list=not is_text)
    if with_note and entry.private_note:
        parts += _answer(_("Private note"), entry.private_note.splitlines(), is_list=False)
    return Document(title, (*parts, _source(version)))


def shown_to_others(entry: Entry) -> Snapshot:
    """What a file for somebody else holds: nothing that its writer or its prompt keeps private."""
    open_parts = {one.key for one in tickable(entry) if not one.is_private}
    return snapshot_of(entry, chosen=open_parts | {TITLE})


def entry_for_others(entry: Entry) -> Document:
    shown, version = shown_to_others(entry), entry.prompt_version
    title = _title(shown["title"], version)
    parts: list[Part] = [Paragraph((_about(version, title),), quiet=True)]
    for part in shown["parts"]:
        parts += _answer(part["question"], part["lines"], is_list=part["is_list"])
    return Document(title, (*parts, _source(version)))


def _title(title: str, version: PromptVersion) -> str:
    """A title of signs that nobody sees is none."""
    return clean_line(title).text or version.title


def _answer(question: str, lines: list[str], *, is_list: bool) -> list[Part]:
    words = Items(tuple(lines)) if is_list and len(lines) > 1 else Paragraph(tuple(lines))
    return [Heading(question), words]


def _about(version: PromptVersion, title: str) -> str:
    programme = version.prompt.programme.title
    names = [name for name in dict.fromkeys([programme, version.title]) if name != title]
    return ": ".join(names)


def _source(version: PromptVersion) -> Part:
    return Paragraph((version.prompt.programme.source_citation,), quiet=True)


def _month(day: Any) -> str:
    return formats.date_format(day, "F Y")
