"""Dates, dates of birth, and ages."""

import re
from collections.abc import Iterator

from .findings import Level, Span
from .plain import Plain

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
FULL = re.compile(
    rf"""(?<![\w.,/£$€-])(?:
        {DAY}(?P<sep>[/.-])(?:0?[1-9]|1[0-2])(?P=sep){YEAR}
      | (?:0?[1-9]|1[0-2])/{DAY}/(?:19|20)\d\d
      | (?:19|20)\d\d(?P<iso>[/.-])(?:0[1-9]|1[0-2])(?P=iso){DAY}
      | {DAY}[ ](?:0?[1-9]|1[0-2])[ ](?:19|20)\d\d
      | {DAY}(?:st|nd|rd|th)?[ -](?:of[ ])?{MONTH}\.?,?[ -]{YEAR}
      | {MONTH}\.?[ ]{DAY}(?:st|nd|rd|th)?,?[ ](?:19|20)\d\d
    )(?![\w%]|[./-]\d)""",
    re.X | re.I,
)
DAY_MONTH = re.compile(
    rf"""(?<![\w.,/£$€-])(?:
        (?:the[ ])?{DAY}(?:st|nd|rd|th)[ ](?:of[ ])?{MONTH}
      | {DAY}[ ]{MONTH}
      | {MONTH}[ ]{DAY}(?:st|nd|rd|th)
      | {MONTH}[ ](?:[1-9]|[12]\d|3[01])
    )(?![\w%-]|[./:]\d|[ ](?:patients?|nurses?|beds?|people|staff|days?|weeks?|hours?|years?|of|to|mg))""",
    re.X | re.I,
)
SHORT = re.compile(rf"(?<![\w.,/-])(?:on|dated?|the)[ ]({DAY}/(?:0?[1-9]|1[0-2]))(?![\w/%])", re.I)
# Days that are everybody's.
COMMON_DAY = re.compile(
    r"(?:international|world|national|day|week)\b[^.\n]{0,40}$|(?:since|until|from|by|effective) $",
    re.I,
)
BIRTH = re.compile(
    r"(?<!\w)(?:d\.?[ ]?o\.?[ ]?b\.?|date of birth|birth ?date|birth ?day|born(?: on)?|b\.)"
    r"(?:[ ](?:is|was|of|on|in|the)){0,3}[ :,=-]{0,3}$",
    re.I,
)
BORN = re.compile(
    rf"(?<!\w)(?:born(?: in| on| back in)?|b\.|d\.?o\.?b\.?|year of birth|date of birth)[ :]{{1,2}}(?:{MONTH}[ ])?((?:18|19|20)\d\d)(?![\w%-])",
    re.I,
)

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPELLED = {word: n for n, word in enumerate([*ONES, *TEENS], start=1)}
for n, tens in enumerate(TENS, start=2):
    SPELLED[tens] = n * 10
    SPELLED |= {f"{tens}{gap}{one}": n * 10 + k for k, one in enumerate(ONES, 1) for gap in "- "}
SPELLED |= {"a hundred": 100, "one hundred": 100, "hundred": 100}
IN_WORDS = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)}))?|{'|'.join(TEENS)}|{'|'.join(ONES)}"
    r"|(?:a |one )?hundred(?: and (?:" + "|".join(ONES) + "))?)"
)
NUMBER = rf"(\d{{1,3}}|{IN_WORDS})"
AGES = (
    re.compile(rf"(?<![\w./-]){NUMBER}(?:[ ]?-[ ]?|[ ])?(?:year|yr)s?(?:[ ]?-[ ]?|[ ])(?:old|of age)(?!s?[ ](?:and|or)[ ](?:over|under|above|older|younger)|s\b|\w)", re.I),
    re.compile(rf"(?<![\w./-]){NUMBER}[ ]?(?:-[ ]?)?(?:y\.?[ /]?o\b\.?|y/o|yrs?[ ]old|yo)(?![\w])", re.I),
    re.compile(rf"(?<!\w)(?:aged?|age:|age of)[ ]{NUMBER}(?![\w%]|[ ]?(?:-|to|and|or)[ ]?(?:\d|over|under|above|older|younger|below)|\+)", re.I),
    re.compile(rf"(?<!\w)(?:he|she|they|who|patient|man|woman|lady|gentleman|i|mum|dad|mother|father|son|daughter|husband|wife)(?:'s| is| was| had just turned| has just turned| turned| just turned| turns| will be|'d be| were)[ ](?:only |just |now |about |nearly |almost )?{NUMBER}(?=[.,;!?)\n]|$| and | but | when | years? of age| with | next | this | last | today)(?! (?:weeks?|months?|hours?|days?|minutes?))", re.I),
    re.compile(rf"(?<!\w){NUMBER}(?:st|nd|rd|th)[ ]birthday(?!\w)", re.I),
    re.compile(r"(?<!\w)(?:an?|this|the|our|my)[ ](\d{2,3})[ ]?[MF](?![\w'-])"),
    re.compile(r"(?<!\w)[MF][ ]?/?(\d{2})(?![\w%./-])(?=,| with)"),
    re.compile(rf"(?<!\w){NUMBER}[ -](?:months?|weeks?|days?)[ -]old(?=[ -](?:baby|boy|girl|infant|child|son|daughter|twins?|newborn|grandson|granddaughter|brother|sister))", re.I),
    re.compile(r"(?<!\w)[A-Z][a-z]{1,20}(?:,[ ]|[ ]\()(\d\d)(?=[,)](?:[ ](?:who|a|an|was|is|had|has|from|with|came|said)\b|[ ]?$))"),
    re.compile(r"(?<!\w)(?:man|woman|lady|gentleman|boy|girl|patient|male|female|resident|baby),?[ ]\(?(?:aged[ ])?(\d{1,3})(?=[,.)](?:\s|$))", re.I),
)  # fmt: skip
THINGS = re.compile(
    r"[ -]?(?:policy|policies|building|hospital|ward|course|programme|degree|machine|bed|mattress|"
    r"system|equipment|trust|tradition|guideline|guidelines|rule|service|career|hip|wound|injury|"
    r"computer|study|paper|article|report|law|dressing|scar|prosthesis|car|chair|practice)\b"
)


def age_of(words: str) -> int:
    low = words.lower()
    if low.isdigit():
        return int(low)
    return SPELLED.get(low, SPELLED.get(low.split(" and ")[0], 0))


def spans(plain: Plain) -> Iterator[Span]:
    text = plain.plain
    for match in FULL.finditer(text):
        born = BIRTH.search(text[max(0, match.start() - 40) : match.start()])
        if born:
            start = match.start() - (min(40, match.start()) - born.start())
            yield Span(start, match.end(), "birth", Level.HIGH)
        else:
            yield Span(*match.span(), "date")
    for match in DAY_MONTH.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        if BIRTH.search(before):
            yield Span(*match.span(), "birth", Level.HIGH)
        elif not COMMON_DAY.search(before):
            yield Span(*match.span(), "date")
    for match in SHORT.finditer(text):
        yield Span(*match.span(1), "date")
    for match in BORN.finditer(text):
        yield Span(*match.span(), "birth", Level.ADVISE)
    for pattern in AGES:
        for match in pattern.finditer(text):
            years = age_of(match.group(1))
            if 0 < years <= 125 and not THINGS.match(plain.low, match.end()):
                level = Level.HIGH if 89 < years and "month" not in match.group() else Level.ADVISE
                yield Span(*match.span(), "great-age" if level is Level.HIGH else "age", level)
