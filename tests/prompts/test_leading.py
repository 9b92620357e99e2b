"""The files for leaders and their teams: what each must ask, and what none of them may."""

import re

import pytest

from prompts.schema import Promise
from prompts.shelf import FOLDER, read_library

PROGRAMMES = {one.key: one for one in read_library().programmes}
LEADERS = ["lead-attune", "lead-wonder", "lead-follow", "lead-hold", "lead-week"]
LEADERS += ["lead-expects-nothing", "rounding-log"]
TEAMS = ["team-learning-moment", "team-barriers", "team-tips", "story-round"]
TEAMS += ["relationship-round", "huddle-5"]
IN_WORDS = {"long_text", "short_text", "list", "tip_cards"}


def prompt_of(programme, key):
    return next(prompt for prompt in PROGRAMMES[programme].prompts if prompt.key == key)


def question_of(programme, prompt, key):
    return next(one for one in prompt_of(programme, prompt).questions if one.key == key)


def keys_of(programme, prompt):
    return [question.key for question in prompt_of(programme, prompt).questions]


@pytest.mark.parametrize(
    ("programme", "prompts"),
    [
        ("lead-attune", ["attune"]),
        ("lead-wonder", ["wonder"]),
        ("lead-follow", ["follow"]),
        ("lead-hold", ["hold"]),
        ("lead-week", ["week"]),
        ("lead-expects-nothing", ["expects-nothing"]),
        ("rounding-log", ["round"]),
        ("team-learning-moment", [f"m{number}" for number in range(1, 9)]),
        ("team-barriers", ["board"]),
        ("team-tips", ["cards"]),
        ("story-round", ["story", "telling"]),
        ("relationship-round", ["relationship", "telling"]),
        ("huddle-5", ["huddle"]),
    ],
)
def test_the_keys_that_pages_look_for(programme, prompts):
    assert [prompt.key for prompt in PROGRAMMES[programme].prompts] == prompts


@pytest.mark.parametrize("key", LEADERS)
def test_what_is_for_leaders(key):
    programme = PROGRAMMES[key]
    assert (programme.kind, programme.audience) == ("practice", ["leader"])


@pytest.mark.parametrize("key", TEAMS)
def test_what_is_for_meetings(key):
    programme = PROGRAMMES[key]
    assert programme.kind == "meeting"
    assert "team" in programme.audience


@pytest.mark.parametrize("key", LEADERS + TEAMS)
def test_the_article_and_the_book_are_credited(key):
    citation = PROGRAMMES[key].source.citation
    for name in ("Griffin Strom M (2021)", "Koloroutis and Trout", "See Me as a Person (2012)"):
        assert name in citation
    assert citation.endswith("The questions are this journal's own.")


def test_attunement_holds_the_other_three():
    assert PROGRAMMES["lead-attune"].holds == ["lead-wonder", "lead-follow", "lead-hold"]
    others = [one for one in PROGRAMMES.values() if one.key != "lead-attune"]
    assert [one.key for one in others if one.holds] == []


def test_the_round_asks_in_one_order_and_two_promises_at_most():
    assert keys_of("rounding-log", "round") == [
        "area",
        "attuned",
        "agenda",
        "unexpected",
        "followed",
        "held",
        "promise_1",
        "promise_2",
        "feeling",
        "next_time",
    ]
    asked = prompt_of("rounding-log", "round").questions
    assert sum(isinstance(question, Promise) for question in asked) == 2
    assert prompt_of("rounding-log", "round").offers == ["at_once"]
    assert question_of("rounding-log", "round", "attuned").highest == 4
    assert question_of("rounding-log", "round", "agenda").inner_keys() == [
        "mine",
        "shared",
        "theirs",
    ]


def test_a_round_is_done_with_one_thumb():
    """Nothing in it asks for more than a line."""
    kinds = {question.kind for question in prompt_of("rounding-log", "round").questions}
    assert kinds == {"short_text", "scale", "single_choice", "promise"}


def test_strong_feeling_is_the_leaders_own():
    feeling = question_of("rounding-log", "round", "feeling")
    assert feeling.words == "What did I feel?"
    assert feeling.private


def test_the_week_has_the_ladder_for_each_practice():
    ladder = question_of("lead-week", "week", "ladder")
    assert ladder.inner_keys() == ["attuned", "wondered", "followed", "held"]
    assert ladder.steps == ["thinking about it", "doing it on purpose", "becoming how I am"]
    assert ladder.private


def test_whether_one_returned_is_asked_on_the_day_and_not_here():
    (promise,) = [one for one in prompt_of("lead-hold", "hold").questions if one.kind == "promise"]
    assert "On the day you name" in promise.help
    assert "It is not asked here" in promise.help
    texts = [question.text for question in prompt_of("lead-hold", "hold").questions]
    assert not [text for text in texts if "returned" in text]


@pytest.mark.parametrize("prompt", PROGRAMMES["team-learning-moment"].prompts, ids=lambda p: p.key)
def test_each_meeting_has_a_question_something_to_try_and_a_look_back(prompt):
    assert [(one.key, one.kind) for one in prompt.questions] == [
        ("words", "read"),
        ("answer", "long_text"),
        ("try", "single_choice"),
        ("look_back", "long_text"),
    ]
    assert prompt.questions[2].words
    assert prompt.questions[3].text == "What happened when you tried it?"


@pytest.mark.parametrize(
    ("programme", "prompt", "key"),
    [
        *[("team-learning-moment", f"m{number}", "answer") for number in range(1, 9)],
        ("team-barriers", "board", "barriers"),
        ("team-tips", "cards", "tips"),
        ("story-round", "story", "touched"),
        ("relationship-round", "relationship", "wonder"),
        ("huddle-5", "huddle", "today"),
    ],
)
def test_what_all_are_asked_in_writing_comes_first(programme, prompt, key):
    """A meeting suggests this one: it must be for everybody, and meant to be read out."""
    first = next(one for one in prompt_of(programme, prompt).questions if one.kind in IN_WORDS)
    assert first.key == key
    assert not first.private


def test_each_barrier_is_sorted_by_whose_it_is():
    can = question_of("team-barriers", "board", "can")
    assert can.for_each == "barriers"
    assert can.inner_keys() == ["yes", "partly", "not_us"]


def test_whoever_tells_has_a_card_for_their_supervisor():
    for programme in ("story-round", "relationship-round"):
        assert prompt_of(programme, "telling").review_card


@pytest.mark.parametrize("key", LEADERS + TEAMS)
def test_no_brand_and_no_sentence_of_the_book(key):
    """Forms that belong to others are not named, and the four words are told in our own."""
    text = " ".join((FOLDER / f"{key}.yaml").read_text().split())
    said = text.split("background:")[1]
    taken = r"""schwartz|balint|tune in to|exactly where they are|undivided|wide eyes|open ears
        |suspend|lift up|affirm|dignif|safe haven|nonjudg|non-judg|becoming empty
        |body language|tone of voice|way of (?:thinking|doing|being)|expects? nothing in return"""
    assert re.findall(taken, said, re.I | re.X) == []
    assert not re.search("schwartz|balint", text, re.I)


@pytest.mark.parametrize("key", LEADERS)
def test_nothing_in_a_leaders_pages_asks_who(key):
    asked = [one.text for prompt in PROGRAMMES[key].prompts for one in prompt.questions]
    names = re.compile(r"\b(name of|named|which colleague|which nurse|who was)\b", re.I)
    assert [text for text in asked if names.search(text)] == []
