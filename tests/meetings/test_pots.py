"""Answers are mixed, and which came first is nowhere."""

import json

from meetings.pots import Pot
from tests.meetings.makers import asking_of, give, give_five, make_device, make_running


def filled(*answers):
    pot = Pot()
    for number, texts in enumerate(answers):
        pot.put(f"mark {number}", {"q": list(texts)})
    return pot


def test_what_is_read_is_what_was_stored():
    pot = filled(["One."], ["Two.", "Three."])
    assert Pot.read(json.loads(json.dumps(pot.stored()))) == Pot.read(pot.stored())
    assert Pot.read({}) == Pot()


def test_an_answer_replaces_the_one_before_it_and_gets_new_names():
    pot = filled(["One."])
    before = pot.cards[0].name
    pot.put("mark 0", {"q": ["One, again."]})
    assert [card.text for card in pot.cards] == ["One, again."] and pot.cards[0].name != before
    pot.put("mark 0", {})
    assert pot.is_empty


def test_setting_lines_aside_counts_an_answer_until_its_last_line_is_gone():
    pot = filled(["One.", "Two."], ["Three."])
    one, two = (card for card in pot.cards if card.text in ("One.", "Two."))
    assert pot.set_aside(one.name) and pot.count == 2
    assert not pot.set_aside(one.name)
    assert pot.set_aside(two.name) and pot.count == 1


def test_without_marks_each_line_set_aside_may_have_been_a_whole_answer():
    pot = filled(["One.", "Two."], ["Three."]).without_marks()
    assert pot.count == 2 and len(pot.cards) == 3
    assert pot.set_aside(pot.cards[0].name) and pot.count == 1
    assert not pot.set_aside("nothing")


def test_neither_the_row_nor_what_is_shown_knows_the_order_of_coming(cast):
    """Of a hundred answers given in turn, the stored and the shown order correlate with none."""
    meeting = make_running(cast.team, cast.dev)
    device_numbers = {}
    for number in range(100):
        device = make_device(meeting)
        give(meeting, f"{number:03}", device=device)
        device_numbers[device.mark(asking_of(meeting))] = number
        device_numbers[device.joined] = number
        device_numbers[device.lookup(asking_of(meeting))] = number
    asking = asking_of(meeting)
    meeting.refresh_from_db()
    shown = [int(card.text) for card in asking.answers.cards]
    stored = [device_numbers[mark] for mark in asking.pot["by_mark"]]
    joined = [device_numbers[mark] for mark in meeting.devices]
    kept = [device_numbers[mark] for mark in asking.slips]
    orders = [shown, stored, joined, kept]
    assert all(sorted(order) == list(range(100)) for order in orders)
    # Kendall's tau of two unrelated orders of a hundred has a deviation of 0.067.
    assert all(abs(tau(order)) < 0.4 for order in orders)
    pairs = [(a, b) for a in orders for b in orders if a is not b]
    assert all(abs(tau([a[place] for place in ranked(b)])) < 0.4 for a, b in pairs)


def ranked(order):
    return sorted(range(len(order)), key=lambda place: order[place])


def tau(order):
    agree = sum(1 if a < b else -1 for i, a in enumerate(order) for b in order[i + 1 :])
    return agree / (len(order) * (len(order) - 1) / 2)


def test_nothing_in_the_row_names_a_device_twice(cast):
    """The marks of one device differ wherever they stand, and between two questions."""
    meeting = make_running(cast.team, cast.dev)
    devices = give_five(meeting)
    asking = asking_of(meeting)
    device = devices[0]
    marks = [device.joined, device.mark(asking), device.vote_mark(asking), device.lookup(asking)]
    assert len(set(marks)) == 4
    assert device.token not in str([asking.pot, asking.slips, asking.votes, meeting.devices])
