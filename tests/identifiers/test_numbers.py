# ruff: noqa: RUF001 (letters that are easily taken for others)
"""Numbers, contacts and addresses: what is found, and what only looks like it."""

import pytest

from identifiers import Level, find


def found(text: str, **given: object) -> list[tuple[str, str]]:
    return [(f.words, f.kind) for f in find(text, **given) if f.level is not Level.INFO]  # type: ignore[arg-type]


def kinds(text: str) -> list[str]:
    return [kind for _, kind in found(text)]


@pytest.mark.parametrize(
    ("text", "words", "kind", "level"),
    [
        ("His number 943 476 5919 was on it", "943 476 5919", "nhs-number", Level.HIGH),
        ("it said 943-476-5919.", "943-476-5919", "nhs-number", Level.HIGH),
        ("it said ９４３ ４７６ ５９１９.", "９４３ ４７６ ５９１９", "nhs-number", Level.HIGH),
        ("it said 943 476 5918.", "943 476 5918", "long-number", Level.ADVISE),
        ("it said ab 12 34 56 c here", "ab 12 34 56 c", "id-number", Level.HIGH),
        ("the card had 98I1234E on it", "98I1234E", "registration", Level.HIGH),
        ("the form had 44051401359 on it", "44051401359", "id-number", Level.HIGH),
        ("the form had 1234567T on it", "1234567T", "id-number", Level.HIGH),
        ("the slip had 4111 1111 1111 1111", "4111 1111 1111 1111", "bank-number", Level.HIGH),
        ("to GB82WEST12345698765432", "GB82WEST12345698765432", "bank-number", Level.HIGH),
        ("hosp no K123456 was wrong", "hosp no K123456", "hospital-number", Level.HIGH),
        ("MRN: 00451 on the band", "MRN: 00451", "hospital-number", Level.HIGH),
        ("I filed Datix W99812 late", "Datix W99812", "hospital-number", Level.HIGH),
        ("I rang 07700 900123 twice", "07700 900123", "phone", Level.HIGH),
        ("on (0191) 498 0123 again", "(0191) 498 0123", "phone", Level.HIGH),
        ("on +353 20 910 1234 again", "+353 20 910 1234", "phone", Level.HIGH),
        ("write to a.b@mail.example now", "a.b@mail.example", "mail", Level.HIGH),
        ("see facebook.com/some.body now", "facebook.com/some.body", "page", Level.HIGH),
        ("she posts as @some_body9", "@some_body9", "page", Level.ADVISE),
        ("it was sw1a 1aa on the bag", "sw1a 1aa", "postcode", Level.HIGH),
        ("it said QQ 12 34 56 C here", "QQ 12 34 56 C", "id-number", Level.ADVISE),
        ("the band said 4471823.", "4471823", "long-number", Level.ADVISE),
        ("keysafe 2580 by the door", "keysafe 2580", "hospital-number", Level.HIGH),
        ("jo.b at mail dot com", "jo.b at mail dot com", "mail", Level.HIGH),
        ("her insta is jo_s99 now", "jo_s99", "page", Level.HIGH),
        ("read jo-s.wordpress.com now", "jo-s.wordpress.com", "page", Level.HIGH),
        ("he lives at number 42 now", "number 42", "address", Level.ADVISE),
        ("it was LX4 9QT on the bag", "LX4 9QT", "postcode", Level.HIGH),
        ("it was B29 7RD on the bag", "B29 7RD", "postcode", Level.HIGH),
        ("it was D02 AF30 on the bag", "D02 AF30", "postcode", Level.HIGH),
        ("home to 12 oak road alone", "12 oak road", "address", Level.HIGH),
        ("home to Flat 3b alone", "Flat 3b", "address", Level.ADVISE),
        ("a transfer to St Elsewhere's Hospital", "St Elsewhere's Hospital", "place", Level.ADVISE),
    ],
)  # fmt: skip
def test_what_points_to_one_person_is_found(text: str, words: str, kind: str, level: Level) -> None:
    assert [(f.words, f.kind, f.level) for f in find(text)] == [(words, kind, level)]


