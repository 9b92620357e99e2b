"""What must be true of one person's answers. Each check gives a line for whatever is wrong."""

import re
from collections import defaultdict
from collections.abc import Callable

from tests.access.run import SESSION_TABLES, Outcome
from tests.access.world import MARKER

HEADERS = {
    "Content-Security-Policy": "(?=.*default-src 'none')(?=.*frame-ancestors 'none')"
    "(?=.*base-uri 'none')(?!.*unsafe)",
    "X-Content-Type-Options": "^nosniff$",
    "X-Frame-Options": "^DENY$",
    "Referrer-Policy": "^same-origin$",
    "Cross-Origin-Opener-Policy": "^same-origin$",
    "Permissions-Policy": r"camera=\(\)",
    "Cache-Control": "no-store",
}
KINDS = r"(text/html|text/plain); charset=utf-8|text/plain|application/(json|zip)"


def answers_as_the_table_says(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.cell}: {o.answer} instead of {o.cell.expected}"
        for o in outcomes
        if o.answer != o.cell.expected
    ]


def shows_nobody_elses_words(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{outcome.cell} shows words of {owner}"
        for outcome in outcomes
        for owner in set(MARKER.findall(_whole(outcome)))
        if owner != outcome.cell.person
    ]


def shows_nobody_elses_address(outcomes: list[Outcome]) -> list[str]:
    leaks = []
    for outcome in outcomes:
        if "invitation" in outcome.cell.address:
            continue  # who holds the link holds the mailbox
        for name in set(re.findall(r"([a-z]+)(?:\.\w+)?@example\.test", _whole(outcome))):
            if name not in (outcome.cell.person, "fresh", "journal"):
                leaks.append(f"{outcome.cell} shows an address of {name}")
    return leaks


def unseen_and_missing_are_the_same_page(outcomes: list[Outcome]) -> list[str]:
    pages: dict[tuple[str, str], dict[bytes, str]] = defaultdict(dict)
    for outcome in outcomes:
        if outcome.status == 404:
            headers = {k: v for k, v in outcome.headers.items() if k != "X-Request-ID"}
            whole = outcome.plain_body + repr(sorted(headers.items())).encode()
            cell = outcome.cell
            pages[cell.method, cell.address].setdefault(whole, str(cell))
    return [f"differ: {list(found.values())}" for found in pages.values() if len(found) > 1]


def looking_and_being_refused_change_nothing(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.cell} wrote to {sorted(o.written - SESSION_TABLES)}"
        for o in outcomes
        if (o.is_refused or o.cell.method in ("GET", "HEAD", "OPTIONS"))
        and o.written - SESSION_TABLES
    ]


def head_answers_as_get(outcomes: list[Outcome]) -> list[str]:
    status = {(o.cell.address, o.cell.method, o.cell.relation): o.status for o in outcomes}
    return [
        f"HEAD {address} {relation}: {answer}"
        for (address, method, relation), answer in status.items()
        if method == "HEAD" and answer != status[address, "GET", relation]
    ]


def every_answer_has_its_headers(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{outcome.cell}: {name}: {outcome.headers.get(name)}"
        for outcome in outcomes
        for name, fits in HEADERS.items()
        if not re.search(fits, outcome.headers.get(name, ""))
    ]


def every_answer_says_what_it_is(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.cell}: {o.headers.get('Content-Type')}"
        for o in outcomes
        if o.body and not re.fullmatch(KINDS, o.headers.get("Content-Type", ""))
    ]


def cookies_are_closed_to_scripts(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{outcome.cell}: {cookie}"
        for outcome in outcomes
        for cookie in outcome.cookies
        if "Max-Age=0" not in cookie  # one that is taken away
        and ("HttpOnly" not in cookie or "SameSite=Lax" not in cookie)
    ]


def _whole(outcome: Outcome) -> str:
    return (outcome.body + repr(outcome.headers).encode()).decode(errors="replace")


CHECKS: list[Callable[[list[Outcome]], list[str]]] = [
    answers_as_the_table_says,
    shows_nobody_elses_words,
    shows_nobody_elses_address,
    unseen_and_missing_are_the_same_page,
    looking_and_being_refused_change_nothing,
    head_answers_as_get,
    every_answer_has_its_headers,
    every_answer_says_what_it_is,
    cookies_are_closed_to_scripts,
]
