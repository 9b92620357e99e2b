"""What a person has here already, so that the same journal does not come in twice.

Nothing of this is stored: it is compared in memory, and what an earlier import turned into
what stands sealed in that import.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from desk.bring_in.shape import ComesBackIn, EntryIn, PromiseIn, SittingIn, _moment
from desk.copies import day, moment
from desk.models import Bringing
from journals.models import ComingBack, DepthWish, Entry, KeptWords
from notices.models import Wish
from people.models import User
from promises.models import Promise
from prompts.models import Measure, Sitting
from vault.ids import from_short, short


@dataclass(frozen=True)
class Known:
    id: UUID
    in_bin: bool


def _print(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def entry_print(entry: EntryIn) -> str:
    about = (entry.programme.key, entry.prompt.key, entry.title, day(entry.happened_on))
    return _print(*about, entry.answers, entry.private_note, moment(entry.started_at))


def _print_of(entry: Entry) -> str:
    prompt = entry.prompt_version.prompt
    about = (prompt.programme.copy_key, prompt.key, entry.title, day(entry.happened_on))
    return _print(*about, entry.answers, entry.private_note, moment(entry.started_at))


def promise_print(promise: PromiseIn) -> str:
    return _print(promise.what, promise.to_role, moment(promise.made_at))


def sitting_print(sitting: SittingIn) -> str:
    return _print(sitting.measure, sitting.source, moment(sitting.kept_at), sitting.answers)


class Here:
    def __init__(self, person: User) -> None:
        self.person = person

    def entry(self, id: str, made: str) -> Known | None:
        """The same entry, or the one that an earlier import made of it."""
        by_id, by_print = self._entries
        became = self.came("entries").get(id)
        return by_id.get(id) or (by_id.get(became) if became else None) or by_print.get(made)

    @cached_property
    def _entries(self) -> tuple[dict[str, Known], dict[str, Known]]:
        own = Entry.objects.visible_to(self.person) | Entry.objects.in_bin_of(self.person)
        rows = own.select_related("prompt_version__prompt__programme")
        rows = rows.defer("ledger", "prompt_version__questions")
        by_id, by_print = {}, {}
        for row in rows.iterator(chunk_size=500):
            known = Known(row.pk, in_bin=row.deleted_at is not None)
            by_id[short(row.pk)] = by_print[_print_of(row)] = known
        return by_id, by_print

    def came(self, what: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for about in self._abouts:
            found |= about.get("came", {}).get(what, {})
        return found

    @cached_property
    def _abouts(self) -> list[dict[str, Any]]:
        rows = Bringing.objects.visible_to(self.person).done()
        return [row.about for row in rows.filter(kind=Bringing.Kind.JOURNAL)]

    def has_record(self, id: str, made_at: str) -> bool:
        known = {tuple(one) for about in self._abouts for one in about.get("records", [])}
        return (id, made_at) in known

    def has_promise(self, id: str, made: str) -> bool:
        by_id, prints = self._promises
        return id in by_id or self.came("promises").get(id) in by_id or made in prints

    @cached_property
    def _promises(self) -> tuple[set[str], set[str]]:
        rows = list(Promise.objects.visible_to(self.person))
        prints = {_print(row.what, row.to_role, moment(row.made_at)) for row in rows}
        return {short(row.pk) for row in rows}, prints

    def has_sitting(self, made: str) -> bool:
        return made in self._sittings

    @cached_property
    def _sittings(self) -> set[str]:
        rows = Sitting.objects.visible_to(self.person).select_related("measure")
        return {
            _print(
                row.measure.title,
                row.measure.file.source.citation,
                moment(row.kept_at),
                row.answers,
            )
            for row in rows
        }

    def measure_for(self, sitting: SittingIn) -> Measure | None:
        """The same measure, in a house of theirs, that knows each of these statements."""
        for measure in self._measures:
            file = measure.file
            known = {item.key for item in file.items}
            if (
                measure.title == sitting.measure
                and file.source.citation == sitting.source
                and set(sitting.answers) <= known
                and all(number in file.steps.numbers for number in sitting.answers.values())
            ):
                return measure
        return None

    @cached_property
    def _measures(self) -> list[Measure]:
        return list(Measure.objects.visible_to(self.person).order_by("retired_at", "-loaded_at"))

    @cached_property
    def kept_words(self) -> list[str]:
        kept = KeptWords.objects.visible_to(self.person).first()
        found: list[str] = kept.folded if kept else []
        return found

    @cached_property
    def has_wishes(self) -> bool:
        return Wish.objects.filter(person=self.person).exists()

    def depth_from(self, said: Any) -> Any:
        """Since when, if they said so and nothing about it was ever said here."""
        if not said or DepthWish.objects.filter(person=self.person).exists():
            return None
        try:
            return _moment(said)
        except ValueError:
            return None

    def comes_back_from(self, said: Any) -> ComesBackIn | None:
        """As depth_from: what they asked for there, if nothing was ever said of it here."""
        try:
            found = ComesBackIn.model_validate(said)
        except ValidationError:
            return None
        nothing = found.on_this_day_since is None and found.six_weeks_on_since is None
        if nothing or ComingBack.objects.filter(person=self.person).exists():
            return None
        return found


def id_of(text: str) -> UUID:
    return from_short(text)
