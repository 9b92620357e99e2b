"""An entry's words as a search has them, and what of them has changed since."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from journals.models import Entry
from journals.search.folding import fold
from journals.search.index import THEME, Index, Line, Standard
from people.models import User
from prompts.answers import lines
from prompts.kinds.base import as_dict, as_rows, as_text, as_texts
from prompts.models import Framework, Programme, PromptVersion
from prompts.models import Standard as PartOfCode
from prompts.schema import Standards

PRACTICES = ("attune", "wonder", "follow", "hold")
AT_ONCE = 200  # entries opened before they are put into the index,
WEIGHT_AT_ONCE = 1_000_000  # or characters
MOST_OF_ONE = 32 * 1024 * 1024  # bytes of one index; its last part may lie above


@dataclass(frozen=True)
class Codes:
    """What a person may see of codes: their names, and in which theme of each a part stands."""

    names: dict[str, str]
    themes: dict[tuple[str, str], str]

    @classmethod
    def of(cls, person: User) -> Codes:
        codes = Framework.objects.visible_to(person)
        parts = PartOfCode.objects.filter(framework__in=codes)
        return cls(
            dict(codes.values_list("key", "short_name")),
            {
                (key, code): theme
                for key, code, theme in parts.values_list("framework__key", "code", "theme")
            },
        )

    def theme(self, key: str, theme: str) -> Standard:
        label = _("Theme: %(theme)s") % {"theme": theme}
        return Standard(f"{key}{THEME}{theme}", label, self.names.get(key, key))


def bring_up_to_date(index: Index, person: User) -> None:
    """Two queries, and a few more where something has changed since."""
    # The bin too: one entry may go there while another, of as many revisions, comes from it.
    state = Entry.objects.visible_to(person).state(), Entry.objects.in_bin_of(person).state()
    if state == index.state:
        return
    if index.is_cut:  # what is newest now is read first
        index.empty()
    there = dict(Entry.objects.visible_to(person).written().values_list("pk", "revision"))
    if changed := index.behind(there):
        index.is_cut = _read(index, person, changed)
    index.state = state


def _read(index: Index, person: User, changed: set[uuid.UUID]) -> bool:
    """The newest first, until there is no more room. Whether any was left out."""
    own = Entry.objects.visible_to(person).written()
    if len(changed) <= AT_ONCE:
        own = own.filter(pk__in=changed)
    own = own.defer("ledger").order_by("-started_at", "-pk")
    versions = {
        one.pk: one
        for one in PromptVersion.objects.answered_by(own.order_by()).select_related(
            "prompt__programme"
        )
    }
    codes = Codes.of(person)
    batch: list[Line] = []
    weight, is_full = 0, False
    for entry in own.iterator(chunk_size=AT_ONCE // 4):
        if entry.pk not in changed or entry.prompt_version_id not in versions:
            continue
        if is_full:
            return True
        entry.prompt_version = versions[entry.prompt_version_id]
        batch.append(_line(entry, codes))
        weight += batch[-1].weight
        if len(batch) == AT_ONCE or weight > WEIGHT_AT_ONCE:
            index.change([], batch)
            batch, weight, is_full = [], 0, index.size > MOST_OF_ONE
    index.change([], batch)
    return False


def _texts_of(entry: Entry) -> tuple[str, str, str]:
    """Title, answers and note, as their writer reads them."""
    asked, answers = entry.prompt_version.asked, entry.answers
    found = [line for one in asked for line in lines(one, answers.get(one.key), answers, asked)]
    return entry.title, "\n".join(found), entry.private_note


def practice_of(version: PromptVersion) -> str:
    """Which of the four it is about; the weeks that hold all of them are about none."""
    key, programme = version.prompt.key, version.prompt.programme
    is_one = programme.kind == Programme.Kind.PRACTICE and programme.organisation_id is None
    return key if is_one and key in PRACTICES else ""


def _line(entry: Entry, codes: Codes) -> Line:
    title, answers, note = (fold(text) for text in _texts_of(entry))
    programme = entry.prompt_version.prompt.programme
    return Line(
        id=entry.pk,
        revision=entry.revision,
        day=entry.happened_on or timezone.localdate(entry.started_at),
        programme=programme.key,
        programme_title=programme.title,
        practice=practice_of(entry.prompt_version),
        title=title,
        answers=answers,
        note=note,
        standards=list(_standards(entry, codes)),
        began=entry.started_at.isoformat(),
    )


def _standards(entry: Entry, codes: Codes) -> Iterator[Standard]:
    """Parts and themes that were chosen; a part of a theme touches the theme, too."""
    for question in entry.prompt_version.asked:
        if not isinstance(question, Standards):
            continue
        answer = as_dict(entry.answers.get(question.key))
        for theme in as_texts(answer.get("themes")):
            yield codes.theme(question.framework, theme)
        for row in as_rows(answer.get("standards")):
            key, code, heading, of = (
                as_text(row.get(name)) for name in ("framework", "code", "heading", "of")
            )
            if key and code:
                label = f"{code}. {heading}"
                yield Standard(f"{key}:{code}", label, of or codes.names.get(key, key))
            if (key, code) in codes.themes:
                yield codes.theme(key, codes.themes[key, code])
