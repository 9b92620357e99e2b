"""The questions that an entry answers: found here, or brought along with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from desk.bring_in.refusal import WrongRow
from desk.bring_in.shape import EntryIn, Written
from desk.copies import reads
from people.models import User
from prompts.models import PromptVersion
from prompts.schema.earlier import EarlierWording
from prompts.services.earlier import keep_wording, same_here, wordings_here

Named = tuple[str, str, int]


class Wordings:
    """Of one earlier journal, for one person."""

    def __init__(self, person: User, rows: list[Any]) -> None:
        self.person = person
        self._given: dict[Named, EarlierWording] = {}
        self._here: dict[str, list[PromptVersion]] = {}
        self._found: dict[Named, PromptVersion] = {}
        self._of_one: dict[str, EarlierWording] = {}  # entry -> questions made of what it reads
        for row in rows:
            try:
                one = EarlierWording.model_validate(row)
            except (ValidationError, RecursionError):
                continue  # its entries come in with what they read
            self._given[one.programme.key, one.prompt.key, one.prompt.version] = one

    def fitted(self, entry: EntryIn) -> EntryIn:
        """The entry as it can be kept: with answers that its questions can show."""
        named = entry.named
        if named not in self._given and named not in self._found:
            like = self._like_here(entry)
            if like is None:
                return self._as_texts(entry)
            self._found[named] = like
        version = self._version(named)
        for text in (entry, *entry.earlier_texts):
            _check(version, text)
        return entry

    def _version(self, named: Named) -> PromptVersion:
        """Here already, or as it would be kept. Nothing is written."""
        if named not in self._found:
            given = self._given[named]
            here = same_here(given, self._of(named[1]))
            self._found[named] = here or PromptVersion(
                title=given.prompt.title, questions=given.stored_questions
            )
        return self._found[named]

    def kept(self, entry: EntryIn) -> PromptVersion:
        """Within the caller's transaction: a row, made if there is none."""
        given = self._of_one.get(entry.id)
        if given is not None:
            return same_here(given, self._of(entry.prompt.key)) or self._keep(given)
        version = self._version(entry.named)
        if version.prompt_id is None:
            version = self._found[entry.named] = self._keep(self._given[entry.named])
        return version

    def _keep(self, given: EarlierWording) -> PromptVersion:
        version = keep_wording(person=self.person, wording=given)
        self._of(given.prompt.key).append(version)
        return version

    def _of(self, key: str) -> list[PromptVersion]:
        if key not in self._here:
            self._here[key] = wordings_here(self.person, key)
        return self._here[key]

    def _like_here(self, entry: EntryIn) -> PromptVersion | None:
        """For copies that are older than the part `wordings`: one that reads the same."""
        for version in self._of(entry.prompt.key):
            if (
                version.prompt.programme.copy_key == entry.programme.key
                and version.title == entry.prompt.title
                and version.intro == entry.prompt.intro
                and all(_reads_as(version, text) for text in (entry, *entry.earlier_texts))
            ):
                return version
        return None

    def _as_texts(self, entry: EntryIn) -> EntryIn:
        """Nothing is known of the questions besides how they read: each becomes a text."""
        texts = (entry, *entry.earlier_texts)
        asked = {one.question: one.text for text in texts for one in text.reads}
        data = {
            "programme": entry.programme.model_dump(include={"key", "title", "source"}),
            "prompt": entry.prompt.model_dump(include={"key", "version", "title", "intro"}),
            "minutes": 0,
            "offers": [],
            "questions": [{"key": k, "kind": "long_text", "text": v} for k, v in asked.items()],
        }
        try:
            given = EarlierWording.model_validate(data)
        except ValidationError:
            raise WrongRow(_("Its questions cannot be read.")) from None
        self._of_one[entry.id] = given
        return entry.model_copy(
            update={
                "answers": _joined(entry),
                "earlier_texts": [
                    one.model_copy(update={"answers": _joined(one)}) for one in entry.earlier_texts
                ],
            }
        )


def _joined(text: Written) -> dict[str, Any]:
    return {one.question: "\n".join(one.lines) for one in text.reads}


def _reads_as(version: PromptVersion, text: Written) -> bool:
    try:
        said = reads(version, text.answers)
    except (TypeError, ValueError, AttributeError, KeyError, IndexError):
        return False
    return [(one["question"], one["text"]) for one in said] == [
        (one.question, one.text) for one in text.reads
    ]


def _check(version: PromptVersion, text: Written) -> None:
    """An answer of another shape than its question's would break the page that shows it."""
    try:
        reads(version, text.answers)
    except (TypeError, ValueError, AttributeError, KeyError, IndexError):
        raise WrongRow(_("Its answers do not fit its questions.")) from None
