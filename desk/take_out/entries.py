"""A person's entries with every text of them that is kept, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from desk.copies import Data, moment, reads
from journals.models import Clash, Entry, EntryRevision, LookingBack, ParkedForm, Preparation
from people.models import User
from prompts.models import PromptVersion
from vault.ids import short


def entries(person: User, *, only: UUID | None = None) -> list[Data]:
    """Every entry, those in the bin too, the newest first."""
    own = Entry.objects.visible_to(person) | Entry.objects.in_bin_of(person)
    if only is not None:
        own = own.filter(pk=only)
    versions = Versions.of(own)
    earlier = _grouped(EntryRevision.objects.filter(entry__in=own), _earlier)
    second = _grouped(Clash.objects.filter(entry__in=own), _second_text)
    unsaved = _grouped(ParkedForm.objects.filter(entry__in=own), _unsaved)
    chosen = _grouped(Preparation.objects.filter(entry__in=own), _chosen)
    begun = dict(LookingBack.objects.filter(entry__in=own).values_list("entry", "earlier"))
    return [
        _entry(entry, versions[entry.prompt_version_id])
        | {
            # The entry that this one was begun from, to say what became of it.
            "looks_back_on": short(begun[entry.pk]) if entry.pk in begun else None,
            "earlier_texts": [
                made(versions[entry.prompt_version_id]) for made in earlier[entry.pk]
            ],
            "second_texts": [made(None) for made in second[entry.pk]],
            "unsaved_pages": [made(None) for made in unsaved[entry.pk]],
            "chosen_to_share": next((made(None) for made in chosen[entry.pk]), None),
        }
        for entry in own.newest_first().iterator(chunk_size=500)
    ]


class Versions(dict[UUID, PromptVersion]):
    """The wordings that rows answer, each read once: their questions are long."""

    rows: Any

    @classmethod
    def of(cls, rows: Any) -> Versions:
        found = cls((version.pk, version) for version in _versions(rows))
        found.rows = rows
        return found

    def __missing__(self, pk: UUID) -> PromptVersion:
        # Of an entry that was begun while its writer's copy was being made.
        self[pk] = _versions(self.rows).get(pk=pk)
        return self[pk]


def _versions(rows: Any) -> QuerySet[PromptVersion]:
    """Also those of a house that the person has left: what they wrote to them is theirs."""
    return PromptVersion.objects.answered_by(rows).select_related("prompt__programme")


Made = Callable[[PromptVersion | None], Data]


def _grouped(rows: Any, make: Callable[..., Data]) -> defaultdict[UUID, list[Made]]:
    """Rows by their entry, opened only when that entry's turn comes."""
    found: defaultdict[UUID, list[Made]] = defaultdict(list)
    for row in rows.iterator(chunk_size=500):
        found[row.entry_id].append(partial(make, row))
    return found


def _entry(entry: Entry, version: PromptVersion) -> Data:
    return {
        "id": short(entry.pk),
        **wording(version),
        "name": entry.title or version.title,
        **_text(entry.text(), version),
        "state": "in the bin" if entry.deleted_at else "finished" if entry.is_finished else "draft",
        "was_shock": entry.was_shock,
        "stays_away": entry.stays_away,
        "revision": entry.revision,
        "started_at": moment(entry.started_at),
        "touched_at": moment(entry.touched_at),
        "finished_at": moment(entry.finished_at),
        "deleted_at": moment(entry.deleted_at),
        "saving_ledger": entry.ledger,
    }


def wording(version: PromptVersion) -> Data:
    """Which programme's prompt, and which wording of it."""
    programme = version.prompt.programme
    return {
        "programme": {
            "key": programme.copy_key,
            "title": programme.title,
            "source": programme.source_citation,
        },
        "prompt": {
            "key": version.prompt.key,
            "version": version.number,
            "title": version.title,
            "intro": version.intro,
        },
    }


def wordings(person: User) -> list[Data]:
    """The questions themselves, so that another installation can show what answers them."""
    own = Entry.objects.visible_to(person) | Entry.objects.in_bin_of(person)
    rows = _versions(own).order_by("prompt__programme__key", "prompt__key", "number")
    return [
        {
            **wording(version),
            "minutes": version.minutes,
            "offers": version.offers,
            "questions": version.questions,
        }
        for version in rows
    ]


def _text(text: Data, version: PromptVersion) -> Data:
    answers = text.get("answers") or {}
    return {
        "title": text.get("title") or "",
        "happened_on": text.get("happened_on"),
        "answers": answers,
        "reads": reads(version, answers),
        "private_note": text.get("private_note") or "",
    }


def _earlier(row: EntryRevision, version: PromptVersion) -> Data:
    return {
        "revision": row.revision,
        "reason": row.reason,
        "made_at": moment(row.made_at),
        **_text(row.text, version),
    }


def _second_text(row: Clash, version: None) -> Data:
    return {
        "part": row.part,
        "page": short(row.page),
        "text": row.text,
        "made_at": moment(row.made_at),
        "settled_at": moment(row.settled_at),
    }


def _unsaved(row: ParkedForm, version: None) -> Data:
    return {"parked_at": moment(row.parked_at), "fields": row.fields}


def _chosen(row: Preparation, version: None) -> Data:
    """What is ticked for a share that is not made yet."""
    return {"made_at": moment(row.made_at), "choices": row.choices}
