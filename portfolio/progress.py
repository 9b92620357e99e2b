"""What a regulator asks for in a cycle, what is there of it, and what comes next: in words.

What is asked for is data (prompts.models.Requirement). Here stands only how to count what
has one of these keys; anything else is shown with its note, and its owner sees to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolio.figures import full_day, hours_in_words
from portfolio.logs import LOGS, Log
from portfolio.models import Cycle
from portfolio.periods import months_before
from prompts.models import Requirement


@dataclass(frozen=True)
class Found:
    """How far one requirement is."""

    there: str  # what there is, in words
    more: list[str] = field(default_factory=list)  # and of what
    to_come: list[str] = field(default_factory=list)  # nothing: all there
    log: Log | None = None
    # Where it is kept, if in no log: the name of a page about the cycle, and what leads to it.
    page: str = ""
    leads: str = ""


@dataclass(frozen=True)
class Step:
    requirement: Requirement
    asked: list[str]
    found: Found | None  # None: nothing here counts it

    @property
    def is_there(self) -> bool:
        return self.found is not None and not self.found.to_come


def steps_of(cycle: Cycle) -> list[Step]:
    """Of a cycle that was fetched with its sums. One query, if nothing was fetched ahead."""
    return [
        Step(one, asked_in_words(one, cycle), COUNTED[one.key](cycle, one))
        if one.key in COUNTED
        else Step(one, asked_in_words(one, cycle), None)
        for one in cycle.framework.requirements.all()
    ]


IN_ORDER = ("accounts", "discussion", "confirmation")


def order_of(steps: list[Step]) -> list[Step]:
    """What comes one after the other, where a regulator asks for a talk and a confirmation."""
    by_key = {step.requirement.key: step for step in steps}
    return [by_key[key] for key in IN_ORDER] if by_key.keys() >= set(IN_ORDER) else []


def next_of(steps: list[Step]) -> Step | None:
    """The first of them that is not there. None: they all are."""
    return next((step for step in order_of(steps) if not step.is_there), None)


def step_of(cycle: Cycle, key: str) -> Step | None:
    return next((step for step in steps_of(cycle) if step.requirement.key == key), None)


def asked_in_words(one: Requirement, cycle: Cycle) -> list[str]:
    """Nothing, if it is there or not."""
    amount = asked_of(one, cycle)
    if amount is None:
        return []
    words = [f"{amount} {one.unit}"]
    if one.at_least:
        said = _("at least %(number)s of it %(what)s")
        words.append(said % {"number": one.at_least, "what": one.of_which})
    return words


def asked_of(one: Requirement, cycle: Cycle) -> int | None:
    dual = cycle.two_registrations and one.if_dual
    return one.if_dual if dual else one.amount


def _practice(cycle: Cycle, one: Requirement) -> Found:
    more = []
    if cycle.two_registrations:
        parts = {_("as a nurse: %s"): cycle.hours_as_nurse}
        parts[_("as a midwife: %s")] = cycle.hours_as_midwife
        more = [said % hours_in_words(hours) for said, hours in parts.items()]
    return Found(
        hours_in_words(cycle.hours), more, _hours_to_come(cycle.hours, cycle, one), LOGS["hours"]
    )


def _cpd(cycle: Cycle, one: Requirement) -> Found:
    shared = Decimal(cycle.participatory_hours or 0)
    more = [_("with others: %s") % hours_in_words(shared)]
    to_come = _hours_to_come(cycle.cpd_hours, cycle, one)
    left = Decimal(one.at_least or 0) - shared
    if left > 0:
        to_come.append(_("%(hours)s of learning with others") % {"hours": hours_in_words(left)})
    return Found(hours_in_words(cycle.cpd_hours), more, to_come, LOGS["cpd"])


def _hours_to_come(there: Decimal | None, cycle: Cycle, one: Requirement) -> list[str]:
    left = Decimal(asked_of(one, cycle) or 0) - Decimal(there or 0)
    return [hours_in_words(left)] if left > 0 else []


def _feedback(cycle: Cycle, one: Requirement) -> Found:
    count, left = _counted(cycle.feedback_count, cycle, one)
    there = ngettext("%(number)s piece", "%(number)s pieces", count) % {"number": count}
    to_come = ngettext("%(number)s piece", "%(number)s pieces", left) % {"number": left}
    return Found(there, [], [to_come] if left else [], LOGS["feedback"])


def _accounts(cycle: Cycle, one: Requirement) -> Found:
    count, left = _counted(cycle.account_count, cycle, one)
    there = ngettext("%(number)s reflective account", "%(number)s reflective accounts", count) % {
        "number": count
    }
    to_come = ngettext("%(number)s reflective account", "%(number)s reflective accounts", left) % {
        "number": left
    }
    return Found(there, [], [to_come] if left else [], page="account_list", leads=_("All of them"))


def _discussion(cycle: Cycle, one: Requirement) -> Found:
    found = _held(cycle, one, cycle.discussed_on, _("the discussion"))
    accounts = next((r for r in cycle.framework.requirements.all() if r.key == "accounts"), None)
    left = _counted(cycle.account_count, cycle, accounts)[1] if accounts else 0
    if cycle.discussed_on and left:
        found.to_come.append(
            ngettext(
                "%(number)s reflective account that is not done, and was to be talked about too",
                "%(number)s reflective accounts that are not done, and were to be talked about too",
                left,
            )
            % {"number": left}
        )
    return found


def _confirmation(cycle: Cycle, one: Requirement) -> Found:
    return _held(cycle, one, cycle.confirmed_on, _("the confirmation"))


def _held(cycle: Cycle, one: Requirement, day: date | None, what: str) -> Found:
    """What was held on a day on which it does not count is still to come."""
    months = one.wording.last_months
    first = months_before(cycle.ends_on, months) if months else cycle.starts_on
    to_come = []
    if day is None:
        to_come = [what]
    elif not first <= day <= cycle.ends_on:
        said = _("%(what)s on a day from %(first)s to %(last)s")
        days = {"first": full_day(max(first, cycle.starts_on)), "last": full_day(cycle.ends_on)}
        to_come = [said % ({"what": what} | days)]
    return Found(full_day(day) or _("nothing yet"), [], to_come, page=one.key, leads=_("Its form"))


def _counted(there: int | None, cycle: Cycle, one: Requirement) -> tuple[int, int]:
    count = there or 0
    return count, max((asked_of(one, cycle) or 0) - count, 0)


COUNTED: dict[str, Callable[[Cycle, Requirement], Found]] = {
    "practice": _practice,
    "cpd": _cpd,
    "feedback": _feedback,
    "accounts": _accounts,
    "discussion": _discussion,
    "confirmation": _confirmation,
}
