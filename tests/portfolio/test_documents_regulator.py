"""The regulator's forms and the pack: what they show, and what they leave blank."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from portfolio.documents.accounts import account_of
from portfolio.documents.pack import Pack, Sheet, pack
from portfolio.documents.page import as_page
from portfolio.documents.pdf import as_pdf
from portfolio.documents.regulator import (
    Account,
    Answer,
    ConfirmationPaper,
    DiscussionPaper,
    Person,
    account_form,
    confirmation_form,
    discussion_form,
)
from portfolio.documents.text import as_text
from portfolio.documents.tree import (
    Box,
    Choice,
    Choices,
    Document,
    Facts,
    Signature,
    Table,
)
from portfolio.documents.word import as_word
from prompts.schema import FormWording, read_framework
from tests.makers import make_entry, make_prompt_version, make_user
from tests.portfolio.pdf_reading import Reading

LIBRARY = Path(__file__).resolve().parents[2] / "prompts" / "library"
WORDING = {
    one.key: one.form
    for one in read_framework(LIBRARY / "frameworks" / "nmc-2018.yaml").requirements
    if one.form is not None
}
# As the NMC's form has them: the words of the library may not drift from these.
QUESTIONS = [
    "What was the nature of the CPD activity and/or practice-related feedback and/or event or "
    "experience in your practice?",
    "What did you learn from the CPD activity and/or feedback and/or event or experience in your "
    "practice?",
    "How did you change or improve your practice as a result?",
    "How is this relevant to the Code?",
]
THEMES = [
    "Prioritise people",
    "Practise effectively",
    "Preserve safety",
    "Promote professionalism and trust",
]


def account(number: int = 1) -> Account:
    return Account(
        f"Account called {number}",
        tuple(Answer(text, (f"Answer {number}", "And more")) for text in QUESTIONS),
        tuple(Choice(theme, theme == "Preserve safety") for theme in THEMES),
        facts=(("What about?", "A learning activity (CPD)\nAn event"), ("When?", "May 2026")),
        standards=("14 Be open and candid",),
    )


def parts_of(document: Document, kind: type) -> list[Any]:
    return [part for part in document.parts if isinstance(part, kind)]


def test_an_account_has_the_four_questions_word_for_word_and_every_theme() -> None:
    document = account_form(account(), number=3, name="Amara")
    assert document.title == "Reflective account 3"
    boxes = parts_of(document, Box)
    assert [box.label for box in boxes] == [f"{n}. {q}" for n, q in enumerate(QUESTIONS, 1)]
    (themes,) = parts_of(document, Choices)
    assert [(row.text, row.ticked) for row in themes.rows] == [
        (theme, theme == "Preserve safety") for theme in THEMES
    ]
    text = as_text(document)
    for words in ("A learning activity (CPD)\nAn event", "May 2026", "14 Be open", "Answer 1"):
        assert words in text
    assert "Preserve safety (chosen)" in text
    assert as_pdf(document).is_ua


def test_what_is_not_answered_is_room_to_write() -> None:
    bare = Account("Bare", tuple(Answer(text) for text in QUESTIONS), ())
    document = account_form(bare, number=1)
    assert all(box.lines == () and box.blank for box in parts_of(document, Box))
    assert "Amara" not in as_text(document)
    assert as_pdf(document).is_ua


@pytest.mark.django_db
def test_an_entry_to_the_library_s_form_becomes_the_account() -> None:
    asked = yaml.safe_load((LIBRARY / "nmc-account.yaml").read_text())["prompts"][0]["questions"]
    answers = {
        "source": ["cpd", "event"],
        "when": "2026-05",
        "nature": "A study day.\nOn listening.",
        "learnt": "To wait.",
        "code": {
            "themes": ["Preserve safety", "A theme of long ago"],
            "standards": [{"framework": "nmc-2018", "code": "14", "heading": "Be open"}],
        },
        "relevance": "It is about candour.",
    }
    version = make_prompt_version(questions=asked)
    entry = make_entry(make_user(), version, title="Listening", answers=answers)
    made = account_of(entry, themes=THEMES)
    assert [answer.question for answer in made.answers] == QUESTIONS
    assert made.answers[0].lines == ("A study day.", "On listening.")
    assert made.answers[2].lines == ()
    assert made.answers[3].lines == ("It is about candour.",)
    assert made.title == "Listening"
    about = "A learning activity (CPD)\nAn event or experience in my practice"
    assert made.facts == (("What is this account about?", about), ("When was it?", "May 2026"))
    assert len(made.standards) == 1 and "Be open" in made.standards[0]
    assert [row.text for row in made.themes if row.ticked] == [
        "Preserve safety", "A theme of long ago",
    ]  # fmt: skip
    assert [row.text for row in made.themes][:4] == THEMES
    assert "A study day." in Reading(as_pdf(account_form(made, number=1)).content).text


def test_the_themes_are_those_of_the_framework() -> None:
    code = yaml.safe_load((LIBRARY / "frameworks" / "nmc-2018.yaml").read_text())
    assert [theme["title"] for theme in code["themes"]] == THEMES


@pytest.mark.parametrize("made", ["discussion", "confirmation"])
def test_boxes_of_other_people_are_blank_unless_typed(made: str) -> None:
    def form(person: Person) -> Document:
        if made == "discussion":
            return discussion_form(DiscussionPaper(WORDING[made], Person("Amara"), person, ()))
        return confirmation_form(ConfirmationPaper(WORDING[made], Person("Amara"), person, (), ()))

    typed = Person("Ben Marker", "99X9999X", "ben@example.org", "1 The Street", "AB1 2CD")
    blank = form(Person())
    values = [value for facts in parts_of(blank, Facts) for _label, value in facts.rows]
    assert {value for value in values if value} == {"Amara"}
    for text in ("Ben Marker", "99X9999X", "ben@example.org", "1 The Street", "AB1 2CD"):
        assert text not in as_text(blank)
        assert text in as_text(form(typed))
    for document in (blank, form(typed)):
        assert len(parts_of(document, Signature)) == 1
        assert as_pdf(document).is_ua


def test_the_discussion_covers_five_also_where_some_are_not_written_yet() -> None:
    talk = DiscussionPaper(
        WORDING["discussion"], Person("Amara"), Person(), ("First", "Second"), expected=5,
        summary=("We talked.",),
    )  # fmt: skip
    (table,) = parts_of(discussion_form(talk), Table)
    assert table.rows == (("1", "First"), ("2", "Second"), ("3", ""), ("4", ""), ("5", ""))
    # Nobody signs for what is not there.
    assert "these …… written" in as_text(discussion_form(talk))


def test_a_form_that_no_regulator_has_worded_stands_in_plain_words() -> None:
    form = ConfirmationPaper(FormWording(), Person("Amara"), Person(), (), ())
    text = as_text(confirmation_form(form))
    assert "Whoever signs it" in text and "Registration number: \n" in text
    assert "NMC" not in text and as_pdf(confirmation_form(form)).is_ua


def test_the_confirmation_shows_what_was_ticked() -> None:
    form = ConfirmationPaper(
        WORDING["confirmation"],
        Person("Amara"),
        Person(),
        (Choice("Line manager", True), Choice("Somebody else")),
        (Choice("Practice hours", True), Choice("Five reflective accounts")),
    )
    text = as_text(confirmation_form(form))
    assert "Line manager (chosen)" in text
    assert "Somebody else\n" in text
    assert "fit to practise" in text


HOURS = Sheet(
    "Practice hours", ("From", "Until", "Hours"), (("1 May", "31 May", "140"),), (1, 1, 1)
)
EMPTY = Sheet("Feedback", ("When", "What"), ())
COVERAGE = Sheet(
    "Standards covered",
    ("Standard", "Accounts"),
    (("1 Treat people as individuals", "2"), ("2 Listen to people", "none yet")),
    (4, 1),
)


def test_the_pack_holds_everything_in_its_order() -> None:
    document = pack(
        Pack(
            "Amara",
            "The NMC Code (2018)",
            "1 May 2024 to 30 April 2027",
            tuple(account(number) for number in range(1, 6)),
            (HOURS, EMPTY),
            COVERAGE,
        )
    )
    made = as_pdf(document)
    reading = Reading(made.content)
    assert made.is_ua and reading.untagged == 0
    assert reading.kinds().count("/Table") == 2
    text = reading.text.replace("\n", " ")
    order = [f"Answer {number}" for number in range(1, 6)] + [
        "140", "Nothing is here yet.", "none yet",
    ]  # fmt: skip
    assert re.findall("|".join(dict.fromkeys(order)), text) == [
        words for words in order for _time in range(4 if words.startswith("Answer") else 1)
    ]
    levels = [(one.level, one.text) for one in document.headings()]
    assert [text for level, text in levels if level == 1] == [
        "Reflective accounts", "Practice hours", "Feedback", "Standards covered",
    ]  # fmt: skip
    assert sum(level == 3 for level, _text in levels) == 20
    assert as_word(document) and "none yet" in as_page(document)


def test_an_empty_pack_is_a_document_too() -> None:
    empty = Sheet("Standards covered", ("Standard",), ())
    document = pack(Pack("", "NMC", "2024 to 2027", (), (), empty))
    assert as_text(document).count("Nothing is here yet.") == 2
    assert as_pdf(document).is_ua


def test_long_words_stay_in_their_column() -> None:
    row = ("Rehabilitationskrankenhausverwaltung", "W" * 40, "3")
    document = Document("Log", (Table("Hours", ("Where", "What", "Hours"), (row,)),))
    assert "\u200b" in Reading(as_pdf(document).content).text
    with pytest.raises(ValueError, match="cell"):
        Table("Hours", ("Where", "What"), (("one",),))
