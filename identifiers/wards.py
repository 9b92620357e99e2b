"""A ward, bay, bed or room: with a day or a time beside it, it is one person's."""

import re
from collections.abc import Iterator

from .findings import Level, Span
from .plain import Plain

SPELLED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|twenty)(?![ ](?:day|night|to|more|hour|of|week|time|by|and|or|at[ ]a|people|patient"
    r"|nurse|bed))"
)
NUMBER = (
    rf"(?:[Nn]o\.?[ ]?|[Nn]umber[ ])?(?:\d{{1,3}}[A-Za-z]?|[A-Z]\d{{0,2}}|{SPELLED})(?:[/-]\d\d?)?"
)
NO_PLACE = r"""(?![\w%]|-\w|[.:/]\d|[ ](?:times?|minutes?|mins|hours?|hrs|days?|nights?|weeks?
    |months?|years?|nurses?|patients?|staff|people|of[ ]us|more|others?|a\.?m\b|p\.?m\b|o'clock
    |rounds?|in[ ]the|doctors?|students?|HCAs?|feet|metres?|mg|ml)\b)"""
PLACE = re.compile(
    rf"""(?<![\w-])(?:(?:[Ss]ide[ -])?[Rr]oom|ROOM|SR|[Cc]ubicle|[Bb]ay|BAY|[Bb]ed(?:[ ]?space)?|BED
    |[Ww]ard|WARD|[Tt]rolley|[Tt]heatre|[Cc]ot|[Pp]od|[Rr]m|[Cc]hair)[ ]{NUMBER}
    (?:,?[ ](?:and[ ]|in[ ]|of[ ]|on[ ])?(?:[Bb]ay|[Bb]ed|[Ww]ard|[Rr]oom)[ ]{NUMBER}){{0,2}}
    {NO_PLACE}""",
    re.X,
)
TIGHT = re.compile(
    r"(?<![\w-])(?:[Bb]ed|[Bb]ay|[Ww]ard|[Rr]oom|[Rr]m|SR|[Cc]ubicle)-?\d{1,2}[A-Za-z]?(?![\w%-])"
    r"|(?:(?<=on )|(?<=to )|(?<=from ))\d{1,2}[A-D](?![\w%-])"
)
PRONOUN = re.compile(r"[ ][IA]$")
BED_OF = re.compile(
    rf"""(?<![\w-])(?:[Ll]ady|[Mm]an|[Pp]atient|[Gg]entleman|[Ww]oman|[Rr]esident|chap|guy|pt)
    [ ]in[ ](?:the[ ])?(?:bed|bay|room|side[ ]room|cubicle)?[ ]?{NUMBER}{NO_PLACE}(?![ ]of\b)""",
    re.X,
)
WHEN = re.compile(
    r"(?<!\w)(?:\d{1,2}[:.]\d{2}|\d{1,2}[ ]?(?:am|pm|hrs|hours|o'clock)|\d{4}[ ]?h(?:ou)?rs|"
    r"yesterday|today|tonight|last night|this morning|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d|january|february|"
    r"march|april|june|july|august|september|october|november|december|last week|christmas)(?!\w)"
)
ENDS = re.compile(r"[.!?](?=\s)|\n")


def spans(plain: Plain) -> Iterator[Span]:
    text = plain.plain
    for pattern in (PLACE, BED_OF, TIGHT):
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
