"""What is chosen for a share that is not made yet: kept sealed between the pages.

One preparation an entry, whoever it is for. It holds what was typed as it was typed, so
that a refused page is shown again with everything on it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from journals.merging import digest
from journals.models import Entry, Preparation
from journals.models.shares import WORDS_A_MINUTE
from journals.snapshots import TITLE, Snapshot, Tickable, snapshot_of, tickable, word_count
from people.models import User
from prompts.texts import clean_text
from supervision.models import Supervision
from supervision.services.pairs import are_full
from vault.ids import short

LASTS = timedelta(days=1)  # nobody finds last week's ticks still standing
ASK_LIMIT = 2_000  # characters
MOST_CHOICES = 200  # of one kind: no page has as many

NOBODY, NOTHING, GONE, TOO_LONG, ALONE = "nobody", "nothing", "gone", "too-long", "alone"


@dataclass(frozen=True)
class Choices:
    parts: list[str] = field(default_factory=list)  # keys of journals.snapshots.tickable, TITLE
    ask: str = ""
    supervisions: list[str] = field(default_factory=list)  # short ids
    outside: dict[str, str] = field(default_factory=dict)  # as typed: see journals.outside_forms

    @property
    def chosen(self) -> set[str]:
        return set(self.parts)


def keep(entry: Entry, choices: Choices) -> None:
    now = {"choices": asdict(choices), "made_at": timezone.now()}
    Preparation.objects.update_or_create(
        entry=entry,
        defaults=now,
        create_defaults=now | {"key_holder_id": entry.key_holder_id},
    )


def kept(entry: Entry) -> Choices:
    """What was chosen last, today; nothing, if nothing was."""
    row = Preparation.objects.filter(entry=entry, made_at__gt=timezone.now() - LASTS).first()
    stored: dict[str, Any] = row.choices if row else {}
    known = {one.name for one in fields(Choices)}
    return Choices(**{name: value for name, value in stored.items() if name in known})


def read_choices(data: QueryDict, before: Choices) -> Choices:
    """What a posted page ticks and asks. What is typed for somebody outside stays."""
    return Choices(
        parts=_few(data.getlist("part")),
        ask=clean_text(data.get("ask", "")).text.strip(),
        supervisions=_few(data.getlist("to")),
        outside=before.outside,
    )


def _few(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if len(value) <= 100][:MOST_CHOICES]


@dataclass(frozen=True)
class Offer:
    """One thing to tick, as the page shows it."""

    item: Tickable
    is_ticked: bool
    goes_with: str  # the question whose lines it is about
    is_alone: bool  # ticked without that question, and so it would not go

    LONG = 200

    @property
    def is_long(self) -> bool:
        return len(self.item.lines) > 3 or sum(map(len, self.item.lines)) > self.LONG

    @property
    def id(self) -> str:
        return self.item.key.replace("/", "-")


@dataclass(frozen=True)
class Candidate:
    """One of the writer's supervisors, as the page shows them."""

    pair: Supervision
    is_ticked: bool
    is_full: bool


@dataclass
class Draft:
    """A share under way: what is chosen of an entry as it stands, and for whom."""

    entry: Entry
    choices: Choices
    pairs: list[Supervision]  # all of the writer's that run now

    @cached_property
    def offers(self) -> list[Offer]:
        names = {question.key: question.text for question in self.entry.prompt_version.asked}
        chosen = self.choices.chosen
        return [
            Offer(
                item,
                item.key in chosen,
                names.get(item.needs, ""),
                item.key in chosen and bool(item.needs) and item.needs not in chosen,
            )
            for item in tickable(self.entry)
        ]

    @cached_property
    def candidates(self) -> list[Candidate]:
        full = are_full([pair.supervisor for pair in self.pairs])
        ticked = set(self.choices.supervisions)
        return [
            Candidate(pair, short(pair.pk) in ticked, pair.supervisor_id in full)
            for pair in self.pairs
        ]

    @property
    def has_title(self) -> bool:
        return TITLE in self.choices.chosen

    @property
    def chosen_pairs(self) -> list[Supervision]:
        ticked = set(self.choices.supervisions)
        return [pair for pair in self.pairs if short(pair.pk) in ticked]

    @property
    def readers(self) -> list[User]:
        return [pair.supervisor for pair in self.chosen_pairs]

    @cached_property
    def snapshot(self) -> Snapshot:
        return snapshot_of(self.entry, chosen=self.choices.chosen, ask=self.choices.ask)

    @property
    def minutes(self) -> int:
        return max(1, -(-word_count(self.snapshot) // WORDS_A_MINUTE))

    @property
    def seen(self) -> str:
        """What a page has shown, in short: another word or another reader, another digest."""
        readers = sorted(short(pair.pk) for pair in self.chosen_pairs)
        return digest([self.snapshot, readers])

    @property
    def problems(self) -> dict[str, str]:
        """What keeps it from being shown as it would go, by the place on the page."""
        return self.problems_of_words | self._problems_of_readers

    @cached_property
    def problems_of_words(self) -> dict[str, str]:
        problems = {}
        if not self.snapshot["parts"]:
            problems["what"] = NOTHING
        elif any(offer.is_alone for offer in self.offers):
            problems["what"] = ALONE
        if len(self.choices.ask) > ASK_LIMIT:
            problems["ask"] = TOO_LONG
        return problems

    @property
    def _problems_of_readers(self) -> dict[str, str]:
        if len(self.chosen_pairs) < len(self.choices.supervisions):
            return {"who": GONE}
        return {} if self.chosen_pairs else {"who": NOBODY}


def draft_of(entry: Entry, author: User) -> Draft:
    pairs = Supervision.objects.visible_to(author).current().filter(supervisee=author)
    pairs = pairs.select_related("supervisor").order_by("started_on", "pk")
    return Draft(entry, kept(entry), list(pairs))
