"""What a prompt says to whoever reads what was written to it."""

import re
import shutil

import pytest

from prompts.models import Programme, Prompt, PromptVersion
from prompts.schema import LibraryErrors
from prompts.services import load_library
from prompts.shelf import FOLDER, read_library

CARD = """    review_card:
      listen_for: [One thing., Another thing.]
      questions: ["What then?", "Who else?"]
    questions:
"""


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "library")


def change_spark(folder, old, new):
    path = folder / "spark.yaml"
    text = path.read_text()
    assert re.search(old, text)
    path.write_text(re.sub(old, lambda _match: new, text, count=1))


@pytest.mark.parametrize(("audience", "least"), [("nurse", 24), ("leader", 9)])
def test_every_prompt_that_is_often_shared_has_a_card(audience, least):
    """All but those of meetings: they are written to together, and then seldom shared."""
    cards = {
        f"{programme.key}/{prompt.key}": prompt.review_card
        for programme in read_library(FOLDER).programmes
        for prompt in programme.prompts
        if audience in programme.audience and programme.kind != "meeting"
    }
    assert len(cards) >= least
    assert [key for key, card in cards.items() if card is None] == []


def test_a_card_is_no_checklist_and_asks_openly():
    lines = []
    for programme in read_library(FOLDER).programmes:
        for prompt in programme.prompts:
            if card := prompt.review_card:
                lines += [*card.listen_for, *card.questions]
                assert all(question.endswith("?") for question in card.questions)
    assert len(set(lines)) == len(lines)  # each was written for its prompt
    marking = re.compile(r"\b(must|should|score|level|grade|pass|fail)\b|!|\bwhy did you\b", re.I)
    assert [line for line in lines if marking.search(line)] == []


@pytest.mark.django_db
def test_a_card_is_loaded_changed_and_taken_away_without_a_new_wording(folder):
    load_library(folder=folder)
    assert load_library(folder=folder) == []
    prompt = Prompt.objects.get(key="spark")
    assert prompt.review_card["questions"]
    change_spark(folder, r"    review_card:\n(      .*\n)+    questions:\n", CARD)
    assert load_library(folder=folder) == ["prompt spark/spark: changed (review_card)"]
    prompt.refresh_from_db()
    assert prompt.review_card == {
        "listen_for": ["One thing.", "Another thing."],
        "questions": ["What then?", "Who else?"],
    }
    change_spark(folder, re.escape(CARD), "    questions:\n")
    assert load_library(folder=folder) == ["prompt spark/spark: changed (review_card)"]
    prompt.refresh_from_db()
    assert prompt.review_card == {}
    assert PromptVersion.objects.filter(prompt=prompt).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Who else?"]', "]"),
        ('"Who else?"]', '"Who else?", "And then?"]'),
        ("Another thing.]", "]"),
        ("Another thing.]", "b, c, d]"),
        ("listen_for:", "listens:"),
        ("One thing.", '""'),
    ],
)
def test_a_card_that_is_not_whole_is_refused(folder, old, new):
    change_spark(folder, r"    review_card:\n(      .*\n)+    questions:\n", CARD)
    change_spark(folder, re.escape(old), new)
    with pytest.raises(LibraryErrors) as refused:
        load_library(folder=folder)
    assert "review_card" in refused.value.lines[0]
    assert not Programme.objects.exists()
