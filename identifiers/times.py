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
    rf"""(?<![\w.,/£$€-])(?=[\da-z])(?:
        {DAY}(?P<sep>[/-])(?:0?[1-9]|1[0-2])(?P=sep){YEAR}
      | {DAY}[.](?:0[1-9]|1[0-2])[.]{YEAR} | {DAY}[.][1-9][.](?:19|20)\d\d
      | (?:0?[1-9]|1[0-2])/{DAY}/(?:19|20)\d\d
      | (?:19|20)\d\d(?P<iso>[/.-])(?:0[1-9]|1[0-2])(?P=iso){DAY}
      | {DAY}[ ](?:0?[1-9]|1[0-2])[ ](?:19|20)\d\d
      | {DAY}(?:st|nd|rd|th)?[ -](?:of[ ])?{MONTH}\.?,?[ -]{YEAR}
      | {MONTH}\.?[ ]{DAY}(?:st|nd|rd|th)?,?[ ](?:19|20)\d\d
    )(?![\w%]|[./-]\d)""",
    re.X,
)
DAY_MONTH = re.compile(
    rf"""(?<![\w.,/£$€-])(?=[\da-z])(?:
        (?:the[ ])?{DAY}(?:st|nd|rd|th)[ ](?:of[ ])?{MONTH}
      | {DAY}[ ]{MONTH}
      | {MONTH}[ ]{DAY}(?:st|nd|rd|th)
      | {MONTH}[ ](?:[1-9]|[12]\d|3[01])
    )
    (?![\w%-]|[./:]\d|[ ](?:patients?|nurses?|beds?|people|staff|days?|weeks?|hours?|years?
    |of|to|mg))""",
    re.X,
)
DOTTED = re.compile(
    r"(?:(?<=on )|(?<=dated )|(?<=dob )|(?<=born )|(?<=dob: )|(?<=d\.o\.b\. )|(?<=birth )"
    r"|(?<=birth: ))"
    rf"{DAY}[.](?:0?[1-9]|1[0-2])[.]\d\d(?![\w%]|[./-]\d)"
)
SHORT = re.compile(rf"(?<![\w.,/-])(?:on|dated?|the)[ ]({DAY}/(?:0?[1-9]|1[0-2]))(?![\w/%])")
# Days that are everybody's.
COMMON_DAY = re.compile(
    r"(?:international|world|national)\b[^.\n]{0,50}$|nurses'? day[^.\n]{0,20}$"
)
BIRTH = re.compile(
    r"(?<!\w)(?:d\.?[ ]?o\.?[ ]?b\.?|date of birth|birth ?date|birth ?day|born(?: on)?|b\.)"
    r"(?:[ ](?:is|was|of|on|in|the)){0,3}[ :,=-]{0,3}$"
)
BORN = re.compile(
    rf"""(?<!\w)(?:born(?:[ ]in|[ ]on|[ ]back[ ]in)?|b\.|d\.?o\.?b\.?|year[ ]of[ ]birth
    |date[ ]of[ ]birth)[ :]{{1,2}}(?:{MONTH}[ ])?((?:18|19|20)\d\d)(?![\w%-])""",
    re.X,
)

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPELLED = {word: n for n, word in enumerate([*ONES, *TEENS], start=1)}
for n, tens in enumerate(TENS, start=2):
    SPELLED[tens] = n * 10
    SPELLED |= {f"{tens}{gap}{one}": n * 10 + k for k, one in enumerate(ONES, 1) for gap in "- "}
