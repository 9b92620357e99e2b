"""What must be true of one person's answers. Each check gives a line for whatever is wrong."""

import re
from collections import defaultdict
from collections.abc import Callable

from tests.access.run import SESSION_TABLES, WHO_TABLES, Outcome
from tests.access.table import addresses
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
LOOKING = ("GET", "HEAD", "OPTIONS")
# An opening of a share, or of feedback: its row in the trail, its state, and the notice that is
# news no more.
TRACE_TABLES = {
    "people_auditevent",
    "people_trail",
    "journals_share",
    "journals_sharemove",
    "supervision_pairfeedback",
    "notices_notice",
}
SHARED_WORDS = re.compile(r"zq-([a-z]+)-(?:given|heard|taken|over|group)")
KINDS = (
    r"(text/(html|plain|calendar|csv)); charset=utf-8|text/plain|application/(json|yaml|zip|pdf)"
)


def answers_as_the_table_says(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.cell}: {o.answer} instead of {o.cell.expected}"
        for o in outcomes
        if o.answer != o.cell.expected
    ]


def shows_nobody_elses_words(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{outcome.cell} shows {marker}"
        for outcome in outcomes
        for marker in sorted({found[0] for found in MARKER.finditer(_whole(outcome))})
        if marker not in outcome.open_markers
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
    found = []
    for o in outcomes:
        may = set(SESSION_TABLES)
        if not o.is_refused and addresses()[o.cell.address].get("leaves-a-trace"):
            may |= TRACE_TABLES
        if not o.is_refused and addresses()[o.cell.address].get("marks-as-seen"):
            may |= {"notices_notice"}
        if (o.is_refused or o.cell.method in LOOKING) and o.written - may:
            found.append(f"{o.cell} wrote to {sorted(o.written - may)}")
    return found


def whoever_reads_anothers_words_leaves_a_trace(outcomes: list[Outcome]) -> list[str]:
    """Where a share's words are shown to its reader, by whatever page, its writer can see it."""
    return [
        f"{o.cell} shows {sorted(_words_of_others(o))} and leaves no row"
        for o in outcomes
        if _words_of_others(o) and "people_auditevent" not in o.written
    ]


def a_trace_is_left_where_the_table_says(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.cell}: {sorted(o.written)}"
        for o in outcomes
        if addresses()[o.cell.address].get("leaves-a-trace")
        and o.cell.method in ("GET", "HEAD")
        # HEAD shows no word, and so opens nothing.
        and (o.cell.method == "GET" and o.status == 200) != ("people_auditevent" in o.written)
    ]


def a_refusal_of_all_reads_nothing(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.cell} read {sorted(o.read - WHO_TABLES)}"
        for o in outcomes
        if o.answer in (405, "sign-in") and o.read - WHO_TABLES
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


def no_refusal_is_an_empty_page(outcomes: list[Outcome]) -> list[str]:
    """Whoever opens a form's address again, from the bar or from the history, reads why not."""
    return [
        f"{outcome.cell}: {outcome.status} and an empty page"
        for outcome in outcomes
        if outcome.status >= 400 and outcome.cell.method != "HEAD" and not outcome.body.strip()
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


def _words_of_others(outcome: Outcome) -> set[str]:
    found = SHARED_WORDS.finditer(_whole(outcome))
    return {one[0] for one in found if one[1] != outcome.cell.person}


def _whole(outcome: Outcome) -> str:
    return (outcome.body + repr(outcome.headers).encode()).decode(errors="replace")


CHECKS: list[Callable[[list[Outcome]], list[str]]] = [
    answers_as_the_table_says,
    shows_nobody_elses_words,
    shows_nobody_elses_address,
    unseen_and_missing_are_the_same_page,
    looking_and_being_refused_change_nothing,
    whoever_reads_anothers_words_leaves_a_trace,
    a_trace_is_left_where_the_table_says,
    a_refusal_of_all_reads_nothing,
    head_answers_as_get,
    every_answer_has_its_headers,
    every_answer_says_what_it_is,
    no_refusal_is_an_empty_page,
    cookies_are_closed_to_scripts,
]
