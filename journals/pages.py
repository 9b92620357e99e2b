"""The page on which an entry is written: what it shows, and what a posted one says."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from journals.binding import bind
from journals.earlier import EarlierEntry
from journals.forms import AboutForm
from journals.merging import Part, Save, digest
from journals.models import Clash, Entry
from journals.reading import clash_lines
from journals.saving import ABOUT, part_of
from people.kept import Fields, fields_of
from people.models import User
from prompts.answers import is_blank
from prompts.forms import Group, QuestionsForm, left_out_notice
from prompts.kinds import WordsField
from vault.ids import new_id


class TornPageError(ValueError):
    """The posted page lacks what every page carries, or names what its entry does not have."""


@dataclass
class Posted:
    """What a posted page asks to save, and what of it could not be read."""

    save: Save
    errors: dict[str, list[str]] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClashShown:
    clash: Clash
    lines: list[str]


@dataclass
class Section:
    """One question on the page, with what stands beside it."""

    group: Group
    was: str
    base: str
    clashes: list[ClashShown] = field(default_factory=list)
    earlier: list[EarlierEntry] = field(default_factory=list)
    is_another: bool = False  # a promise after a promise, and empty: it stays folded


@dataclass
class AboutPart:
    """One of the things that an entry has besides its answers."""

    key: str
    bound: forms.BoundField
    was: str
    base: str
    clashes: list[ClashShown] = field(default_factory=list)


class WritingPage:
    """The page of one entry. With `data`, it shows a posted form instead of what is saved."""

    def __init__(self, entry: Entry, *, reader: User, data: QueryDict | None = None) -> None:
        self.entry = entry
        self.data = data
        self.reader, self.spellcheck = reader, reader.spell_check
        self.page = new_id()
        self.operation = new_id()
        self.binding = bind(entry)
        self.posted = set(data.getlist("asked")) if data is not None else set()
        self.saved_questions = self._questions(None)
        self.questions = self._questions(data) if data is not None else self.saved_questions
        initial = {name: getattr(entry, name) for name in ABOUT.values()}
        self.saved_about = AboutForm(initial=initial)
        self.about = AboutForm(data, initial=initial) if data is not None else self.saved_about
        for bound in [*self.about, *self.saved_about]:
            bound.field.widget.attrs |= {
                "autocomplete": "off",
                "spellcheck": "true" if reader.spell_check else "false",
            }

    def _questions(self, data: QueryDict | None) -> QuestionsForm:
        return QuestionsForm(
            data,
            version=self.entry.prompt_version,
            answers=self.entry.answers,
            spellcheck=self.spellcheck,
            reader=self.reader,
        )

    @property
    def base(self) -> str:
        """What the page has seen: for a page shown again, what it had seen the first time."""
        seen = self.data.get("base") if self.data is not None else None
        return str(seen or self.entry.revision)

    def was(self, part: str) -> str:
        if self.data is not None and part in self.posted:
            return str(self.data.get(f"was-{part}", ""))
        return digest(part_of(self.entry, part))

    def base_of(self, part: str) -> str:
        """Where one part has been seen later than its page; empty otherwise."""
        if self.data is None:
            return ""
        if part not in self.posted:  # drawn from what is saved now
            return str(self.entry.revision)
        return str(self.data.get(f"base-{part}", ""))

    def sections(
        self, clashes: Iterable[Clash], earlier: dict[str, list[EarlierEntry]]
    ) -> list[Section]:
        shown = self._shown(clashes)
        groups = self._groups()
        return [
            Section(
                group,
                self.was(group.question.key),
                self.base_of(group.question.key),
                shown.get(group.question.key, []),
                earlier.get(group.question.key, []),
                self._is_another(group, before) and group.question.key not in shown,
            )
            for before, group in zip([None, *groups], groups, strict=False)
        ]

    def _is_another(self, group: Group, before: Group | None) -> bool:
        kinds = {one.question.kind for one in (group, before) if one is not None}
        is_empty = not any(bound.value() for bound in group.fields)
        return before is not None and kinds == {"promise"} and is_empty and not group.has_errors

    def _groups(self) -> list[Group]:
        """Each question as it was posted; one that was not, as it is saved."""
        saved = {group.question.key: group for group in self.saved_questions.groups}
        return [
            group if group.question.key in self.posted else saved[group.question.key]
            for group in self.questions.groups
        ]

    def about_parts(self, clashes: Iterable[Clash]) -> list[AboutPart]:
        shown = self._shown(clashes)
        return [
            AboutPart(
                part,
                (self.about if part in self.posted else self.saved_about)[name],
                self.was(part),
                self.base_of(part),
                shown.get(part, []),
            )
            for part, name in ABOUT.items()
        ]

    def _shown(self, clashes: Iterable[Clash]) -> dict[str, list[ClashShown]]:
        shown: dict[str, list[ClashShown]] = {}
        for clash in clashes:
            lines = clash_lines(self.entry, clash)
            shown.setdefault(clash.part, []).append(ClashShown(clash, lines))
        return shown

    def read(self, data: QueryDict) -> Posted:
        """Read a posted page. Raises TornPageError when it is no page of this entry."""
        asked = list(dict.fromkeys(data.getlist("asked")))
        questions = {question.key: question for question in self.entry.prompt_version.asked}
        if not set(asked) <= questions.keys() | ABOUT.keys():
            raise TornPageError
        answers = self.questions.read([part for part in asked if part in questions])
        parts: dict[str, Part] = {
            part: None if is_blank(questions[part], answer) else answer
            for part, answer in answers.items()
        }
        refused = [part for part in asked if part in questions and part not in answers]
        errors = {part: self.questions.problems_of(part) for part in refused}
        notices = {part: " ".join(said) for part, said in self.questions.notices.items()}
        for part in asked:
            if part in ABOUT:
                self._read_about(part, data, parts, errors, notices)
        unchanged = {p for p, value in parts.items() if data.get(f"was-{p}") == digest(value)}
        save = Save(
            operation=_uuid(data.get("operation")),
            page=_uuid(data.get("page")),
            base=self._seen(data.get("base")),
            bases={p: self._seen(data.get(f"base-{p}")) for p in parts if f"base-{p}" in data},
            keeps_before="parked" in data,
            parts={p: value for p, value in parts.items() if p not in unchanged},
        )
        return Posted(save, errors, notices)

    def _seen(self, text: str | None) -> int:
        """A revision that a page can have seen: none is later than the entry's own."""
        if not re.fullmatch(r"[0-9]{1,9}", text or "") or int(text or "") > self.entry.revision:
            raise TornPageError
        return int(text or "")

    def _read_about(
        self,
        part: str,
        data: QueryDict,
        parts: dict[str, Part],
        errors: dict[str, list[str]],
        notices: dict[str, str],
    ) -> None:
        name = ABOUT[part]
        form_field = self.about.fields[name]
        try:
            value = form_field.clean(form_field.widget.value_from_datadict(data, {}, part))
        except ValidationError as error:
            errors[part] = list(error.messages)
            return
        parts[part] = value.isoformat() if isinstance(value, date) else value
        if isinstance(form_field, WordsField) and form_field.left_out:
            notices[part] = left_out_notice(form_field.left_out)


def fields_to_park(data: QueryDict, saved: Save | None = None, revision: int = 0) -> Fields:
    """A posted page as it is parked. What of it was saved meets its own revision later."""
    fields = fields_of(data)
    for part, value in (saved.parts if saved else {}).items():
        fields[f"base-{part}"] = [str(revision)]
        fields[f"was-{part}"] = [digest(value)]
    return fields


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError as error:
        raise TornPageError from error
