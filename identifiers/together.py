"""Details that name nobody one by one, and may do so together."""

import re
from collections.abc import Collection, Iterator

from .findings import Level, Span
from .plain import Plain

DETAILS = {
    "age": re.compile(
        r"(?<!\w)(?:\d{1,3}[- ]year[- ]old|aged \d{1,3}|in (?:his|her|their) (?:early |mid |late )?"
        r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s)"
        r"|teenage[rd]?|elderly|octogenarian|newborn|toddler)(?!\w)"
    ),
    "gender": re.compile(
        r"(?<!\w)(?:man|woman|lady|gentleman|boy|girl|male|female|mother|father|mum|dad|husband"
        r"|wife|son|daughter|grandmother|grandfather|widow|widower)(?!\w)"
    ),
    "condition": re.compile(
        r"(?<!\w)(?:cancer|stroke|dementia|alzheimer's|parkinson's|diabetes|diabetic|epilepsy|"
        r"sepsis|heart failure|heart attack|copd|asthma|pneumonia|cirrhosis|leukaemia|lymphoma|"
        r"tumour|melanoma|schizophrenia|psychosis|bipolar|anorexia|bulimia|depression|overdose|"
        r"self-harm|suicidal|suicide|hiv|hepatitis|tuberculosis|sickle cell|cystic fibrosis|"
        r"multiple sclerosis|motor neurone disease|mnd|huntington's|crohn's|colitis|stoma|"
        r"amputation|amputee|fracture[ds]?|broken hip|burns|miscarriage|stillbirth|stillborn|"
        r"termination|eclampsia|transplant|dialysis|down's syndrome|autism|autistic|"
        r"learning disability|delirium|meningitis|covid|aneurysm|brain injury|spinal injury|"
        r"tracheostomy|paralysed|blind|deaf|pregnant|pressure ulcer)(?!\w)"
    ),
    "place": re.compile(
        r"(?<!\w)(?:ward|hospice|intensive care|icu|itu|care home|nursing home|a&e|emergency "
        r"department|maternity|prison|school|clinic|hospital|theatre|resus|village|hostel)(?!\w)"
    ),
    "time": re.compile(
        r"(?<!\w)(?:yesterday|last (?:night|week|month|year|january|february|march|april|may|"
        r"june|july|august|september|october|november|december|monday|tuesday|wednesday|"
        r"thursday|friday|saturday|sunday|winter|summer|christmas)|this (?:morning|week)|"
        r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day|christmas day|christmas eve|"
        r"new year's eve|in (?:19|20)\d\d)(?!\w)"
    ),
}  # fmt: skip
RARE = re.compile(
    r"(?<!\w)(?:huntington's|motor neurone disease|creutzfeldt-jakob|cystic fibrosis|ehlers-danlos|"
    r"marfan|guillain-barre|myasthenia gravis|sickle cell|haemophilia|locked-in syndrome|"
    r"prader-willi|rett syndrome|wilson's disease|addison's disease|conjoined|quadruplets|triplets|"
    r"albinism|epidermolysis bullosa|porphyria|moyamoya|batten disease|duchenne)(?!\w)"
)
PASSAGE = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
ENOUGH = 3


def spans(plain: Plain, taken: Collection[tuple[int, int]]) -> Iterator[Span]:
    """One hint a passage, on the detail that is not marked for another reason."""
    marked = bytearray(len(plain.low) + 1)
    for start, end in taken:
        marked[start:end] = b"\1" * (end - start)
    for passage in PASSAGE.finditer(plain.low):
        details = {
            name: list(pattern.finditer(plain.low, *passage.span()))
            for name, pattern in DETAILS.items()
        }
        there = [name for name, found in details.items() if found]
        if len(there) >= ENOUGH and ("age" in there or "condition" in there):
            for name in ("condition", "age", "time", "place", "gender"):
                free = [m for m in details[name] if not any(marked[m.start() : m.end()])]
                if free:
                    yield Span(*free[0].span(), "together", Level.INFO)
                    break
    for match in RARE.finditer(plain.low):
        yield Span(*match.span(), "rare", Level.INFO)
