"""What of an earlier journal comes in, what is here already, and what cannot and why.

Looking writes nothing. The same plan is made again when the person says yes, so that what
changed in between is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from desk.bring_in.here import Here, entry_print, promise_print, sitting_print
from desk.bring_in.journals import journal_of
from desk.bring_in.portfolio import PortfolioPlan
from desk.bring_in.portfolio_planning import Files, Planning
from desk.bring_in.refusal import Refused, WrongRow, twice, why_of
from desk.bring_in.shape import (
    ComesBackIn,
    EntryIn,
    Loose,
    PersonIn,
    PromiseIn,
    RecordIn,
    SittingIn,
    WishesIn,
)
from desk.bring_in.wordings import Wordings
from journals.forms import TITLE_LIMIT
from journals.services.preparing import MOST_KEPT as MOST_WORDS
from people.models import User, address_key
from prompts.kinds.base import answer_limit

# Who signs in, and how, is of the installation that it came from.
NEVER = {
    "format", "made_at", "person", "addresses", "sessions", "second_steps", "recovery_codes",
    "resets", "wordings", "earlier_journals", "waiting_to_come_in",
}  # fmt: skip
CHOSEN = {"wishes", "words_for_depth_since", "comes_back"}  # where nothing was chosen here
LIVE = {"entries", "promises", "measures", "kept_words", "portfolio"} | CHOSEN
MOST_EARLIER = 50
LONGEST_WORD = 200  # characters of one of the kept words, which may be two


@dataclass
class Plan:
    name: str  # of whom it says it is
    made_at: Any
    is_own: bool
    person: User  # into whose journal it would come
    entries: list[EntryIn] = field(default_factory=list)
    promises: list[PromiseIn] = field(default_factory=list)
    sittings: list[SittingIn] = field(default_factory=list)
    portfolio: PortfolioPlan = field(default_factory=PortfolioPlan)
    kept_words: list[str] = field(default_factory=list)
    wishes: WishesIn | None = None
    depth_since: Any = None
    comes_back: ComesBackIn | None = None
    here: list[str] = field(default_factory=list)  # names of entries
    entries_here: dict[str, UUID] = field(default_factory=dict)  # id there -> id here
    here_in_bin: int = 0
    here_besides: int = 0  # of everything else
    refused: list[Refused] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)  # part -> what is kept as a record
    earlier: list[dict[str, Any]] = field(default_factory=list)  # records that it had itself
    wordings: Wordings | None = None
    id: str = ""  # of the person whose journal it was, where it was

    @property
    def is_new(self) -> bool:
        """Whether saying yes would change anything."""
        rows = self.entries or self.promises or self.sittings or self.portfolio.count
        return bool(rows or self.rest or self.earlier)


def plan_for(person: User, text: str, files: Files | None = None) -> Plan:
    return plan_of(person, journal_of(text), files)


def plan_of(person: User, journal: dict[str, Any], files: Files | None = None) -> Plan:
    """`files`: which of the ZIP's can come in, as they were looked through when it was sent."""
    who = PersonIn.model_validate(journal["person"])
    made_at = journal.get("made_at")
    plan = Plan(
        name=who.name,
        id=who.id,
        made_at=made_at if isinstance(made_at, str) and len(made_at) < 40 else "",
        is_own=_is_of(person, who),
        person=person,
        wordings=Wordings(person, journal.get("wordings", [])),
    )
    here = Here(person)
    _entries(plan, journal.get("entries", []), here)
    _looking_back(plan)
    _promises(plan, journal.get("promises", []), here)
    _sittings(plan, journal.get("measures", []), here)
    _small(plan, journal, here)
    _portfolio(plan, journal.get("portfolio", {}), here, files or {})
    _rest(plan, journal, here)
    return plan


def _is_of(person: User, who: PersonIn) -> bool:
    keys = {person.email_key}
    keys |= set(person.addresses.confirmed().values_list("key", flat=True))
    return address_key(who.email_as_compared) in keys


def _entries(plan: Plan, rows: list[Any], here: Here) -> None:
    seen: set[str] = set()
    for row in rows:
        try:
            entry = EntryIn.model_validate(row)
            if entry.id in seen or _stands_twice(entry):
                raise twice()
            _fits_its_page(entry)
            seen.add(entry.id)
            entry = plan.wordings.fitted(entry)  # type: ignore[union-attr]  # always set here
        except (ValidationError, WrongRow) as error:
            plan.refused.append(Refused(_name_of(row), why_of(error)))
            _keep(plan, "entries", row)
            continue
        known = here.entry(entry.id, entry_print(entry))
        if known is None:
            plan.entries.append(entry)
            _keep(plan, "entries", _besides(entry))
        else:
            plan.here.append(entry.title or entry.prompt.title)
            plan.entries_here[entry.id] = known.id
            plan.here_in_bin += known.in_bin


def _looking_back(plan: Plan) -> None:
    """What looks back on an entry that does not come in says so in the record."""
    coming = {entry.id for entry in plan.entries}
    for entry in plan.entries:
        if entry.looks_back_on and entry.looks_back_on not in coming - {entry.id}:
            _keep(plan, "entries", {"id": entry.id, "looks_back_on": entry.looks_back_on})


def _stands_twice(entry: EntryIn) -> bool:
    open_ones = [(one.part, one.page) for one in entry.second_texts if one.settled_at is None]
    return len(set(open_ones)) < len(open_ones)


