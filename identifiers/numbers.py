"""Numbers that belong to one person. A checksum tells most of them from any other number."""

import re
from collections.abc import Iterator

from .findings import Level, Span
from .plain import Plain


def digits(words: str) -> list[int]:
    return [int(character) for character in words if character.isdigit()]


def is_nhs(words: str) -> bool:
    """Modulus 11: England and Wales, and the same for Scotland's CHI and Northern Ireland's."""
    ten = digits(words)
    if len(ten) != 10 or len(set(ten)) == 1:
        return False
    check = 11 - sum(n * weight for n, weight in zip(ten, range(10, 1, -1), strict=False)) % 11
    return check % 11 == ten[9] and check != 10


def is_pesel(words: str) -> bool:
    eleven = digits(words)
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    return (
        len(set(eleven)) > 1
        and sum(n * weight for n, weight in zip(eleven, weights, strict=True)) % 10 == 0
        and 1 <= (eleven[2] * 10 + eleven[3]) % 20 <= 12
        and 1 <= eleven[4] * 10 + eleven[5] <= 31
    )


def is_card(words: str) -> bool:
    numbers = digits(words)
    if not 13 <= len(numbers) <= 19 or len(set(numbers)) == 1:
        return False
    doubled = [n * 2 - 9 if n > 4 else n * 2 for n in numbers[-2::-2]]
    return (sum(numbers[-1::-2]) + sum(doubled)) % 10 == 0


def is_pps(words: str) -> bool:
    """The Irish number: seven digits and one or two letters, modulus 23."""
    letters = [letter for letter in words.upper() if letter.isalpha()]
    total = sum(n * weight for n, weight in zip(digits(words), range(8, 1, -1), strict=True))
    if len(letters) > 1 and letters[1] != "W":
        total += (ord(letters[1]) - 64) * 9
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == letters[0]


def is_iban(words: str) -> bool:
    bare = re.sub(r"\s", "", words).upper()
    moved = bare[4:] + bare[:4]
    return 15 <= len(bare) <= 34 and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def is_one(words: str) -> bool:
    """No checksum: its shape is all there is."""
    return True


def is_no_round(words: str) -> bool:
    return not words.endswith("000")


TEN = r"(?<![\w.£$€/+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w£%]|[.,/-]\d)"
NUMBERS = tuple(
    (kind, level, is_right, re.compile(pattern, re.X))
    for kind, level, is_right, pattern in (
        ("nhs-number", Level.HIGH, is_nhs, TEN),
        ("long-number", Level.ADVISE, is_one, TEN),
        ("nhs-number", Level.HIGH, is_nhs, r"(?<![\w.£$€/+-])\d(?:[ .-]?\d){9}(?![\w%]|[.,/-]\d)"),
        ("long-number", Level.ADVISE, is_no_round, r"(?<![\w.,£$€/+-])\d{6,9}(?![\w%]|[.,/-]\d)"),
        ("long-number", Level.ADVISE, is_one, r"(?<![\w.,£$€/+-])\d{11,12}(?![\w%]|[.,/-]\d)"),
        ("id-number", Level.ADVISE, is_one, r"(?<![\w.£-])\d{7}[a-z]{1,2}(?!\w)"),
        (  # shaped like one of national insurance, its letters never given out
            "id-number",
            Level.ADVISE,
            is_one,
            r"(?<!\w)[a-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d](?!\w)",
        ),
        ("id-number", Level.HIGH, is_pesel, r"(?<![\w.£+-])\d{11}(?![\w%]|[.,-]\d)"),
        ("id-number", Level.HIGH, is_pps, r"(?<![\w.£-])\d{7}[ ]?[a-w][a-iw]?(?!\w)"),
        (
            "bank-number",
            Level.HIGH,
            is_card,
            r"(?<![\w.£+-])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,4}(?:[ -]?\d{1,3})?(?!\w)",
        ),
        (
            "bank-number",
            Level.HIGH,
            is_iban,
            r"(?<!\w)[a-z]{2}\d{2}(?:[ ]?[a-z0-9]{4}){2,7}(?:[ ]?[a-z0-9]{1,3})?(?!\w)",
        ),
        (  # national insurance
            "id-number",
            Level.HIGH,
            is_one,
            r"""(?<!\w)(?!bg|gb|kn|nk|nt|tn|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]
            [ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d](?!\w)""",
        ),
        (
            "registration",
            Level.HIGH,
            is_one,
            r"(?<!\w)\d{2}[ -]?[a-l][ -]?\d{4}[ -]?[a-z](?!\w)",
        ),
        ("id-number", Level.HIGH, is_one, r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])"),
        (  # driving licence
            "id-number",
            Level.HIGH,
            is_one,
            r"(?<!\w)[a-z9]{5}\d[0156]\d[0-3]\d{2}[a-z9]{2}\d[a-z]{2}(?!\w)",
        ),
        (
            "hospital-number",
            Level.ADVISE,
            is_one,
            r"(?<![\w.-])(?!pmc|nct|iso|doi)[a-z]{1,3}\d{6,8}[a-z]?(?!\w)",
        ),
    )
)
# In small letters they could be any words.
IN_CAPITALS = (
    re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-HJ-PR-Y][A-HJ-Y]{2}(?!\w)"),  # a car
    re.compile(
        r"(?<![\w.-])(?!PMC|NCT|ISO|ICD)[A-Z]{1,4}"
        r"(?: \d{6,8}|[-/](?!(?:19|20)\d\d(?!\d))\d{4,8})[A-Z]?(?!\w)"
    ),
)

