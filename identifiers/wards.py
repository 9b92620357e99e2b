"""A ward, bay, bed or room: with a day or a time beside it, it is one person's."""

import re
from collections.abc import Iterator

from .findings import Level, Span
from .plain import Plain

NUMBER = r"(?:no\.?[ ]?|number[ ])?(?:\d{1,3}[A-Za-z]?|[A-Z]\d{0,2})(?:[/-]\d{1,2})?"
PLACE = re.compile(
    rf"(?<![\w-])(?:(?:[Ss]ide[ -])?[Rr]oom|SR|[Cc]ubicle|[Bb]ay|BAY|[Bb]ed(?:[ ]?space)?|BED|[Ww]ard|WARD"
    rf"|[Tt]rolley|[Tt]heatre|[Cc]ot|[Pp]od|ROOM|[Ss]ide[ ]room)[ ]{NUMBER}"
    rf"(?:,?[ ](?:(?:and[ ]|in[ ]|of[ ]|on[ ])?(?:[Bb]ay|[Bb]ed|[Ww]ard|[Rr]oom))[ ]{NUMBER}){{0,2}}"
    r"(?![\w%]|-\w|[.:/]\d|[ ](?:times?|minutes?|mins|hours?|hrs|days?|nights?|weeks?|months?|years?|"
    r"nurses?|patients?|staff|people|of[ ]us|more|others?|a\.?m\b|p\.?m\b|o'clock|rounds?|in[ ]the|"
    r"doctors?|students?|HCAs?|feet|metres?|mg|ml)\b)",
)
PRONOUN = re.compile(r"[ ][IA]$")
BED_OF = re.compile(
    rf"(?<![\w-])(?:lady|man|patient|gentleman|woman|resident|chap|guy|pt)[ ]in[ ](?:the[ ])?"
    rf"(?:bed|bay|room|side room|cubicle)?[ ]?{NUMBER}(?![\w%]|[ ](?:patients?|hours?|days?|minutes?|weeks?|of|years?))",
    re.I,
)
WHEN = re.compile(
    r"(?<!\w)(?:\d{1,2}[:.]\d{2}|\d{1,2}[ ]?(?:am|pm|hrs|hours|o'clock)|\d{4}[ ]?h(?:ou)?rs|yesterday|"
    r"today|tonight|last night|this morning|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d|january|february|"
    r"march|april|june|july|august|september|october|november|december|last week|christmas)(?!\w)"
)
ENDS = re.compile(r"[.!?](?=\s)|\n")


def spans(plain: Plain) -> Iterator[Span]:
    text = plain.plain
    for pattern in (PLACE, BED_OF):
        for match in pattern.finditer(text):
            if PRONOUN.search(match.group()) or (pattern is BED_OF and not is_numbered(match)):
                continue
            level = Level.HIGH if has_time(plain.low, *match.span()) else Level.ADVISE
            kind = "ward-and-time" if level is Level.HIGH else "ward"
            yield Span(*match.span(), kind, level)


def is_numbered(match: re.Match[str]) -> bool:
    return any(character.isdigit() for character in match.group())


def has_time(low: str, start: int, end: int) -> bool:
    """In the same sentence, as far as 200 letters either way."""
    before, after = low[max(0, start - 200) : start], low[end : end + 200]
    cuts = list(ENDS.finditer(before))
    if cuts:
        before = before[cuts[-1].end() :]
    if cut := ENDS.search(after):
        after = after[: cut.start()]
    return bool(WHEN.search(before) or WHEN.search(after))