def _fits_its_page(entry: EntryIn) -> None:
    title, note = (entry.title, TITLE_LIMIT), (entry.private_note, answer_limit())
    for where, (text, most) in {"title": title, "private_note": note}.items():
        if len(text) > most:
            said = _("“%(where)s” is longer than fits here (the most is %(most)s characters).")
            raise WrongRow(said % {"where": where, "most": f"{most:,}"})


def _promises(plan: Plan, rows: list[Any], here: Here) -> None:
    coming = {entry.id for entry in plan.entries}
    for row in rows:
        try:
            promise = PromiseIn.model_validate(row)
            if promise.state == "answered" and (
                promise.answered_at is None or promise.answer not in ("yes", "no")
            ):
                raise WrongRow(_("It says that it was answered, and has no answer."))
        except (ValidationError, WrongRow) as error:
            plan.refused.append(Refused(_("A promise"), why_of(error)))
            _keep(plan, "promises", row)
            continue
        if here.has_promise(promise.id, promise_print(promise)):
            plan.here_besides += 1
        else:
            plan.promises.append(promise)
            left = _besides(promise)
            if untied := [one for one in row["born_of"] if one["entry"] not in coming]:
                left |= {"id": promise.id, "born_of": untied}
            _keep(plan, "promises", left)


def _sittings(plan: Plan, rows: list[Any], here: Here) -> None:
    for row in rows:
        try:
            sitting = SittingIn.model_validate(row)
        except ValidationError:
            _keep(plan, "measures", row)
            continue
        if here.has_sitting(sitting_print(sitting)):
            plan.here_besides += 1
        elif here.measure_for(sitting) is None:
            _keep(plan, "measures", row)
        else:
            plan.sittings.append(sitting)


def _portfolio(plan: Plan, portfolio: dict[str, Any], here: Here, files: Files) -> None:
    coming = {entry.id for entry in plan.entries}
    plan.portfolio = Planning(here, coming, plan.entries_here).read(portfolio, files)
    plan.here_besides += plan.portfolio.count_here
    plan.refused += plan.portfolio.refused
    if plan.portfolio.left:
        plan.rest["portfolio"] = plan.portfolio.left


def _kept_words(plan: Plan, words: list[Any], here: Here) -> None:
    """As many as the page of one's words keeps: no word that is here goes for one that comes."""
    known = set(here.kept_words)
    room = max(0, MOST_WORDS - len(known))
    fit = [one for one in words if isinstance(one, str) and 0 < len(one) <= LONGEST_WORD]
    plan.kept_words = [one for one in dict.fromkeys(fit) if one not in known][:room]
    known |= set(plan.kept_words)
    if left := [one for one in words if not (isinstance(one, str) and one in known)]:
        why = _("Of these, at most %(most)s are kept, each of at most %(long)s characters.")
        said = why % {"most": f"{MOST_WORDS:,}", "long": LONGEST_WORD}
        plan.refused.append(Refused(_("Words that you kept"), said))
        plan.rest["kept_words"] = left


def _small(plan: Plan, journal: dict[str, Any], here: Here) -> None:
    _kept_words(plan, journal.get("kept_words", []), here)
    try:
        plan.wishes = WishesIn.model_validate(journal["wishes"]) if journal.get("wishes") else None
    except ValidationError:
        plan.wishes = None
    if plan.wishes and here.has_wishes:
        plan.wishes = None
    plan.depth_since = here.depth_from(journal.get("words_for_depth_since"))
    plan.comes_back = here.comes_back_from(journal.get("comes_back"))


def _rest(plan: Plan, journal: dict[str, Any], here: Here) -> None:
    for part, value in journal.items():
        if part not in NEVER | LIVE and value not in (None, [], {}, ""):
            plan.rest[part[:80]] = value
    came = {
        "wishes": plan.wishes,
        "words_for_depth_since": plan.depth_since,
        "comes_back": plan.comes_back,
    }
    for part, taken in came.items():
        value = journal.get(part)
        says = any(value.values()) if isinstance(value, dict) else value
        if says and taken is None:
            plan.rest[part] = value
    if plan.wishes and (left := {k: v for k, v in plan.wishes.besides.items() if v}):
        plan.rest["wishes"] = left
    if here.has_record(plan.id, plan.made_at):
        plan.rest = {}
    for row in journal.get("earlier_journals", [])[:MOST_EARLIER]:
        try:
            record = RecordIn.model_validate(row)
        except ValidationError:
            plan.refused.append(Refused(_("A record of an earlier journal"), _("It is damaged.")))
            continue
        if not here.has_record(record.id, record.made_at):
            plan.earlier.append(record.model_dump(include={"id", "name", "made_at", "parts",
                                                           "brought_at", "came"}))  # fmt: skip


# What a row holds besides, and that is only said in other words elsewhere in it.
SAID_TWICE = {"name", "state_in_words", "state", "saving_ledger"}
# That others saw it is not taken along: nothing that comes in is shown to anybody.
NOTHING: tuple[Any, ...] = (None, [], {}, "", False)


def _besides(row: Loose) -> dict[str, Any]:
    left = {k: v for k, v in row.besides.items() if k not in SAID_TWICE and v not in NOTHING}
    return {"id": row.id, **left} if left else {}  # type: ignore[attr-defined]


def _keep(plan: Plan, part: str, row: Any) -> None:
    if row:
        plan.rest.setdefault(part, []).append(row)


def _name_of(row: Any) -> str:
    for key in ("title", "name"):
        value = row.get(key) if isinstance(row, dict) else None
        if isinstance(value, str) and value.strip():
            return value[:80]
    return str(_("An entry without a title"))
