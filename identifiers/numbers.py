"""Numbers that belong to one person. A checksum tells most of them from any other number."""

import re
from collections.abc import Callable, Iterator

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


TEN = r"(?<![\w.£$€/+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w£%]|[.,/-]\d)"
CHECKED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("nhs-number", re.compile(TEN), is_nhs),
    ("id-number", re.compile(r"(?<![\w.£+-])\d{11}(?![\w%]|[.,-]\d)"), is_pesel),
    ("id-number", re.compile(r"(?<![\w.£-])\d{7} ?[A-Wa-w][A-IWa-iw]?(?!\w)"), is_pps),
    ("bank-number", re.compile(r"(?<![\w.£+-])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,4}(?:[ -]?\d{1,3})?(?!\w)"), is_card),
    ("bank-number", re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)"), is_iban),
)  # fmt: skip
SHAPED: tuple[tuple[str, Level, re.Pattern[str]], ...] = (
    (
        "id-number",
        Level.HIGH,
        re.compile(
            r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)",
            re.I,
        ),
    ),
    ("registration", Level.HIGH, re.compile(r"(?<!\w)\d{2}[ -]?[A-L][ -]?\d{4}[ -]?[A-Z](?!\w)", re.I)),
    ("id-number", Level.HIGH, re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("id-number", Level.HIGH, re.compile(r"(?<!\w)[A-Z9]{5}\d[0156]\d[0-3]\d{2}[A-Z9]{2}\d[A-Z]{2}(?!\w)", re.I)),
    ("id-number", Level.ADVISE, re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-HJ-PR-Y][A-HJ-Y]{2}(?!\w)")),
    ("long-number", Level.ADVISE, re.compile(TEN)),
    ("hospital-number", Level.ADVISE, re.compile(r"(?<![\w.-])[A-Z]{1,3}[ -]?\d{6,8}[A-Z]?(?!\w)")),
)  # fmt: skip

# "hospital number: K123456", "MRN 00451", "Datix W-99812", "my pin is ...".
NUMBER_OF = re.compile(
    r"""(?<![\w-])
    (?: (?:hospital|hosp|patient|pt|case|unit|record|medical\ record|episode|admission|district
          |clinic|trust|system|nhs|chi|h&c|rio|emis|systmone|pas|passport|licen[cs]e|member(?:ship)?
          |staff|employee|payroll|personnel|assignment|badge|registration|registered|policy|reg|nmc
          |gmc|hcpc|insurance|ni|nino|account|acct|card|id|identity|identification|incident|datix
          |safeguarding|complaint|ref|reference|file|folder|specimen|sample|lab|radiology|wristband
          |bleep|pager|visa|brp|pesel|nin|bvn|ssn|aadhaar|pps|pin|mrn|crn|dwp|crime|claim|student)
        [ ]?(?:number|numbers|no\.?|num|nr|ref\.?|reference|id|code|pin|\#|card)?
      | mrn | crn | urn | pin | sort\ code | id
    )
    (?:[ ]?(?:number|no\.?|ref\.?|pin))?
    (?:[ ]?[:#=-][ ]?|[ ](?:is|was|were|of|reads|being|starting|ending)[ ]|[ ])[ ]?[#]?
    ((?=[A-Za-z/-]{0,6}\d)[A-Za-z0-9]{1,12}(?:[ /-]?\d[A-Za-z0-9]{1,9}){0,4})(?!\w)
    """,
    re.X | re.I,
)
NO_NUMBER = re.compile(
    r"\d{1,3}|(?:19|20)\d\d|2222|999|\d+(?:st|nd|rd|th|mg|ml|am|pm|hrs?|kg|g|l|bed|bpm|mmhg|years?)|\d+x\d+",
    re.I,
)
SHORT_OK = re.compile(r"\d{4,}|[A-Za-z]+[/-]?\d{2,}|\d+[A-Za-z]\d+|\d+[-/ ]\d+")
BLEEP = re.compile(
    r"(?<!\w)(?:bleep|pager|ext(?:ension)?\.?)[ ]?(?:number|no\.?)?[ :#]{1,2}(\d{3,6})(?!\w)", re.I
)


def spans(plain: Plain) -> Iterator[Span]:
    text = plain.plain
    for kind, pattern, is_right in CHECKED:
        for match in pattern.finditer(text):
            if is_right(match.group()) and not is_quoted(text, match.start()):
                yield Span(*match.span(), kind, Level.HIGH)
    for kind, level, pattern in SHAPED:
        for match in pattern.finditer(text):
            if not is_quoted(text, match.start()):
                yield Span(*match.span(), kind, level)
    for match in NUMBER_OF.finditer(text):
        number = match.group(1)
        if NO_NUMBER.fullmatch(number) or not SHORT_OK.match(number):
            continue
        yield Span(match.start(), match.end(), "hospital-number", Level.HIGH)
    for match in BLEEP.finditer(text):
        if match.group(1) not in ("2222", "999", "111", "112", "333"):
            yield Span(*match.span(), "phone")


QUOTED = re.compile(r"(?:isbn|issn|doi|10\.\d{4,9}/\S{0,40}|https?://\S{0,60})[: -]{0,3}$", re.I)


def is_quoted(text: str, start: int) -> bool:
    """Part of a book's number or of an article's address."""
    return bool(QUOTED.search(text[max(0, start - 80) : start]))
