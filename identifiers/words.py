"""A text as words, each with what its letters, its capital and its place say about it."""

import re
from enum import Enum

from . import lists
from .plain import Plain


class Sort(Enum):
    NAME = 1  # on a list of names, and nothing else
    SHAPED = 2  # on no list, but built like a name
    COMMON = 3  # a name that is also an ordinary word: Grace, Mark, Young
    CAPITAL = 4  # a name that is also a month, a place, a drug: June, Lincoln
    SCHOLAR = 5  # a source or an eponym
    ORDINARY = 6
    UNKNOWN = 7


class Case(Enum):
    SMALL = 1
    CAPITAL = 2
    UPPER = 3
    INITIAL = 4


SHAPES = re.compile(
    r"""
      (?:olu|oluwa|ade|ayo|akin|ola|ogun|oye|omo|ife|temi|tolu|folas|baba)[a-z]{4,}
    | (?:chi[bcdfgjkmnorstuwyz]|chukwu|nwa|uche|ugo|obi|oke|onye|ngo|eze|ike|ify|uzo|nne|nna)
      [a-z]{4,}
    | [a-z]{2,}(?:chukwu|chi|nna|wumi|tunde|bayo|femi|segun|dunni|tomi|lola)
    | (?:kwa|kwe)[a-z]{2,4} | [a-z]{2,}(?:mensah|boateng|ampong|yeboah)
    | [a-z]{2,}(?:[sc]k|dzk|wsk)(?:i|a|iego|iej|im|ich)
    | [a-z]{3,}(?:wicz|czyk|czak|szcz|rzyk|slaw|slawa|mierz)(?:a|owi|em|owa)?
    | [a-z]{3,}(?:deep|preet|jeet|jit|inder|winder|veer|bhai|kumar|nathan|swamy|murthy|lingam
      |singam|rajah|ratne|singhe|sinha|sekara|wardena|tilak[ae]|uddin|ullah|opadhyay|patnam)
    | (?:abdu[lr]?|abu|moham|muham|nur|noor|mehd)[a-z]{4,}
    | [a-z]{3,}(?:escu|eanu|enko|chuk|opoulos|idis|oglu|yan|shvili|dottir|stein|berg)
    | [a-z]{3,}(?:eira|inho|inha|ez|elli|etti|ucci)
    | (?:mc|o'|fitz|d')[a-z]{4,}
    | [a-z]{2,}(?:raj|jit|esh|endra|appa|amma)
    """,
    re.X,
)
# Endings of ordinary words. On no list of names, such a word is taken for ordinary.
ENDINGS = re.compile(
    r"""[a-z]{2,}(?:ing|ings|ed|ly|tion|tions|sion|sions|ness|ment|ments|able|ible|ful|less|ism
    |ist|ists|ity|ities|ance|ence|ency|ology|ologist|itis|aemia|ectomy|ous|ive|ical|ise|ised|ises
    |ize|ized|ship|hood|ware|like|ward|wards|wise|work|works|time|times|proof|pathy|scopy|plasty
    |gram|graph|graphy|oma|osis|uria|axis|olol|pril|sartan|statin|azole|cillin|mycin|cycline
    |zepam|prazole|dipine|mab|nib|vir)""",
    re.X,
)
SURNAMES = frozenset("long song day ring".split())
PINYIN = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao"
    r"|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|a|e|i|o|u)"
)
SMALL_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "est", "'s", "n't", "'ll", "'d", "'ve")
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
CLOSES = frozenset('.!?\n:;"')
SHORT_FORMS = frozenset("mr mrs ms mx dr prof st rev sr jr messrs no vs".split())


# Words of grammar: some are syllables of names too (He, To, An), never by themselves.
GRAMMAR = frozenset(
    """i me my we us our you your he him his she her it its they them their who whom whose what
    which this that these those a an the and or but nor so if as at by for from in into of off on
    out over to up with is am are was were be been being do does did done has have had can could
    might must shall should would not no yes than then too very just only also ever never how
    when where why while here there some any all each both few more most such own same other
    about after again before between down during under until through because since one two three
    four five six seven eight nine ten man men woman women go went come came get got see saw say
    said ask told make made let put sat ran now new old long song sun sung sing ring hang hung ha
    ah oh ok ago day days tin tea pay way ward name""".split()
)  # fmt: skip


def is_ordinary(low: str) -> bool:
    ordinary = lists.words("ordinary")
    if low in ordinary or (not low.isalpha() and all(part in ordinary for part in low.split("-"))):
        return True
    return any(
        low.endswith(ending)
        and (
            (stem := low[: -len(ending)]) in ordinary
            or stem + "e" in ordinary
            or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in ordinary)
            or (stem.endswith("i") and stem[:-1] + "y" in ordinary)
        )
        for ending in SMALL_ENDINGS
    )


