"""Where somebody lives or is cared for: postcodes, streets, named hospitals, own places."""

import re
from collections.abc import Iterable, Iterator

from .findings import Level, Span
from .plain import Plain, fold
from .words import is_ordinary

AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|"
    "E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|"
    "LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|"
    "SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
POSTCODE = re.compile(
    rf"(?<![\w-])(?=[a-z]{{1,2}}\d)(?:{AREAS.lower()})"
    r"\d[\da-z]?[ ]?\d[abd-hjlnp-uw-z]{2}(?![\w-])"
)
# Of any area, as long as it is written like one: not "B12 5MG".
ANY_POSTCODE = re.compile(
    r"(?<![\w-])[A-Z]{1,2}\d[\dA-Z]?[ ]?\d(?!M[GLM]|KG|[AP]M|CM|HR|ST|ND|RD|TH|XL)[A-Z]{2}(?![\w-])"
)
ORDINAL = re.compile(r"(?:1st|2nd|3rd|[04-9]th)$")  # "b12 2nd floor"
OUTWARD = re.compile(
    rf"(?<!\w)post ?code(?:[ ](?:is|was|area|starts?|with)){{0,3}}[ :]{{1,3}}"
    rf"((?:{AREAS.lower()})\d[\da-z]?)(?!\w)"
)
EIRCODE = re.compile(
    r"(?<!\w)(?:A[4-9]\d|C15|D\d[\dW]|E[2-9]\d|F[1-9]\d|H[1-9]\d|K[3-7]\d|N[3-9]\d|P[1-8]\d"
    r"|R[1-9]\d|T[1-5]\d|V[1-9]\d|W[1-9]\d|X[3-9]\d|Y[1-3]\d)[ ](?=[A-Z0-9]*\d)[A-Z0-9]{4}(?!\w)"
)
ZIP = re.compile(r"(?<!\w)(?:[A-Z]{2}|[Zz]ip(?:[ ]code)?:?)[ ]\d{5}(?:-\d{4})?(?!\w)")

STREET = (
    r"(?:road|rd|street|st|avenue|ave|lane|ln|close|drive|crescent|cres|gardens|gdns|way|court|ct"
    r"|place|terrace|terr|grove|hill|square|sq|row|walk|mews|view|rise|green|parade|broadway"
    r"|boulevard|blvd|embankment|quay|wharf|park|croft|fold|gate|house|lodge|heights|estate|villas"
    r"|cottages?|brow|bank|dene|vale|mount|drove|causeway|parkway|passage|yard|wynd|brae|chase"
    r"|meadows?|fields|orchard|approach|circus|esplanade|ridge|spinney|copse|towers?|point|farm"
    r"|mansions|buildings|garth|nook|ulica|ul)"
)
NUMBERED = re.compile(
    rf"""(?<![\w.,/£-])\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,4}})?,?[ ]
    (?!(?:of|in|on|at|to|and|or|for|the|a|an)\b)
    ((?:[A-Za-z][\w'.-]{{1,24}}[ ]){{1,3}}){STREET}(?![\w-])""",
    re.I | re.X,
)
SURE_STREET = re.compile(
    r"(?:road|rd|street|avenue|ave|lane|crescent|cres|gardens|gdns|grove|mews|terrace)$", re.I
)
NO_STREET = re.compile(
    r"\b(?:minutes?|mins?|miles?|hours?|hrs?|days?|weeks?|months?|years?|patients?|nurses?|people|"
    r"staff|beds?|bedded|metres?|m|km|of|in|the|a|to|and|at|on|by|mg|ml|am|pm|per|cent|times?|other|"
    r"more|steps?|stages?|questions?|points?|long|short|quick|week|was|is|were|from|with|my|our|a&e|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|bed|new|care)\b",
    re.I,
)
NAMED_STREET = re.compile(
    r"(?<![\w'])(?:[A-Z][A-Za-z'.-]{2,24}[ ]){1,2}(?:Road|Rd|Street|Avenue|Ave|Lane|Crescent"
    r"|Terrace|Gardens|Close|Grove|Mews)(?![\w-])"
)
LIVES_IN = re.compile(
    r"""(?<!\w)(?:lives?|lived|living|address|home|house|flat|moved)(?:[ ]is|[ ]was)?
    [ ](?:on|in|at|to|off|near|round)[ ](?:the[ ])?
    ((?:[a-z][\w'.-]{2,24}[ ]){1,2}(?:road|rd|street|avenue|ave|lane|crescent|terrace|gardens
    |close|drive|way|court|grove|house|towers?|estate))(?!\w)""",
    re.X,
)
AT_HOME = re.compile(
    r"(?<!\w)(?:lives?|living|lived|address is|home is)[ ](?:at[ ]|in[ ](?=n))"
    r"((?:number[ ]|no\.?[ ])?\d{1,4}[a-z]?)(?![\w%]|[ ](?:years?|weeks?|months?|degrees|places?))"
)
WELL_KNOWN = re.compile(
    r"(?:The |On |In |At |From )?(?:High|Downing|Harley|Fleet|Sesame|Coronation|Wall|Main|Easy"
    r"|Memory|Abbey|Great Ormond|One Way|Two Way) "
)
FLAT = re.compile(
    r"(?<!\w)(?:flat|apartment|apt|plot|p\.?o\.? box)[ ](?:no\.?[ ]?)?\d{1,4}[a-z]?(?![\w%])"
)

