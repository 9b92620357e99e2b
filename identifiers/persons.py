"""Names of people: after a title or a cue, from the lists, or by where they stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from . import lists, sources
from .findings import Level, Span
from .frames import ARTICLES, TIMES, Frames
from .plain import Plain
from .words import Case, Sort, Word

FIRM = frozenset(
    "mr mrs ms mx messrs mme smt shri alhaji alhaja hajia pani prof professor dr drs".split()
)
TITLES = FIRM | frozenset(
    "miss sister nurse matron doctor brother father mother auntie aunty aunt uncle chief mama "
    "baba papa nana granny gran nan madam pan sri lady lord sir dame rev reverend pastor imam "
    "canon sheikh haji mallam malam oga ate kuya tita tito lola lolo nanay tatay didi chacha "
    "consultant registrar midwife physio carer hca cllr sr fr rabbi evangelist deacon "
    "deaconess elder mum dad grandma grandad teacher sergeant constable pc cn ssn sn rn bhabhi "
    "abba mzee ustad ustadh maulana engr barr nee bro".split()
)
BEFORE_NURSE = frozenset("staff charge student senior junior bank agency ward lead".split())
PLACEHOLDERS = frozenset("x y z".split())
PARTICLES = frozenset(
    "de da das dos do del dela delos della di du la le van von der den bin binti bint ibn al el "
    "ap ab ferch san st o ni nic mac los santa y e ul ur".split()
)
LONGEST = 5  # more words than a name has after its first
NAMELIKE = (Sort.NAME, Sort.SHAPED, Sort.COMMON)
KNOWN = (Sort.NAME, Sort.SHAPED)
BUILT = frozenset(
    "park station square hall house centre building wing library bridge stadium airport island "
    "lake river beach market suite room theatre unit lodge garden gardens court tower lounge "
    "university college school academy church cathedral line sponge falls theatres".split()
)
# JavaScript, URLs: a thing with a name of its own. McKay and DaSilva are not.
INNER_CAPITAL = re.compile(
    r"(?!Ma?c|O'|D'|D[aeiu]|L[aei]|Fitz|Van|St)[A-Z][a-z]*[A-Z][A-Za-z]*$|[A-Z]{2,}s$"
)
NOT_NAMES = frozenset(
    "i and or but the a an in on at to of for with from by as is was are were be been he she they "
    "we you it who that this not no if when said says asked told had has have did does do will "
    "would could should can may might must came went then so just about".split()
)


class Persons:
    def __init__(self, plain: Plain, words: list[Word]) -> None:
        self.words = words
        self.frames = Frames(words, plain.plain)
        self.out = sources.spans(plain)
        self.starts = [start for start, _ in self.out]

    def spans(self) -> Iterator[Span]:
        i = 0
        while i < len(self.words):
            found = self.titled(i) or self.bare(i)
            if found is None:
                i += 1
                continue
            span, i = found
            if not self.is_out(span):
                yield span

    def is_out(self, span: Span) -> bool:
        """Inside a citation, or a well-known name."""
        k = bisect_right(self.starts, span.start) - 1
        return any(
            start <= span.start and span.end <= end
            for start, end in self.out[max(0, k - 3) : k + 1]
        )

    def near(self, k: int) -> bool:
        """Whether word k follows the one before it as the next part of a name would."""
        return k < len(self.words) and self.words[k].gap in (" ", "  ", ". ", ".")

    # After a title ------------------------------------------------------------------

    def titled(self, i: int) -> tuple[Span, int] | None:
        first = self.words[i]
        k, last = i, i + LONGEST
        if first.low in BEFORE_NURSE and self.near(i + 1) and self.words[i + 1].low == "nurse":
            k += 1
        firm = False
        while (
            k < min(last, len(self.words))
            and self.words[k].low in TITLES
            and (k == i or self.near(k))
        ):
            if self.words[k].owns:
                return None
            firm = firm or self.words[k].low in FIRM
            k += 1
        if first.low == "ms" and self.frames.before(i).isdigit():
            return None  # milliseconds
        if k == i or self.words[k - 1].low not in TITLES or not self.near(k):
            return None
        if "." in self.words[k].gap and not firm:
            return None
        last = k + LONGEST
        while (
            k < last
            and self.near(k + 1)
            and self.words[k].low in PARTICLES
            and self.words[k + 1].case is Case.CAPITAL
        ):
            k += 1
        name, title = self.words[k], self.words[k - 1].low
        if name.case is Case.INITIAL:
            return self.initial(i, k, firm)
        if not self.takes(k, title, firm):
            return None
        end = self.tail(k)
        return Span(first.start, self.words[end].end, "titled-name", Level.HIGH), end + 1

    def initial(self, i: int, k: int, firm: bool) -> tuple[Span, int] | None:
        letter = self.words[k]
        if letter.low in PLACEHOLDERS or (not firm and letter.low in "iab"):
            return None
        end = self.tail(k)
        if end > k:
            return (
                Span(self.words[i].start, self.words[end].end, "titled-name", Level.HIGH),
                end + 1,
            )
        return Span(self.words[i].start, letter.end, "initials"), k + 1

    def takes(self, k: int, title: str, firm: bool) -> bool:
        name = self.words[k]
        if name.low in NOT_NAMES and (not firm or name.case is not Case.CAPITAL):
            return name.low in ("will", "may") and name.case is Case.CAPITAL
        if len(name.text) < 2 or name.low in TITLES:
            return False
        if name.case is Case.CAPITAL or (name.case is Case.UPPER and not name.quiet):
            if name.sort in (Sort.ORDINARY,):
                return firm and name.case is Case.CAPITAL and name.low not in self.frames.people
            if name.sort is Sort.CAPITAL:
                return firm or name.low in lists.words("calendar")
            return firm or name.case is Case.CAPITAL or name.sort in KNOWN
        if name.sort is Sort.NAME or (firm and name.sort is Sort.SHAPED):
            return True
        if not firm and name.case is Case.SMALL:
            # "nurse grace helped", and not "the nurse will help".
            return name.low in lists.virtues() and self.frames.acts(k)
        if not firm:
            return name.sort is Sort.COMMON
        if title in ("dr", "drs", "prof", "professor", "pani"):
            return name.sort is Sort.UNKNOWN or name.case is Case.UPPER
        return name.sort is not Sort.ORDINARY

    # Without one --------------------------------------------------------------------

    def bare(self, i: int) -> tuple[Span, int] | None:
        word = self.words[i]
        if word.case is Case.INITIAL:
            return self.letter(i)
        if word.sort is Sort.ORDINARY or len(word.text) < 2:
            return None
        end = self.tail(i)
        if not self.speaks(i, end) or self.is_built(i, end):
            return None
        if end == i and self.frames.is_eponym(i) and word.low not in self.frames.people:
            return None
        level, kind = (Level.HIGH, "full-name") if end > i else (Level.ADVISE, "name")
        return Span(word.start, self.words[end].end, kind, level), end + 1

    def is_built(self, i: int, end: int) -> bool:
        """Victoria Park, the Albert Wing: called after somebody."""
        last = end if end > i else end + 1
        if not self.near(last) or self.words[last].case is not Case.CAPITAL:
            return False
        return self.words[last].low in BUILT

    def speaks(self, i: int, end: int) -> bool:
        word = self.words[i]
        capital = word.case is Case.CAPITAL and not word.quiet
        if self.frames.before(i) in ("st", "saint") and word.sort is not Sort.SHAPED:
            return False
        if word.sort in KNOWN:
            return self.known(i, end, capital)
        whole = any(self.words[k].case is not Case.INITIAL for k in range(i + 1, end + 1))
        if capital and whole and word.sort is not Sort.UNKNOWN and word.low not in TITLES:
            return not word.opens or any(self.words[k].sort in KNOWN for k in range(i + 1, end + 1))
        if capital and end > i and any(self.words[k].sort in KNOWN for k in range(i + 1, end + 1)):
            return True
        if word.sort is Sort.COMMON:
            return self.common(i, end, capital)
        if word.sort is Sort.CAPITAL:
            return self.capitalised(i, end, capital)
        if word.sort is Sort.SCHOLAR:
            return capital and self.frames.is_called(i) and not word.owns
        return self.unknown(i, end, capital)

    def known(self, i: int, end: int, capital: bool) -> bool:
        word = self.words[i]
        if word.sort is Sort.SHAPED and not capital:
            return len(word.low) > 5 and self.frames.is_surely_person(i, end)
        if word.sort is Sort.SHAPED and word.opens:
            return self.frames.is_person(i, end)
        if capital:
            return True
        if word.case is Case.UPPER:
            return word.quiet or len(word.text) > 4 or self.frames.is_person(i, end)
        return len(word.low) > 3 or (len(word.low) == 3 and self.frames.is_person(i, end))

    def common(self, i: int, end: int, capital: bool) -> bool:
        """Grace, Mark, Young: the capital or the frame must say that it is somebody."""
        word, frames = self.words[i], self.frames
        if not capital:
            named = end > i and any(self.words[k].sort in KNOWN for k in range(i + 1, end + 1))
            if word.case is Case.UPPER:
                return named or (word.quiet and frames.is_surely_person(i, end))
            return named or frames.is_person_in_small(i, end)
        if word.low in BUILT and frames.before(i) and self.words[i - 1].case is Case.CAPITAL:
            return False
        if frames.is_surely_person(i, end) or frames.owns_as_person(end):
            return True
        return not word.opens and frames.before(i) not in ARTICLES and not frames.is_heading(i, end)

    def capitalised(self, i: int, end: int, capital: bool) -> bool:
        """June, Lincoln, Jordan: they carry a capital anyhow."""
        word, frames = self.words[i], self.frames
        if not capital or word.low in frames.people:
            return False
        if frames.before(i) in TIMES and frames.before(i, 2) not in ("spoke", "talked"):
            return False
        return frames.is_surely_person(i, end)

    def unknown(self, i: int, end: int, capital: bool) -> bool:
        word, frames = self.words[i], self.frames
        if word.case is Case.SMALL:
            return len(word.low) > 2 and frames.is_person_in_small(i, end)
        if not capital or INNER_CAPITAL.match(word.text):
            return False
        if word.opens:
            return frames.acts_as_no_thing(end) or frames.owns_as_person(end, strict=True)
        if frames.is_heading(i, end) and not frames.acts_as_no_thing(end):
            return False
        return frames.is_person(i, end)

    def tail(self, k: int) -> int:
        """The last word of the name that starts at word k."""
        first, last = self.words[k], k + LONGEST
        while k < last and self.near(k + 1) and not self.words[k].owns:
            word, gap = self.words[k + 1], self.words[k + 1].gap
            if "." in gap and self.words[k].case is not Case.INITIAL:
                break
            if word.case is Case.CAPITAL and not word.quiet and first.case is not Case.SMALL:
                if word.sort in (Sort.ORDINARY,) or word.low in lists.words("calendar"):
                    if word.low in PARTICLES and self.is_particle(k + 1):
                        k += 1
                        continue
                    break
                k += 1
            elif word.case is Case.INITIAL and word.low != "i" and first.case is Case.CAPITAL:
                k += 1
            elif word.low in PARTICLES and self.is_particle(k + 1):
                k += 1
            elif word.case is not Case.CAPITAL and word.sort in KNOWN and len(word.low) > 2:
                k += 1
            else:
                break
        return k

    def is_particle(self, k: int) -> bool:
        for near in range(k + 1, k + 3):
            if not self.near(near) or self.words[near].gap != " ":
                return False
            word = self.words[near]
            if word.low not in PARTICLES:
                break
        return word.case is Case.CAPITAL and word.sort is not Sort.ORDINARY and not word.opens

    def letter(self, i: int) -> tuple[Span, int] | None:
        """ "patient K", "K said", "K. was crying"."""
        word, frames = self.words[i], self.frames
        if word.low in "i" or word.low in PLACEHOLDERS:
            return None
        gap = frames.gap_after(i)
        if frames.before(i) in frames.people and word.low not in "ab" and gap[:1] != "-":
            return Span(word.start, word.end, "initials"), i + 1
        if frames.acts_as_no_thing(i) and word.low not in "a" and not frames.before(i):
            return Span(word.start, word.end, "initials"), i + 1
        if gap.startswith(".") and self.near(i + 1) and not self.words[i + 1].opens:
            after = self.words[i + 1]
            if after.case is Case.CAPITAL and after.sort in NAMELIKE and gap in (". ", "."):
                end = self.tail(i)
                return Span(word.start, self.words[end].end, "full-name", Level.HIGH), end + 1
        return None
