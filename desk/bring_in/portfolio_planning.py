"""What of a portfolio would come in: cycles with what stands in them, lines, and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from desk.bring_in.here import Here
from desk.bring_in.portfolio import (
    NOT_IN_COPY,
    AccountIn,
    CycleIn,
    FileIn,
    LineIn,
    PortfolioPlan,
    Row,
    SignedIn,
    kept_of,
)
from desk.bring_in.portfolio_here import PortfolioHere
from desk.bring_in.refusal import Refused, WrongRow, twice, unreadable, why_of
from portfolio.evidence.names import safe_name
from portfolio.forms import CycleForm
from portfolio.logs import LOGS
from portfolio.services.evidence import MOST_OF_LINE
from portfolio.signed import SIGNED_FORMS, wording_of
from portfolio.tables.reading import line_key
from prompts.models import Framework, Programme
from prompts.schema import FormWording

Files = dict[str, str]  # id there -> why it cannot come in, or nothing
LISTS = ("cycles", *LOGS, "files")  # what comes in as rows
SAID_TWICE = {"framework_in_words"}
MOST_CYCLES = 100  # of one person: three years each
TITLES = {
    "cycles": gettext_lazy("A cycle"),
    "accounts": gettext_lazy("A reflective account"),
    "discussion": gettext_lazy("The form of a discussion"),
    "confirmation": gettext_lazy("The form of a confirmation"),
    "files": gettext_lazy("A file"),
    **{log: about.title for log, about in LOGS.items()},
}


class Planning:
    """Of one portfolio, for one person."""

    def __init__(self, here: Here, coming: set[str], entries_here: dict[str, UUID]) -> None:
        """`coming`: entries that come in with it; `entries_here`: of those that are here."""
        self.person, self.here = here.person, PortfolioHere(here)
        self.entries = coming | entries_here.keys()
        self.entries_here = entries_here
        self.plan = PortfolioPlan()
        self.seen: set[tuple[str, str]] = set()
        self.of_line: Counter[str] = Counter()

    def read(self, portfolio: dict[str, Any], files: Files) -> PortfolioPlan:
        form = CycleForm({}, person=self.person)
        # A period of before may stand under a code that no new one is counted under.
        codes = Framework.objects.visible_to(self.person)
        choice: Any = form.fields["framework"]
        choice.queryset = codes
        for row in portfolio.get("cycles", []):
            self._tried("cycles", row, partial(self._cycle, form))
        for log in LOGS:
            self._log(log, portfolio.get(log, []))
        for row in portfolio.get("files", []):
            self._tried("files", row, partial(self._file, files))
        rest = {part: said for part, said in portfolio.items() if part not in LISTS and said}
        self.plan.left |= rest
        return self.plan

    def _tried(self, part: str, row: Any, read: Callable[[Any], None]) -> None:
        try:
            read(row)
        except (ValidationError, WrongRow) as error:
            self.plan.refused.append(Refused(_named(part, row), why_of(error)))
            self.plan.keep(part, row)

    def _once(self, kind: str, id: str) -> None:
        if (kind, id) in self.seen:
            raise twice()
        self.seen.add((kind, id))

    def _is_here(self, kind: str, id: str) -> bool:
        pk = self.here.known(kind, id)
        if pk is not None:
            self.plan.is_here(kind, id, pk)
        return pk is not None

    # Cycles, and what stands in them.

    def _cycle(self, form: CycleForm, row: Any) -> None:
        cycle = CycleIn.model_validate(row)
        self._once("cycles", cycle.id)
        if not self._is_here("cycles", cycle.id):
            self._new_cycle(cycle, kept_of(form, cycle.besides))
        left = _without(cycle.besides, form, SAID_TWICE) | self._within(cycle)
        self.plan.keep_besides("cycles", cycle.id, left)

    def _new_cycle(self, cycle: CycleIn, values: dict[str, Any]) -> None:
        days = values["framework"].pk, values["starts_on"], values["ends_on"]
        if (same := self.here.cycles.get(days)) is not None:
            self.plan.is_here("cycles", cycle.id, same)
            return
        if len(self.here.cycles) + len(self.plan.rows.get("cycles", {})) >= MOST_CYCLES:
            raise WrongRow(_("There are as many cycles here as one person can have."))
        if cycle.closed_at is None:
            if self.here.is_taken(days):
                raise WrongRow(_("There is a cycle under this code in these days already."))
            self.here.open_days.append(days)
        values |= {"made_at": cycle.made_at, "closed_at": cycle.closed_at}
        self.plan.add("cycles", Row(cycle.id, values))

    def _within(self, cycle: CycleIn) -> dict[str, Any]:
        """Says what of it is kept as a record."""
        outside, self.plan.left = self.plan.left, {}
        for row in cycle.accounts:
            self._tried("accounts", row, partial(self._account, cycle))
        for kind in SIGNED_FORMS:
            if (row := getattr(cycle, kind)) is not None:
                self._tried(kind, row, partial(self._form, cycle, kind))
        left, self.plan.left = self.plan.left, outside
        return {part: rows if part == "accounts" else rows[0] for part, rows in left.items()}

    def _account(self, cycle: CycleIn, row: Any) -> None:
        account = AccountIn.model_validate(row)
        self._once("accounts", account.id)
        if self._is_here("accounts", account.id):
            return
        if account.entry not in self.entries:
            raise WrongRow(_("Its entry does not come in."))
        cycle_here = self.plan.id_here("cycles", cycle.id)
        entry_here = self.entries_here.get(account.entry)
        # Two of there may be one here.
        self._once(f"place in {cycle_here or cycle.id}", str(entry_here or account.entry))
        code = self._codes.get(account.framework)
        if code is None:
            raise WrongRow(unreadable("framework"))
        if (same := self.here.places.get((cycle_here, entry_here))) is not None:
            self.plan.is_here("accounts", account.id, same)
            return
        sources = dict.fromkeys(account.sources)
        # None stands beside itself.
        beside = tuple(one for one in sources if one in self.entries and one != account.entry)
        values = {"framework": code, "placed_at": account.placed_at, "done_at": account.done_at}
        self.plan.add("accounts", Row(account.id, values, cycle.id, account.entry, beside))
        away = [one for one in sources if one not in beside]
        left = dict(account.besides) | ({"sources": away} if away else {})
        self.plan.keep_besides("accounts", account.id, left)

    def _form(self, cycle: CycleIn, kind: str, row: Any) -> None:
        signed = SignedIn.model_validate(row)
        self._once(kind, signed.id)
        if self._is_here(kind, signed.id):
            return
        cycle_here = self.plan.id_here("cycles", cycle.id)
        self._once(f"{kind} of", str(cycle_here or cycle.id))
        if (kind, cycle_here) in self.here.signed:
            raise WrongRow(_("This cycle has one here already, which stays as it is."))
        form = self._form_of(cycle, kind)
        values = kept_of(form, signed.besides) | {"made_at": signed.made_at}
        self.plan.add(kind, Row(signed.id, values, cycle.id))
        self.plan.keep_besides(kind, signed.id, _without(signed.besides, form))

    def _form_of(self, cycle: CycleIn, kind: str) -> Any:
        """Its page, in the words of the regulator whose cycle it is."""
        code = self._codes.get(str(cycle.besides.get("framework")))
        wording = wording_of(code, kind) if code else FormWording()
        return SIGNED_FORMS[kind][1]({}, person=self.person, wording=wording)

    @cached_property
    def _codes(self) -> dict[str, Framework]:
        own = Framework.objects.visible_to(self.person).prefetch_related("requirements")
        return {code.key: code for code in own}

    # Lines of the logs.

    def _log(self, log: str, rows: list[Any]) -> None:
        fresh: list[Any] = []
        for row in rows:
            self._tried(log, row, lambda one: self._known_or_fresh(log, one, fresh))
        if not fresh:
            return
        # Each line here that none of these became stands for one that says the same.
        held = self.here.lines(log, but=set(self.plan.here.get(log, {}).values()))
        form = LOGS[log].form({}, person=self.person)  # one for all rows: to make one is slow
        for row in fresh:
            self._tried(log, row, lambda one: self._line(log, form, one, held))

    def _known_or_fresh(self, log: str, row: Any, fresh: list[Any]) -> None:
        line = LineIn.model_validate(row)
        self._once(log, line.id)
        if not self._is_here(log, line.id):
            fresh.append(row)

    def _line(self, log: str, form: Any, row: Any, held: dict[Any, list[UUID]]) -> None:
        line = LineIn.model_validate(row)
        values = kept_of(form, line.besides, log)
        if same := held.get(line_key(values, log)):
            self.plan.is_here(log, line.id, same.pop())
            return
        left = _without(line.besides, form, {"programme"})
        if (said := line.besides.get("programme")) is not None:
            programme = self._programmes.get(said) if isinstance(said, str) else None
            values |= {"programme": programme} if programme else {}
            left |= {} if programme else {"programme": said}
        values |= {"made_at": line.made_at, "deleted_at": line.deleted_at}
        self.plan.add(log, Row(line.id, values))
        self.plan.keep_besides(log, line.id, left)

    @cached_property
    def _programmes(self) -> dict[str, Programme]:
        return {one.key: one for one in Programme.objects.visible_to(self.person)}

    # Files beside lines.

    def _file(self, files: Files, row: Any) -> None:
        file = FileIn.model_validate(row)
        self._once("files", file.id)
        if self._is_here("files", file.id):
            return
        if file.path is None or not files:
            self.plan.keep("files", row)  # the copy was taken without its files
            return
        if not self.plan.has(file.log, file.line):
            raise WrongRow(_("The line that it belongs to does not come in."))
        line_here = self.plan.id_here(file.log, file.line)
        if line_here and (same := self.here.files.get((line_here, file.sha256))):
            self.plan.is_here("files", file.id, same.pop())
            return
        if why := files.get(file.id, _("It is not in the ZIP.")):
            raise WrongRow(why)
        self._once("file in the ZIP", file.path)
        self._fits_line(file, line_here)
        values = {"log": file.log, "kind": file.kind, "size": file.size, "digest": file.sha256,
                  "name": safe_name(file.name, file.kind), "made_at": file.made_at,
                  "deleted_at": file.deleted_at}  # fmt: skip
        self.plan.add("files", Row(file.id, values, file.line, path=file.path))
        self.plan.keep_besides("files", file.id, file.besides)

    def _fits_line(self, file: FileIn, line_here: UUID | None) -> None:
        here, line = self.here.of_line[line_here], str(line_here or file.line)
        if here + self.of_line[line] >= MOST_OF_LINE:
            raise WrongRow(
                _("A line can have %(most)s files at most, with those taken out lately.")
                % {"most": MOST_OF_LINE}
            )
        self.of_line[line] += 1


def _without(said: dict[str, Any], form: Any, but: Iterable[str] = ()) -> dict[str, Any]:
    """What a row says that no field of its page is for."""
    known = {*form.fields, *but} - {NOT_IN_COPY}
    return {name: value for name, value in said.items() if name not in known}


def _named(part: str, row: Any) -> str:
    said = row if isinstance(row, dict) else {}
    keys = ("name", "starts_on", "ended_on", "given_on")
    # The name in a form is somebody else's.
    found = [] if part in SIGNED_FORMS else [said.get(key) for key in keys]
    more = [one[:80] for one in found if isinstance(one, str) and one.strip()]
    return ", ".join([str(TITLES[part]), *more])
