"""The check itself: every rule over one text, then one answer for each place in it.

It runs here and now, on the text alone: nothing is sent, kept or logged. It may help to see
what could identify a person; it cannot know that nothing does.
"""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable

from . import addresses, contacts, initials, numbers, persons, times, together, wards
from .findings import Finding, Span
from .plain import Plain, fold
from .words import words_of


def find(text: str, *, places: Iterable[str] = (), kept: Collection[str] = ()) -> list[Finding]:
    """What may identify a person, in the order of the text; no two findings overlap.

    `places` are the organisation's own names; `kept` are folded words that the writer said
    are no person.
    """
    plain = Plain(text)
    found = [
        *persons.Persons(plain, words_of(plain)).spans(),
        *initials.spans(plain),
        *numbers.spans(plain),
        *contacts.spans(plain),
        *addresses.spans(plain),
        *addresses.own_places(plain, places),
        *times.spans(plain),
        *wards.spans(plain),
    ]
    found += together.spans(plain, [(span.start, span.end) for span in found])
    known = frozenset(kept)
    return [
        finding
        for finding in (finding_of(plain, span) for span in apart(found))
        if not known or fold(finding.words) not in known
    ]


def apart(found: list[Span]) -> list[Span]:
    """Where two overlap, the higher level stays, then the longer one."""
    chosen: list[tuple[int, int, int]] = []
    ranked = sorted(found, key=lambda span: (span.level.rank, span.start - span.end, span.start))
    for number, span in enumerate(ranked):
        k = bisect_left(chosen, (span.start, span.end))
        free_before = k == 0 or chosen[k - 1][1] <= span.start
        if span.start < span.end and free_before:
            if k == len(chosen) or span.end <= chosen[k][0]:
                insort(chosen, (span.start, span.end, number))
    return [ranked[number] for _, _, number in chosen]


def finding_of(plain: Plain, span: Span) -> Finding:
    start, end = plain.to_text(span.start, span.end)
    return Finding(start, end, plain.text[start:end], span.kind, span.level)