@pytest.mark.parametrize(
    "text",
    [
        "Her pressure was 120/80 and her sats 94%.",
        "I gave 10 mg at 02:15 and 1,000 ml over 8 hours.",
        "doi 10.1080/0142159X.2021.1887833",
        "ISBN 0306406152",
        "Call 999, or 111, or 116 123, or 0800 111 1111.",
        "crash call 2222",
        "See nmc.org.uk/revalidation and https://www.nice.org.uk/guidance/cg103",
        "Follow @NHSEngland for news.",
        "A 10 minutes' drive, then a long way home.",
        "We were 3 patients over and 2 staff short on the ward.",
        "Staff nurse cover is 24/7 in 2026.",
        "I went to the children's hospital and the local hospital.",
        "the b12 2nd dose",
        "It cost £1234567890.",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He was born on 3/4/1948 there", "born on 3/4/1948"),
        ("DOB 03.04.48", "DOB 03.04.48"),
        ("Date of birth: 3rd April 1948", "Date of birth: 3rd April 1948"),
    ],
)
def test_a_date_of_birth_is_high(text: str, words: str) -> None:
    (finding,) = find(text)
    assert (finding.words, finding.kind, finding.level) == (words, "birth", Level.HIGH)


@pytest.mark.parametrize(
    "words", ["3/4/2024", "2024-04-03", "3 April 2024", "April 3, 2024", "the 3rd of April"]
)
def test_a_full_date_is_advice(words: str) -> None:
    (finding,) = find(f"It was {words} when it happened.")
    assert (finding.words, finding.kind, finding.level) == (words, "date", Level.ADVISE)


@pytest.mark.parametrize(
    "text",
    ["In April 2024 I moved.", "Last May was hard.", "It scored 3/4 and 5.2.19 of 10.", "by 2027"],
)
def test_a_month_or_a_year_is_no_full_date(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("a 43-year-old teacher", Level.ADVISE),
        ("aged 43 at the time", Level.ADVISE),
        ("a forty-three year old teacher", Level.ADVISE),
        ("a 94 year old teacher", Level.HIGH),
        ("she was ninety-four.", Level.HIGH),
        ("before his 91st birthday", Level.HIGH),
        ("She'll be 100 in May.", Level.HIGH),
        ("at 96 she still knits", Level.HIGH),
    ],
)
def test_an_exact_age_is_found(text: str, level: Level) -> None:
    assert [finding.level for finding in find(text)] == [level]


@pytest.mark.parametrize(
    "text",
    ["in her 80s", "aged 18 to 25", "a 20-year-old policy", "for 20 years", "over 65", "aged care"],
)
def test_a_span_of_life_is_no_exact_age(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Bed 12 was empty.", Level.ADVISE),
        ("Ward 7B was full.", Level.ADVISE),
        ("In bed twelve she slept.", Level.ADVISE),
        ("I was moved to bed4.", Level.ADVISE),
        ("Ward 7B was full on Tuesday.", Level.HIGH),
        ("At 02:15 she fell beside bed 4.", Level.HIGH),
        ("The day was long. Bed 12 was empty.", Level.ADVISE),
    ],
)
def test_a_bed_with_a_time_is_high(text: str, level: Level) -> None:
    assert [finding.level for finding in find(text)] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "A nurse in bed one day.",
        "We have 12 beds.",
        "The ward round was late.",
        "I put him to bed 3 times.",
        "a bay",
    ],
)
def test_a_ward_without_its_number_is_none(text: str) -> None:
    assert found(text) == []


def test_own_places_are_found_however_they_are_typed() -> None:
    places = ["Kittiwake Ward", "Łódź Unit", ""]
    for text in ("on KITTIWAKE  ward", "on kittiwake ward", "at the lodz unit"):
        assert [kind for _, kind in found(text, places=places)] == ["own-place"]
    assert found("Kittiwake was quiet", places=places) == [("Kittiwake", "own-place")]
    assert found("kittiwakes at the lodziest unit", places=places) == []
    assert found("the ward and the house", places=["Ward House"]) == []


def test_details_that_come_together_are_a_hint() -> None:
    text = "A woman in her eighties with dementia came to our hospice last month."
    (finding,) = find(text)
    assert (finding.kind, finding.level) == ("together", Level.INFO)
    assert find("A woman came to our hospice last month.") == []
