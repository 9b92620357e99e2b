# ruff: noqa: RUF001 (letters that are easily taken for others)
"""Names: by title, by list, by where they stand; and the words that only look like them."""

import pytest

from identifiers import Level, find, fold


def words(text: str) -> list[str]:
    return [finding.words for finding in find(text) if finding.level is not Level.INFO]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I told Mrs Okafor to wait.", "Mrs Okafor"),
        ("mrs okafor was still waiting", "mrs okafor"),
        ("MRS OKAFOR WAS STILL WAITING HERE", "MRS OKAFOR"),
        ("Mr. White rang.", "Mr. White"),
        ("I saw Dr O’Brien there.", "Dr O’Brien"),
        ("Then Staff Nurse Emeka came.", "Staff Nurse Emeka"),
        ("Then Auntie Bose came.", "Auntie Bose"),
        ("Then Alhaji Musa came.", "Alhaji Musa"),
        ("Then Pani Kowalska came.", "Pani Kowalska"),
        ("Then Smt Lakshmi came.", "Smt Lakshmi"),
        ("I met Chinyere Okafor.", "Chinyere Okafor"),
        ("I met Li Wei.", "Li Wei"),
        ("I met Maria Santos dela Cruz.", "Maria Santos dela Cruz"),
    ],
)
def test_a_title_or_a_whole_name_is_high(text: str, expected: str) -> None:
    assert [(f.words, f.level) for f in find(text)] == [(expected, Level.HIGH)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and then Śliwińska laughed", "Śliwińska"),
        ("and then Sliwinska laughed", "Sliwinska"),
        ("and then S\u0301liwin\u0301ska laughed", "S\u0301liwin\u0301ska"),
        ("We moved Wanjiru's bed.", "Wanjiru"),
        ("we moved wanjiru's bed", "wanjiru"),
        ("Ngozi covered my break.", "Ngozi"),
        ("a lady called Ivy", "Ivy"),
        ("My patient Tshephang slept.", "Tshephang"),
        ("I told Kordelina about it.", "Kordelina"),
        ("It was Kordelina who came.", "Kordelina"),
        ("My mentor, Kordelina, let me lead.", "Kordelina"),
        ("Kordelina said nothing.", "Kordelina"),
        ("We met Xiaofang there.", "Xiaofang"),
        ("I apologised to Grace.", "Grace"),
        ("Grace said she was tired.", "Grace"),
        ("Mark's daughter rang.", "Mark"),
        ("I asked May about it.", "May"),
        ("My colleague Jordan stayed.", "Jordan"),
        ("Mr J. slept.", "Mr J"),
        ("I saw J.S. again.", "J.S."),
        ("I washed patient K first.", "K"),
    ],
)
def test_a_single_name_is_advice(text: str, expected: str) -> None:
    assert [(f.words, f.level) for f in find(text)] == [(expected, Level.ADVISE)]


@pytest.mark.parametrize(
    "text",
    [
        "Hope was all we had, and patience, and grace.",
        "May was a hard month and I will mark it.",
        "In May and June we were short; on Sunday we were not.",
        "Will you price the long white bill? Rose to the occasion.",
        "Joy came back slowly.",
        "I used Gibbs and then Rolfe; Johns was too long.",
        "Peplau's phases and Maslow's hierarchy helped.",
        "It was Parkinson's, not Alzheimer's, and then Bell's palsy.",
        "The Glasgow Coma Scale was 14 and her Waterlow was 18.",
        "As Wright (2021) says, and others (Trout and Koloroutis, 2017; Benner, 1984).",
        "Smith et al. found less.",
        "A Macmillan nurse, a Marie Curie nurse, and Florence Nightingale.",
        "Sister asked the Ward Manager; Matron told Staff Nurse cover to wait.",
        "I was told by Pharmacy to wait for Safeguarding and the Site Manager.",
        "She takes Yasmin and Keppra.",
        "I am Nigerian, Christian and from Lagos, and I speak Yoruba.",
        "I miss her. The nurse in charge said no. The dr will come.",
        "Patient X and Mr Y are what I call them.",
        "I felt 15-16 ms late.",
        "She wrote JavaScript and URLs.",
        "MY REFLECTION ON A HARD NIGHT SHIFT",
        "My Reflection On A Hard Night",
    ],
)
def test_ordinary_words_and_sources_are_left_alone(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Peplau", "peplau"),
        ("PEPLAU’S", "peplau"),
        ("  Łukasz\n Żak, ", "lukasz zak"),
        ("S\u0301liwa", "sliwa"),
        ("O’Brien", "o'brien"),
        ("", ""),
    ],
)
def test_one_key_for_all_ways_to_type_it(typed: str, key: str) -> None:
    assert fold(typed) == key
    assert fold(fold(typed)) == key


def test_what_was_kept_is_left_out() -> None:
    text = "I told Chinyere about Ngozi. Then CHINYERE’S mother came."
    assert words(text) == ["Chinyere", "Ngozi", "CHINYERE"]
    for kept in ({fold("chinyere")}, [fold("Chinyere's")]):
        assert [f.words for f in find(text, kept=kept)] == ["Ngozi"]


def test_a_kept_name_stays_kept_in_parts() -> None:
    assert find("I told Mrs Okafor.", kept={fold("mrs okafor")}) == []