SPELLED |= {"nonagenarian": 90, "centenarian": 100}
SPELLED |= {"a hundred": 100, "one hundred": 100, "hundred": 100}
IN_WORDS = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)}))?|{'|'.join(TEENS)}|{'|'.join(ONES)}"
    r"|(?:a |one )?hundred(?: and (?:" + "|".join(ONES) + "))?)"
)
NUMBER = rf"(\d{{1,3}}|{IN_WORDS})"
PEOPLE = r"(?:man|woman|lady|gentleman|boy|girl|patient|male|female|resident|baby)"
# Each with the letters that must be somewhere in the text for it to be worth looking.
AGES = tuple(
    (needs, re.compile(pattern, re.X))
    for needs, pattern in (
        (
            " old|-old|of age",
            rf"""(?<![\w./-]){NUMBER}(?:[ ]?-[ ]?|[ ])?(?:year|yr)s?(?:[ ]?-[ ]?|[ ])
            (?:old|of[ ]age)(?!s?[ ](?:and|or)[ ](?:over|under|above|older|younger)|s\b|\w)""",
        ),
        (
            "yo|y/o|y.o|y o",
            rf"(?<![\w./-]){NUMBER}[ ]?(?:-[ ]?)?(?:y\.?[ /]?o\b\.?|y/o|yo)(?![\w])",
        ),
        (
            "age",
            rf"""(?<!\w)(?:aged?|age:|age[ ]of|age[ ]is)[ ]{NUMBER}
            (?![\w%]|[ ]?(?:-|to|and|or)[ ]?(?:\d|over|under|above|older|younger|below)|\+)""",
        ),
        (
            "",
            rf"""(?<!\w)(?:he|she|they|who|i|mum|dad|mother|father|son|daughter|husband|wife
            |{PEOPLE})(?:'s|[ ]is|[ ]was|(?:[ ]had|[ ]has)?(?:[ ]just)?[ ]turned|[ ]turns
            |[ ]will[ ]be|'d[ ]be|[ ]were)[ ]
            (?:only[ ]|just[ ]|now[ ]|about[ ]|nearly[ ]|almost[ ])?
            {NUMBER}(?=[.,;!?)\n]|$|[ ](?:and|but|when|with|next|this|last|today|years?[ ]of)\b)""",
        ),
        (
            "",
            r"""(?<!\w)(?:he|she|they|who|patient|man|woman|lady|gentleman|mum|dad|mother|father)
            (?:'s|[ ]is|[ ]was|'ll[ ]be|[ ]will[ ]be|[ ]would[ ]be)[ ]
            (9[0-9]|1[01][0-9]|ninety(?:[ -][a-z]{3,5})?)
            (?=[ ](?:in|on|now|then|if|at|years|to)\b)""",
        ),
        ("", r"(?<!\w)at[ ](9[0-9]|1[01][0-9]|ninety(?:[ -][a-z]{3,5})?),?[ ](?=he|she|they|who)"),
        ("centenarian", r"(?<!\w)(centenarian)(?!\w)"),
        ("nonagenarian", r"(?<!\w)(nonagenarian)(?!\w)"),
        ("year", rf"(?<!\w)(?:his|her|their)[ ]{NUMBER}(?:st|nd|rd|th)[ ]year(?!\w)"),
        ("years young", rf"(?<!\w){NUMBER}[ ]years[ ]young(?!\w)"),
        ("yrs", rf"(?<!\w)(?:aged[ ])?{NUMBER}[ ]?yrs?(?=[.,;)]|$)"),
        ("birthday", rf"(?<!\w){NUMBER}(?:st|nd|rd|th)?[ ]birthday(?!\w)"),
        (
            " old|-old",
            rf"""(?<!\w){NUMBER}[ -](?:months?|weeks?|days?)[ -]old(?=[ -](?:baby|boy|girl|infant
            |child|son|daughter|twins?|newborn|grandson|granddaughter|brother|sister))""",
        ),
        (
            "",
            rf"(?<!\w){PEOPLE},?[ ]\(?(?:aged[ ])?(\d{{1,3}})(?=[,.)](?:\s|$))",
        ),
    )
)
CAPITAL_AGES = (
    re.compile(r"(?<!\w)(?:[Aa]n?|[Tt]his|[Tt]he|[Oo]ur|[Mm]y)[ ](\d{2,3})[ ]?[MF](?![\w'-])"),
    re.compile(r"(?<!\w)[MF]/?(\d{2})(?![\w%./-])(?=,| with)"),
    re.compile(
        r"(?<!\w)[A-Z][a-z]{1,20}(?:,[ ]|[ ]\()(\d\d)"
        r"(?=[,)](?:[ ](?:who|a|an|was|is|had|has|from|with|came|said)\b|[ ]?$))"
    ),
)
FROM = re.compile(r"(?:since|until|from|by|effective) (?:the )?$")
GREAT, OLDEST = 90, 125
THINGS = re.compile(
    r"[ -]?(?:policy|policies|building|hospital|ward|course|programme|degree|machine|bed|mattress|"
    r"system|equipment|trust|tradition|guideline|guidelines|rule|service|career|hip|wound|injury|"
    r"computer|study|paper|article|report|law|dressing|scar|prosthesis|car|chair|practice)\b"
)


def age_of(words: str) -> int:
    if words.isdigit():
        return int(words)
    return SPELLED.get(words, SPELLED.get(words.split(" and ")[0], 0))


def spans(plain: Plain) -> Iterator[Span]:
    yield from dates(plain.low)
    for needs, pattern in AGES:
        if any(need in plain.low for need in needs.split("|")):
            yield from ages(plain, pattern.finditer(plain.low))
    for pattern in CAPITAL_AGES:
        yield from ages(plain, pattern.finditer(plain.plain))


def dates(low: str) -> Iterator[Span]:
    for match in (*FULL.finditer(low), *DOTTED.finditer(low)):
        first = max(0, match.start() - 40)
        if born := BIRTH.search(low[first : match.start()]):
            yield Span(first + born.start(), match.end(), "birth", Level.HIGH)
        else:
            yield Span(*match.span(), "date")
    for match in DAY_MONTH.finditer(low):
        before = low[max(0, match.start() - 60) : match.start()]
        if BIRTH.search(before):
            yield Span(*match.span(), "birth", Level.HIGH)
        elif not COMMON_DAY.search(before) and not is_policy(match.group(), before):
            yield Span(*match.span(), "date")
    for match in SHORT.finditer(low):
        yield Span(*match.span(1), "date")
    for match in BORN.finditer(low):
        yield Span(*match.span(), "birth", Level.ADVISE)


def is_policy(date: str, before: str) -> bool:
    """ "from 1 April": when a rule starts, not when something happened."""
    return bool(re.match(r"(?:the )?1(?:st)?\b", date) and FROM.search(before))


def ages(plain: Plain, found: Iterator[re.Match[str]]) -> Iterator[Span]:
    for match in found:
        years = age_of(match.group(1))
        if 0 < years <= OLDEST and not THINGS.match(plain.low, match.end()):
            if years >= GREAT and not re.search("month|week|day ?-?old", match.group()):
                yield Span(*match.span(), "great-age", Level.HIGH)
            else:
                yield Span(*match.span(), "age")
