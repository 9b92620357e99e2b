"""The places in a sentence that only a person can stand in.

A list of names never ends; the words around a name do. "told ...", "... was crying",
"...'s daughter", "my mentor ..." speak for a person whatever the name is.
"""

import re

from . import lists
from .words import Case, Sort, Word

LINKS = frozenset("is was has had isn't wasn't hasn't hadn't looked seemed felt sounded".split())
MODALS = frozenset(
    "will would could can can't couldn't didn't doesn't won't wouldn't should might must may does "
    "did been being".split()
)
# What no thing does: asked of a word that may be no name at all.
SPEECH = frozenset(
    "said says told tells asked asks replied whispered shouted cried sobbed wept smiled smiles "
    "nodded laughed grinned frowned shrugged apologised apologized thanked explained explains "
    "admitted wanted wants refused refuses agreed declined phoned rang texted emailed messaged sat "
    "squeezed hugged insisted complained confessed thinks thought knew knows believes remembered "
    "listened listens looked looks stared glanced watched noticed realised vomited fainted "
    "collapsed woke died slept apologises reassured encouraged reminded mentored supervised "
    "suggested advised asking pulled grabbed pushed walked doesn't didn't couldn't wouldn't won't "
    "lives likes loves hates prefers arrived phones texts rings handed wheeled joked swore "
    "prayed sang prescribed assessed reviewed documented held covered bleeped escalated "
    "taught showed".split()
)
# "was in ...", "was on ..."
STATES = frozenset(
    "tears pain bed labour theatre charge shock hospital agony shift nights duty call leave home "
    "work handover her his".split()
)
# Verbs before a place or a thing as often as before a person.
LOOSE = frozenset(
    "visit visited visiting left leaving leave know knew see saw seeing seen remember remembered "
    "love loved loving like miss missed missing join joined joining reviewed show showed showing "
    "shown gave give giving given made make making watch watched watching follow followed "
    "following hear heard hearing moved moving hand turned let held hold holding found support "
    "supporting supported meeting call calling ring rang text email update updated updating "
    "report reported reporting described dressed wash washed feed fed replaced trust trusted "
    "respect respected admire admired blame approach approaching challenge challenged assessed "
    "introduced introduce introducing lift lifted remembering help helping contact contacting "
    "contacted handing sat involve involved involving examined discharge discharged "
    "discharging ignored".split()
)
WITH = frozenset(
    "sat sit sitting stayed staying worked working work spoke speak speaking talked talk talking "
    "chatted chatting chat agreed agree met cried prayed walked walking shift laughed argued "
    "disagreed time rapport relationship bond conversation meeting supervision session angry "
    "cross patient honest gentle upset happy".split()
)
TO = frozenset(
    "spoke speak speaking talked talk talking listened listen listening explained explain "
    "explaining apologised apologise apologising said say handed hand over wave waved turned "
    "wrote introduced gave report reported reporting went go next beside close kind rude "
    "grateful thanks sorry belonging offered lied read sang referred attached "
    "return returned described".split()
)
FROM = frozenset(
    "feedback message call email letter advice support help text handover report card thanks "
    "complaint note request learned learnt heard hear over handover".split()
)
ABOUT = frozenset("worried worry concerned thinking think thought talked told asked care".split())
FOR = frozenset("cared caring care sorry advocate advocated advocating covering feel felt".split())
AFTER = frozenset("looked looking look named asked take taking".split())
BY = frozenset(
    "signed seen told asked mentored supervised written taught reviewed helped supported said "
    "assessed prescribed countersigned led done checked witnessed observed shown given "
    "comforted met cared raised reported upset touched inspired trained referred".split()
)
HELLO = frozenset("dear hi hello hey thanks regards love sincerely welcome sorry bye".split())
TIMES = frozenset(
    "in on since until till by of during last next this every late early mid before after from "
    "for each through end to".split()
)
EPONYMS = frozenset(
    "disease syndrome palsy sign score scale scales chart charts model models cycle theory "
    "theories framework frameworks test criteria classification tumour lymphoma sarcoma "
    "oesophagus chorea splint catheter cannula bag mask needle clamp forceps procedure fracture "
    "ulcer index inventory questionnaire tool stages levels hierarchy law rule principle "
    "principles report inquiry lecture dementia contractions phenomenon reflex manoeuvre position "
    "method round rounds nurse nurses day prize award line lines frame suction tube solution "
    "concept definition typology taxonomy window cards circle reflective programme campaign "
    "pathway protocol guidelines competence competency guardian principle ratio matrix key keys "
    "scheme review's standard standards questions".split()
)
# What is called after a person: "Maslow's hierarchy". A chart or a day may be anybody's.
THEORIES = frozenset(
    "disease syndrome palsy law model models theory theories cycle framework scale score criteria "
    "classification tumour lymphoma sarcoma oesophagus chorea contractions phenomenon reflex "
    "hierarchy typology taxonomy definition stages sign lymphoma dementia manoeuvre campaign "
    "principles ulcer's".split()
)
# Before a name that stands with "and I", where a clause begins.
JOINS = frozenset("when while because that then as before after so but where if since once".split())
ARTICLES = frozenset("the a an this that these those my our your his her their its no some".split())