def is_term(low: str) -> bool:
    return (
        low in lists.words("terms")
        or low in lists.words("people")
        or (low.endswith("s") and low[:-1] in lists.words("people"))
    )


def sort_of(low: str) -> Sort:
    if low in GRAMMAR:
        return Sort.COMMON if low in SURNAMES else Sort.ORDINARY
    if any(character.isdigit() for character in low):
        return Sort.ORDINARY
    known = lists.names()
    is_name = low in known or (
        "-" in low and any(len(p) > 2 and p in known for p in low.split("-"))
    )
    if low in lists.words("scholars"):
        return Sort.SCHOLAR
    if is_term(low) or low in lists.words("calendar"):
        return Sort.CAPITAL if is_name else Sort.ORDINARY
    if is_name:
        if low in lists.words("ordinary") or is_mixed(low, known):
            return Sort.COMMON
        return Sort.NAME
    if is_ordinary(low):
        return Sort.ORDINARY
    if SHAPES.fullmatch(low) or is_chinese(low):
        return Sort.SHAPED
    return Sort.ORDINARY if ENDINGS.fullmatch(low) else Sort.UNKNOWN


def is_chinese(low: str) -> bool:
    """Two syllables in one word, as in Xiaofang or Puiling."""
    syllables = lists.chinese()
    return 4 < len(low) < 12 and any(
        (first in syllables and (second in syllables or PINYIN.fullmatch(second)))
        or (second in syllables and PINYIN.fullmatch(first))
        for first, second in ((low[:k], low[k:]) for k in range(2, len(low) - 1))
    )


def is_mixed(low: str, known: frozenset[str]) -> bool:
    """ "pain-free", "post-grace": a hyphen between a name and an ordinary word."""
    return (
        "-" in low
        and low not in known
        and any(part in lists.words("ordinary") for part in low.split("-"))
    )


def case_of(word: str) -> Case:
    if word[0].islower() or not word[0].isalpha():
        return Case.SMALL
    if len(word) == 1:
        return Case.INITIAL
    return Case.UPPER if word.isupper() else Case.CAPITAL


class Word:
    __slots__ = ("case", "end", "gap", "low", "opens", "owns", "quiet", "sort", "start", "text")

    def __init__(self, text: str, start: int, gap: str) -> None:
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.gap = gap
        self.low = text.lower()
        self.owns = self.low.endswith("'s")
        if self.owns:
            self.text, self.low, self.end = text[:-2], self.low[:-2], self.end - 2
        self.case = case_of(self.text) if self.text else Case.SMALL
        self.opens = False  # a sentence: its capital says nothing
        self.quiet = False  # in a line of capitals: no capital says anything
        self.sort = Sort.ORDINARY


def words_of(plain: Plain) -> list[Word]:
    found: list[Word] = []
    # Within one text only: nothing of what people write is kept here after the check.
    sorts: dict[str, Sort] = {}
    end = 0
    for match in WORD.finditer(plain.plain):
        word = Word(match.group(), match.start(), plain.plain[end : match.start()])
        last = found[-1] if found else None
        if last and word.gap.startswith("'") and last.low.endswith("s"):
            last.owns = True
        word.opens = last is None or (
            any(mark in CLOSES for mark in word.gap)
            and not (
                word.gap.strip(" ") == "."
                and (last.low in SHORT_FORMS or last.case is Case.INITIAL)
            )
        )
        if word.low not in sorts:
            sorts[word.low] = sort_of(word.low) if len(word.low) < 40 else Sort.ORDINARY
        word.sort = sorts[word.low]
        found.append(word)
        end = match.end()
    hush(found)
    return found


def hush(found: list[Word]) -> None:
    """Find the lines in which every word has a capital, or is all capitals."""
    line: list[Word] = []
    for word in [*found, None]:
        if word is None or "\n" in word.gap:
            letters = [w for w in line if w.text[:1].isalpha() and len(w.text) > 3]
            capitals = [w for w in letters if w.case in (Case.CAPITAL, Case.UPPER)]
            if len(letters) >= 3 and len(capitals) >= 0.8 * len(letters):
                ordinary = [w for w in capitals if w.sort is Sort.ORDINARY and not w.opens]
                if len(ordinary) >= 2:
                    for w in line:
                        w.quiet = True
            line = []
        if word is not None:
            line.append(word)