# "hospital number: K123456", "MRN 00451", "Datix W-99812", "my pin is ...".
NUMBER_OF = re.compile(
    r"""(?<![\w-])(?=[a-z])
    (?: (?:hospital|hosp|patient|pt|case|unit|record|medical[ ]record|episode|admission|district
          |clinic|trust|system|nhs|chi|h&c|rio|emis|systmone|pas|passport|licen[cs]e
          |member(?:ship)?|staff|employee|payroll|personnel|assignment|badge|registration
          |registered|policy|reg|nmc|gmc|hcpc|insurance|ni|nino|account|acct|card|identity
          |identification|incident|datix|safeguarding|complaint|ref|reference|file|folder
          |specimen|sample|lab|radiology|wristband|visa|brp|pesel|nin|bvn|ssn|aadhaar|pps|dwp
          |crime|claim|student|sort[ ]code|urn|crn|mrn|pin|id|x-ray|key[ ]?safe|door|locker|alarm
          |access|gate|entry|band)
        (?:[ ]?(?:numbers?|no\.?|num|nr|ref\.?|reference|id|code|pin|card)){0,2}
    )
    (?:[ ]?[:\#=-][ ]?|[ ](?:is|was|were|of|reads|being|starting|ending(?:[ ]in)?)[ ]
    |[ ]\(|[ ])[ ]?\#?
    ((?=[a-z/-]{0,6}\d)[a-z0-9]{1,12}
    (?:[ /-]?\d[a-z0-9]{1,9}){0,4}|[a-z]{1,5}(?:[/-][a-z0-9]{1,8}){1,3})(?!\w)
    """,
    re.X,
)
NO_NUMBER = re.compile(
    r"(?:19|20)\d\d(?:[/-]\d\d)?|2222"
    r"|\d+(?:st|nd|rd|th|mg|ml|am|pm|hrs?|kg|g|l|bed|bpm|mmhg|years?)|\d+x\d+|\d{1,3}-\d{1,3}"
)
LEAST_DIGITS = 3  # with a letter; one more without
BLEEP = re.compile(
    r"(?<!\w)(?:bleep|pager|ext(?:ension)?\.?)[ ]?(?:number|no\.?)?[ :#]{1,2}(\d{3,6})(?!\w)"
)
EVERYBODYS = frozenset("2222 999 111 112 333 101".split())


def spans(plain: Plain) -> Iterator[Span]:
    low = plain.low
    for kind, level, is_right, pattern in NUMBERS:
        for match in pattern.finditer(low):
            if is_right(match.group()) and not is_quoted(low, match.start()):
                yield Span(*match.span(), kind, level)
    for pattern in IN_CAPITALS:
        for match in pattern.finditer(plain.plain):
            yield Span(*match.span(), "id-number")
    for match in NUMBER_OF.finditer(low):
        number = match.group(1)
        least = LEAST_DIGITS + number.replace(" ", "").isdigit()
        if len(digits(number)) >= least and not NO_NUMBER.fullmatch(number):
            yield Span(*match.span(), "hospital-number", Level.HIGH)
    for match in BLEEP.finditer(low):
        if match.group(1) not in EVERYBODYS:
            yield Span(*match.span(), "phone")


QUOTED = re.compile(
    r"(?:isbn|issn|doi|pmid|pmcid|10\.\d{4,9}/\S{0,40}|https?://\S{0,60})[: -]{0,3}$"
)


def is_quoted(low: str, start: int) -> bool:
    """Part of a book's number or of an article's address."""
    return bool(QUOTED.search(low[max(0, start - 80) : start]))