FIRM_BEFORE = frozenset("texted messaged phoned rang thanked told asked married".split())
AFTER_FIRM = frozenset(
    "to that if about for and when how why what she he i it not the my yesterday today off".split()
) | {""}
FIRM_SPEECH = frozenset("said told asked smiled cried replied nodded texted phoned sobbed".split())
KIN = frozenset(
    "mum mam dad mother father wife husband daughter son sister brother family partner".split()
)


class Frames:
    def __init__(self, words: list[Word], plain: str) -> None:
        self.words = words
        self.plain = plain
        self.says = lists.words("says") - LINKS - MODALS
        self.people = lists.words("people")

    def before(self, i: int, far: int = 1) -> str:
        """The word before, in the same breath."""
        for k in range(i - far + 1, i + 1):
            if k <= 0 or self.words[k].gap.strip(" '(") != "":
                return ""
        return self.words[i - far].low

    def after(self, j: int, far: int = 1) -> str:
        for k in range(j + 1, j + far + 1):
            if k >= len(self.words) or self.words[k].gap.strip(" ") != "":
                return ""
        return self.words[j + far].low

    def gap_after(self, j: int) -> str:
        if j + 1 < len(self.words):
            return self.words[j + 1].gap
        return self.plain[self.words[j].end :][:3]

    def is_eponym(self, j: int) -> bool:
        if self.words[j].owns:
            return self.after(j) in THEORIES or (
                self.words[j].sort is Sort.SCHOLAR and self.after(j, 2) in THEORIES
            )
        return self.after(j) in EPONYMS

    def owns_as_person(self, j: int, *, strict: bool = False) -> bool:
        if not self.words[j].owns:
            return False
        belongs = self.people if strict else self.people | lists.words("belongs")
        return self.after(j) in belongs or (not strict and self.after(j, 2) in belongs)

    def is_named_apart(self, j: int) -> bool:
        """ "..., my mentor", "..., who", "... (43)", "... (my mentor)"."""
        gap = self.gap_after(j)
        if j + 1 >= len(self.words) or gap not in (", ", " (", ",", " - "):
            return False
        first, second, third = self.words[j + 1].low, self.after(j + 1), self.after(j + 1, 2)
        if first in ("who", "whose", "whom"):
            return True
        if "(" in gap and (first in self.people or re.fullmatch(r"\d\d", first)):
            return True
        if first in ("my", "our", "the", "a", "an", "his", "her", "their"):
            return second in self.people or third in self.people or second == "nurse"
        return bool(re.fullmatch(r"\d\d(?:-year-old)?", first)) and gap != " - "

    def is_told_apart(self, i: int, j: int) -> bool:
        """ "my mentor, ..., ", "it was ... who", "the ... family"."""
        if self.after(j) in ("who", "whose", "family"):
            return True
        return (
            i > 0
            and self.words[i].gap == ", "
            and self.words[i - 1].low in self.people
            and self.gap_after(j)[:1] in (",", ".", ")", "")
        )

    def acts(self, j: int) -> bool:
        """ "... said", "... was crying"."""
        near = self.after(j)
        if near in ("also", "then", "never", "always", "just", "still", "finally", "suddenly"):
            j, near = j + 1, self.after(j + 1)
        if near in self.says:
            return True
        if near in LINKS:
            return self.after(j, 2) in lists.words("being") or self.after(j, 2).endswith("ing")
        return near in MODALS and self.after(j, 2) not in ("", "i", "we", "you")

    def acts_as_no_thing(self, j: int) -> bool:
        near = self.after(j)
        if near in ("also", "then", "never", "always", "just", "still", "finally", "suddenly"):
            j, near = j + 1, self.after(j + 1)
        if near in LINKS:
            words = lists.words("strictbeing")
            second, third = self.after(j, 2), self.after(j, 3)
            if second in ("so", "very", "really", "too", "not", "still", "quite", "always"):
                second, third = third, self.after(j, 4)
            if second in ("my", "our", "the", "a", "an"):
                return third in self.people
            if second in ("in", "on", "at"):
                return third in STATES
            return second in words
        return near in SPEECH

    def is_meant(self, i: int) -> bool:
        """ "told ...", "spoke to ...": a person comes next."""
        near, far = self.before(i), self.before(i, 2)
        if near in lists.words("before"):
            return near not in LOOSE
        if near == "with":
            return far in WITH
        if near == "to":
            return far in TO
        if near == "from":
            return far in FROM
        if near == "by":
            return far in BY
        if near == "about":
            return far in ABOUT
        if near == "for":
            return far in FOR
        if near == "after":
            return far in AFTER
        if near == "and" and far in ("i", "me", "myself"):
            return True
        return near in HELLO or (near == "you" and far == "thank")

    def is_called(self, i: int) -> bool:
        """ "a man named ...", "her name is ...", "my patient ...", "signed: ..."."""
        lead = self.plain[max(0, self.words[i].start - 24) : self.words[i].start].lower()
        if CUE.search(lead):
            return True
        return self.before(i) in self.people and not self.words[i - 1].owns

    def stands_with_us(self, i: int, j: int) -> bool:
        """ "... and I", "... and me"."""
        if self.after(j) != "and":
            return False
        if self.after(j, 2) in ("me", "myself"):
            return True
        starts = (
            self.words[i].opens
            or "," in self.words[i].gap
            or self.before(i) in JOINS
            or self.words[i - 1].opens
        )
        return self.after(j, 2) == "i" and starts

    def is_person(self, i: int, j: int) -> bool:
        return (
            self.acts(j)
            or self.is_meant(i)
            or self.is_called(i)
            or self.owns_as_person(j)
            or self.is_named_apart(j)
            or self.stands_with_us(i, j)
            or self.is_told_apart(i, j)
        )

    def is_surely_person(self, i: int, j: int) -> bool:
        return (
            self.acts_as_no_thing(j)
            or self.is_meant(i)
            or self.is_called(i)
            or self.owns_as_person(j, strict=True)
            or self.is_named_apart(j)
            or self.stands_with_us(i, j)
        )

    def is_person_in_small(self, i: int, j: int) -> bool:
        """A word on no list, typed without its capital: only the firmest frames count."""
        near = self.before(i)
        if near in ("called", "named"):
            return self.before(i, 2) in self.people
        if near in FIRM_BEFORE:
            return self.after(j) in AFTER_FIRM
        if self.words[j].sort is Sort.COMMON:
            return False
        starts = not near or near in JOINS or near in ("and", "but")
        return (starts and self.after(j) in FIRM_SPEECH) or (
            self.words[j].owns and self.after(j) in KIN
        )

    def is_heading(self, i: int, j: int) -> bool:
        """Part of a title in capitals: "Grace Period", "The Patience Project"."""
        for k, near in ((i - 1, i), (j + 1, j + 1)):
            if 0 <= k < len(self.words) and self.words[near].gap == " ":
                other = self.words[k]
                if (
                    other.case in (Case.CAPITAL, Case.UPPER)
                    and other.sort in (Sort.ORDINARY, Sort.CAPITAL)
                    and not (k < i and other.opens)
                    and other.low not in self.people
                ):
                    return True
        return False


CUE = re.compile(
    r"(?:\bcalled|\bnamed|\bname(?:s| was| is|'s)|\bnames? (?:are|were)|\bname ?:|\bknown as"
    r"|\bnickname(?:d)?(?: is| was)?|\baka|\bsurname(?: is| was|:)?|\bsigned(?: by|:)"
    r"|\b(?:call|called) (?:me|her|him|them)|\bnurse ?:|\bpatient ?:|\bstaff ?:|\bmentor ?:"
    r"|\bsupervisor ?:|\bcolleague ?:)[ \"']{0,3}$"
)
