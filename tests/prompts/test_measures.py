"""What answers come to. Every number here was worked out by hand, as its comment says."""

from fractions import Fraction

import pytest

from prompts.measures import Place, Score, scored
from prompts.schema import MeasureFile
from tests.prompts.measure_makers import tea

ALL = {"t1": 3, "t2": 1, "t3": 4, "c1": 0, "c2": 2}


def values(measure: MeasureFile, answers: dict[str, int]) -> dict[str, str]:
    scores = scored(measure, answers)
    rows = [*scores.scales, *([scores.total] if scores.total else [])]
    return {row.key: row.rounded for row in rows}


def test_a_sum_with_a_statement_in_reverse():
    # tea: 3 + (0 + 4 - 1 = 3) + 4 = 10. cake: 0 + 2 = 2. together: 12.
    assert values(tea(), ALL) == {"tea": "10", "cake": "2", "total": "12"}


def test_the_range_is_what_the_ends_come_to():
    # tea has three statements of 0 to 4, cake has two, and together they are five.
    scores = scored(tea(), ALL)
    assert scores.total is not None
    rows = [*scores.scales, scores.total]
    assert [(row.least, row.most) for row in rows] == [(0, 12), (0, 8), (0, 20)]


def test_a_mean():
    # tea: 10 / 3 = 3.333. cake: 2 / 2 = 1. together: 12 / 5 = 2.4, and not the mean of means.
    assert values(tea(score="mean"), ALL) == {"tea": "3.3", "cake": "1", "total": "2.4"}
    assert [(row.least, row.most) for row in scored(tea(score="mean"), ALL).scales] == [(0, 4)] * 2


def test_one_to_seven_in_reverse():
    # From the other end of 1 to 7: 8 - 2 = 6. tea: 7 + 6 + 1 = 14 of 3 to 21. cake: 4 + 4 = 8.
    measure = tea(steps={"least": 1, "most": 7, "ends": ["never", "always"]})
    answers = {"t1": 7, "t2": 2, "t3": 1, "c1": 4, "c2": 4}
    assert values(measure, answers) == {"tea": "14", "cake": "8", "total": "22"}
    assert scored(measure, answers).scales[0][3:5] == (3, 21)


def test_numbers_below_nought():
    # -2 to 2, in reverse: -1 becomes 1. tea: -2 + 1 + 0 = -1. cake: -2 + -1 = -3.
    measure = tea(steps={"least": -2, "most": 2, "ends": ["no", "yes"]})
    answers = {"t1": -2, "t2": -1, "t3": 0, "c1": -2, "c2": -1}
    assert values(measure, answers) == {"tea": "-1", "cake": "-3", "total": "-4"}


def test_one_may_be_missing_and_the_mean_stands_in_for_it():
    # tea without t2: (3 + 4) / 2 = 3.5, three times: 10.5. cake is whole: 2. together: 12.5.
    answers = {"t1": 3, "t3": 4, "c1": 0, "c2": 2}
    assert values(tea(missing=1), answers) == {"tea": "10.5", "cake": "2", "total": "12.5"}
    first, second = scored(tea(missing=1), answers).scales
    assert (first.answered, first.items, first.filled) == (2, 3, 1)
    assert (second.answered, second.items, second.filled) == (2, 2, 0)


def test_a_missing_one_in_a_mean():
    # tea: 3.5 of its own. together: (3 * 3.5 + 2 * 1) / 5 = 12.5 / 5 = 2.5.
    answers = {"t1": 3, "t3": 4, "c1": 0, "c2": 2}
    measure = tea(missing=1, score="mean")
    assert values(measure, answers) == {"tea": "3.5", "cake": "1", "total": "2.5"}


def test_the_mean_is_taken_after_reversing():
    # t1 and t2 are there: 4 and (4 - 0 = 4). The mean is 4, three times: 12; it is not 6.
    assert values(tea(missing=1), {"t1": 4, "t2": 0, "c1": 1, "c2": 1})["tea"] == "12"


def test_too_many_missing_is_no_score_and_no_total():
    answers = {"t1": 3, "c1": 0, "c2": 2}
    assert values(tea(missing=1), answers) == {"tea": "", "cake": "2", "total": ""}
    first = scored(tea(missing=1), answers).scales[0]
    assert (first.value, first.place, first.filled, first.answered) == (None, None, 0, 1)


def test_without_a_rule_for_missing_every_statement_counts():
    answers = {name: number for name, number in ALL.items() if name != "c2"}
    assert values(tea(), answers) == {"tea": "10", "cake": "", "total": ""}
    assert values(tea(), {}) == {"tea": "", "cake": "", "total": ""}


def test_without_a_name_there_is_no_total():
    assert scored(tea(total=None), ALL).total is None


def test_a_shape_of_four_times_seven():
    # Each sub-scale: five statements with 3 (15), two in reverse with 1 (3 + 3): 15 + 6 = 21 of 28.
    scales = ["a", "b", "c", "d"]
    items = [
        {"key": f"{scale}{n}", "text": "Something.", "scale": scale, "reverse": n in (2, 5)}
        for n in range(7)
        for scale in scales
    ]
    measure = tea(scales=[{"key": one, "title": one} for one in scales], items=items)
    answers = {str(one["key"]): 1 if one["reverse"] else 3 for one in items}
    expected = dict.fromkeys(scales, "21") | {"total": "84"}
    assert values(measure, answers) == expected


@pytest.mark.parametrize("number", range(5))
def test_all_in_reverse_is_the_other_end(number):
    ahead = [item.model_dump() | {"reverse": False} for item in tea().items]
    behind = [item | {"reverse": True} for item in ahead]
    answers = dict.fromkeys(ALL, number)
    first = scored(tea(items=ahead), answers).scales[0].value
    second = scored(tea(items=behind), answers).scales[0].value
    assert (first, second) == (3 * number, 12 - 3 * number)


def score(value: Fraction | int) -> Score:
    return Score("tea", "Tea", Fraction(value), 0, 12, 3, 3)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0"),
        (Fraction(9, 4), "2.3"),  # 2.25: a half goes up
        (Fraction(7, 3), "2.3"),
        (Fraction(8, 3), "2.7"),
        (Fraction(199, 100), "2"),  # 1.99
        (Fraction(1, 30), "0"),
        (Fraction(-9, 4), "-2.2"),  # up, too
        (Fraction(-1, 10), "-0.1"),
        (Fraction(-1, 30), "0"),  # and not "-0"
    ],
)
def test_it_is_rounded_as_by_hand(value, shown):
    assert score(value).rounded == shown


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (0, Place.LOW),
        (Fraction(39, 10), Place.LOW),
        (4, Place.MIDDLE),
        (6, Place.MIDDLE),
        (8, Place.MIDDLE),
        (Fraction(81, 10), Place.HIGH),
        (12, Place.HIGH),
    ],
)
def test_where_it_stands_is_said_by_thirds(value, place):
    # 0 to 12 in thirds: below 4, 4 to 8, above 8.
    assert score(value).place is place


@pytest.mark.parametrize(
    "answers", [{"t1": 5}, {"t1": -1}, {"t1": True}, {"t1": 2.0}, {"t1": "2"}, {"t1": None}]
)
def test_an_answer_that_is_not_on_the_scale_is_refused(answers):
    with pytest.raises(ValueError, match="not on the scale"):
        scored(tea(), answers)


def test_an_answer_to_nothing_is_refused():
    with pytest.raises(ValueError, match='no statement "t9"'):
        scored(tea(), {"t9": 1})