CARE = (
    r"(?:General |Community |Royal |University |Teaching |District |Memorial |Children's |County "
    r"|Maternity |Psychiatric |Cottage |Day |Mental Health |Medical |Health |Care |Nursing "
    r"|Residential |Foundation ){0,3}"
    r"(?:Hospital|Infirmary|Hospice|Care Home|Nursing Home|Residential Home|Rest Home|Surgery"
    r"|Health Centre|Medical Centre|Medical Practice|Clinic|NHS Trust|Foundation Trust"
    r"|NHS Foundation Trust)"
)
NAMED_CARE = re.compile(
    rf"""(?<![\w'])((?:(?:St\.?|Saint)[ ])?(?:[A-Z][\w'-]{{1,24}}[ ](?:and[ ]|of[ ]|the[ ]|&[ ])?
    ){{1,4}}?){CARE.replace(" ", "[ ]")}(?![\w-])""",
    re.X,
)
NO_NAME = frozenset(
    "the a an this that my our your his her their its in at from to on of and or for with by "
    "when general community royal university teaching district memorial children's maternity "
    "day psychiatric cottage mental health medical care nursing residential foundation county "
    "local acute every each another any private public old new big small main national nhs "
    "field fracture pain eye memory antenatal outpatient walk-in gp one other no hospital he "
    "she i we they it if as but so then after before during while since although because at "
    "every leg diabetes heart wound warfarin stoma breast asthma smoking well baby sexual "
    "vaccine vaccination surgical dental emergency plastic bariatric cardiac thoracic "
    "orthopaedic day-case elective vascular hip knee spinal brain open keyhole major minor "
    "trauma hand neuro eating virtual".split()
)
NAMED_WARD = re.compile(
    r"(?<![\w'])([A-Z][\w'-]{2,24})[ ](?:Ward|ward)(?![\w-])"
    r"|(?<!\w)(?:[Oo]n|[Tt]o|[Ff]rom|[Aa]t|[Ii]n)[ ]Ward[ ]([A-Z][a-z]{2,24})(?!\w)"
)
NO_WARD = NO_NAME | frozenset(
    "medical surgical stroke acute admissions admission assessment respiratory cardiology "
    "oncology haematology renal gastro orthopaedic elderly frailty rehab rehabilitation "
    "postnatal labour gynae gynaecology paediatric children's isolation covid high-dependency "
    "recovery trauma female male mixed busy quiet first second third next whole same final "
    "emergency short-stay dementia psychiatric secure open locked elective urology neuro "
    "neurology vascular burns palliative inpatient escalation discharge winter nightingale "
    "what which on hospital ward last only student staff senior sister matron nurse manager "
    "geriatric maternity back two three".split()
)


def spans(plain: Plain) -> Iterator[Span]:
    text = plain.plain
    for match in POSTCODE.finditer(plain.low):
        if not ORDINAL.search(text[slice(*match.span())]):
            yield Span(*match.span(), "postcode", Level.HIGH)
    for match in ANY_POSTCODE.finditer(text):
        yield Span(*match.span(), "postcode", Level.HIGH)
    for match in OUTWARD.finditer(plain.low):
        yield Span(*match.span(), "postcode")
    for pattern in (EIRCODE, ZIP):
        for match in pattern.finditer(text):
            yield Span(*match.span(), "postcode", Level.HIGH)
    yield from streets(text, plain.low)
    for match in NAMED_CARE.finditer(text):
        start = match.start() + unnamed(match.group(1), NO_NAME)
        if start < match.end(1):
            yield Span(start, match.end(), "place")
    for match in NAMED_WARD.finditer(text):
        name = (match.group(1) or match.group(2)).lower()
        if name not in NO_WARD and not (match.group().endswith(" ward") and is_ordinary(name)):
            yield Span(*match.span(), "ward")


def unnamed(words: str, generic: frozenset[str]) -> int:
    """How many letters to skip until the first word that names the place."""
    skip = 0
    for word in re.finditer(r"\S+", words):
        if word.group().lower() not in generic:
            return skip + (word.start() - skip)
        skip = word.end()
    return len(words)


def streets(text: str, low: str) -> Iterator[Span]:
    for match in NUMBERED.finditer(text):
        between = match.group(1)
        if NO_STREET.search(between):
            continue
        if SURE_STREET.search(match.group()) or (
            between[0].isupper() and match.group().split()[-1][0].isupper()
        ):
            yield Span(*match.span(), "address", Level.HIGH)
    for match in NAMED_STREET.finditer(text):
        if not WELL_KNOWN.match(match.group()):
            yield Span(*match.span(), "address")
    for match in LIVES_IN.finditer(low):
        if not NO_STREET.search(match.group(1)):
            yield Span(*match.span(1), "address")
    for match in AT_HOME.finditer(low):
        yield Span(*match.span(1), "address")
    for match in FLAT.finditer(low):
        yield Span(*match.span(), "address")


GENERIC = frozenset(
    "ward unit team house centre center hospital clinic hospice surgery practice home community "
    "lodge court suite wing building department day health care nursing mental the".split()
)


def short_name(place: str) -> str:
    """What people say for it: "Kittiwake" for Kittiwake Ward."""
    words = [word for word in place.split(" ") if word not in GENERIC]
    if len(words) != 1 or len(words[0]) < 4 or is_ordinary(words[0]) or words[0].isdigit():
        return ""
    return words[0]


def own_places(plain: Plain, places: Iterable[str]) -> Iterator[Span]:
    """The organisation's own names, however they are typed."""
    known = {fold(place) for place in places} - {""}
    known |= {short for place in known if (short := short_name(place))}
    if not known:
        return
    longest = sorted(known, key=lambda place: (-len(place), place))
    each = "|".join(r"[ \n]+".join(map(re.escape, place.split(" "))) for place in longest)
    for match in re.finditer(rf"(?<!\w)(?:{each})(?!\w)", plain.low):
        yield Span(*match.span(), "own-place")
