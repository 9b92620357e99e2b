"""Minutes: nothing is lost, nothing stands twice, nothing of the answers that nobody chose."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from meetings.lines import Line
from meetings.looking_back import Look, looks, open_lines
from meetings.models import Asking, Meeting, Minute
from meetings.services import minutes as services
from meetings.services.revealing import reveal, set_aside
from meetings.services.running import end_meeting
from promises.models import Promise
from tests.makers import make_team
from tests.meetings.makers import asking_of, give, give_five, make_meeting, make_running

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


def line(row, text, kind="theme", **fields):
    return Line(row=row, kind=kind, text=text, **fields)


def save(meeting, actor, *lines, **more):
    return services.save_minutes(meeting_id=meeting.pk, actor=actor, lines=lines, **more)


def texts(meeting):
    return [one.text for one in Minute.objects.filter(meeting=meeting)]


def stored(meeting, **fields):
    minute = Minute.objects.get(meeting=meeting, **fields)
    return Line.of(minute)


def test_the_same_page_twice_is_saved_once(cast, meeting):
    page = [line("newline1", "We are tired."), line("newline2", "Ask first.", "commitment")]
    assert save(meeting, cast.dev, *page).changed == 2
    assert save(meeting, cast.dev, *page).changed == 0
    assert sorted(texts(meeting)) == ["Ask first.", "We are tired."]


def test_a_line_is_changed_and_an_emptied_one_goes(cast, meeting):
    save(meeting, cast.dev, line("newline1", "One."), line("newline2", "Two."))
    one, two = (Line.of(m) for m in Minute.objects.filter(meeting=meeting))
    one.text, two.text = "One, changed.", ""
    save(meeting, cast.dev, one, two)
    assert texts(meeting) == ["One, changed."]


def test_two_tabs_on_one_line_keep_both_texts(cast, meeting):
    save(meeting, cast.dev, line("newline1", "As it was."))
    first, second = stored(meeting), stored(meeting)
    first.text, second.text = "From the laptop.", "From the phone."
    save(meeting, cast.dev, first)
    for _sent_twice in range(2):
        written = save(meeting, cast.dev, second)
        assert written.twice == 1
    assert sorted(texts(meeting)) == ["From the laptop.", "From the phone."]


def test_an_old_page_does_not_empty_what_was_changed_meanwhile(cast, meeting):
    save(meeting, cast.dev, line("newline1", "As it was."))
    first, second = stored(meeting), stored(meeting)
    first.text, second.text = "Changed.", ""
    save(meeting, cast.dev, first)
    save(meeting, cast.dev, second)
    assert texts(meeting) == ["Changed."]


def test_words_on_a_line_that_is_gone_are_kept(cast, meeting):
    save(meeting, cast.dev, line("newline1", "As it was."))
    untouched, changed = stored(meeting), stored(meeting)
    changed.text = "Changed on an old page."
    Minute.objects.all().delete()
    save(meeting, cast.dev, untouched)
    assert texts(meeting) == []
    save(meeting, cast.dev, changed)
    assert texts(meeting) == ["Changed on an old page."]


def test_a_page_that_names_another_meetings_line_does_not_touch_it(cast, meeting):
    other = make_running(cast.team, cast.dev)
    save(other, cast.dev, line("newline1", "Of the other."))
    forged = stored(other)
    forged.text = "Taken."
    save(meeting, cast.dev, forged)
    assert texts(other) == ["Of the other."] and texts(meeting) == ["Taken."]


def test_what_stands_in_a_line_survives_its_change(cast, meeting):
    given = {"kind": "promise", "role": "the night staff", "due_on": timezone.localdate()}
    given["due"] = given["due_on"].isoformat()
    save(meeting, cast.dev, line("newline1", "An answer about lockers.", **given))
    minute = Minute.objects.get()
    services.promise_line(minute_id=minute.pk, meeting_id=meeting.pk, actor=cast.dev)
    changed = stored(meeting)
    changed.text = "An answer about the lockers."
    save(meeting, cast.dev, changed)
    minute.refresh_from_db()
    assert minute.details["role"] == "the night staff"
    assert minute.due_on == timezone.localdate()
    services.promise_line(minute_id=minute.pk, meeting_id=meeting.pk, actor=cast.dev)
    assert Promise.objects.get().what == "An answer about lockers."


def test_a_promise_is_put_on_the_leaders_list_once(cast, meeting):
    promised = {"role": "the night staff", "due_on": timezone.localdate()}
    save(meeting, cast.dev, line("newline1", "About lockers.", "promise", **promised))
    save(meeting, cast.dev, line("newline2", "Just a theme."))
    pk = Minute.objects.get(kind="promise").pk
    for _pressed_twice in range(2):
        services.promise_line(minute_id=pk, meeting_id=meeting.pk, actor=cast.dev)
    promise = Promise.objects.visible_to(cast.dev).get()
    assert (promise.what, promise.to_role) == ("About lockers.", "the night staff")
    assert promise.due_on == timezone.localdate()
    theme = Minute.objects.get(kind="theme").pk
    assert services.promise_line(minute_id=theme, meeting_id=meeting.pk, actor=cast.dev) is None
    assert Promise.objects.count() == 1


@pytest.mark.parametrize("name", ["amara", "ben", "hana", "efua", "grace"])
def test_nobody_else_writes_them(cast, meeting, name):
    with pytest.raises(Meeting.DoesNotExist):
        save(meeting, getattr(cast, name), line("newline1", "Not mine."))


def test_there_is_nothing_to_write_before_its_time(cast):
    planned = make_meeting(cast.team, cast.dev)
    with pytest.raises(services.NotBegun):
        save(planned, cast.dev, line("newline1", "Too early."))
    Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    save(planned, cast.dev, line("newline1", "Held without a screen."))
    assert texts(planned) == ["Held without a screen."]


def test_minutes_are_a_page_and_not_a_book(cast, meeting):
    page = [line(f"newline{number}", f"Line {number}") for number in range(81)]
    with pytest.raises(services.TooManyLines):
        save(meeting, cast.dev, *page)
    assert texts(meeting) == []


def test_a_line_is_sealed_with_the_meetings_key(cast, meeting):
    save(meeting, cast.dev, line("newline1", "zq-dev-minute", "promise", role="zq-dev-role"))
    assert Minute.objects.get().key_holder_id == meeting.key_holder_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM meetings_minute")
        row = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
    assert "zq-" not in row


def board(cast, *, shown=True, answers=5):
    meeting = make_running(cast.team, cast.dev, form=Asking.Form.LINES)
    for number in range(answers):
        give(meeting, f"Barrier {number}", f"Another {number}")
    if shown:
        reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    return meeting


def test_a_revealed_line_is_taken_over_by_a_press(cast):
    meeting = board(cast)
    card = asking_of(meeting).answers.cards[0]
    for _pressed_twice in range(2):
        save(meeting, cast.dev, takes=[card.name])
    minute = Minute.objects.get()
    assert (minute.kind, minute.text) == ("barrier", card.text)
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    other = next(one for one in asking_of(meeting).answers.cards if one.name != card.name)
    save(meeting, cast.dev, takes=[other.name])
    assert sorted(texts(meeting)) == sorted([card.text, other.text])


def test_nothing_is_taken_over_that_was_not_shown_to_all(cast):
    hidden = board(cast, shown=False)
    names = [card.name for card in asking_of(hidden).answers.cards]
    save(hidden, cast.dev, takes=names)
    assert texts(hidden) == [] and services.takeable(hidden) == []
    shown = board(cast)
    elsewhere = asking_of(shown).answers.cards[0].name
    save(hidden, cast.dev, takes=[elsewhere])
    assert texts(hidden) == []


def test_fewer_than_five_are_hidden_from_the_minutes_too(cast):
    meeting = make_running(cast.team, cast.dev, form=Asking.Form.LINES)
    for number in range(5):
        give(meeting, f"Barrier {number}")
    reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    cards = asking_of(meeting).answers.cards
    set_aside(asking_id=asking_of(meeting).pk, actor=cast.dev, name=cards[0].name)
    assert services.takeable(meeting) == []
    save(meeting, cast.dev, takes=[cards[1].name])
    assert texts(meeting) == []


def test_sentences_are_never_taken_over(cast, meeting):
    give_five(meeting)
    reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    save(meeting, cast.dev, takes=[card.name for card in asking_of(meeting).answers.cards])
    assert texts(meeting) == [] and services.takeable(meeting) == []


def ended(cast, *lines, days=7, team=None):
    starts_at = timezone.now() - timedelta(days=days)
    meeting = make_running(team or cast.team, cast.dev, starts_at=starts_at)
    save(meeting, cast.dev, *lines)
    return end_meeting(meeting_id=meeting.pk, actor=cast.dev)


def test_open_lines_of_all_earlier_meetings_come_back(cast, meeting):
    ended(cast, line("newline1", "Old promise.", "promise"), days=40)
    ended(cast, line("newline1", "Try to wait.", "commitment"), line("newline2", "A theme."))
    ended(cast, line("newline1", "Too long ago.", "promise"), days=400)
    other = make_team(cast.team.organisation)
    cast.dev.memberships.get().teams.add(other)
    ended(cast, line("newline1", "Of another team.", "promise"), team=other)
    found = [one.text for one in open_lines(meeting, cast.amara)]
    assert found == ["Old promise.", "Try to wait."]
    assert open_lines(meeting, cast.efua) == []


def look_of(meeting, person, text):
    return next(look for look in looks(meeting, person) if look.minute.text == text)


def test_an_answer_settles_a_line_and_not_yet_keeps_it_open(cast, meeting):
    ended(cast, line("newline1", "Lockers.", "promise"), line("newline2", "Wait.", "commitment"))
    lockers, wait = (look_of(meeting, cast.dev, text) for text in ("Lockers.", "Wait."))
    lockers.answer, lockers.happened = "no", "No room before spring."
    wait.answer, wait.happened = "not-yet", "A bad week."
    save(meeting, cast.dev, looks=[lockers, wait])
    assert [one.text for one in open_lines(meeting, cast.dev)] == ["Wait."]
    again = look_of(meeting, cast.dev, "Lockers.")
    assert (again.answer, again.happened) == ("no", "No room before spring.")
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    following = make_running(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=7))
    asked = [look.minute.text for look in looks(following, cast.dev)]
    assert asked == ["Wait."]
    assert look_of(following, cast.dev, "Wait.").answer == ""


def test_taking_an_answer_back_opens_the_line_again(cast, meeting):
    ended(cast, line("newline1", "Lockers.", "promise"))
    look = look_of(meeting, cast.dev, "Lockers.")
    look.answer = "yes"
    save(meeting, cast.dev, looks=[look])
    look = look_of(meeting, cast.dev, "Lockers.")
    look.answer = ""
    save(meeting, cast.dev, looks=[look])
    minute = Minute.objects.get(kind="promise")
    assert minute.settled_at is None and minute.details["looks"] == {}


def test_two_tabs_looking_back_keep_both_texts(cast, meeting):
    ended(cast, line("newline1", "Wait.", "commitment"))
    first, second = (look_of(meeting, cast.dev, "Wait.") for _tab in range(2))
    first.answer, first.happened = "yes", "It went quiet."
    second.answer, second.happened = "yes", "Somebody cried."
    save(meeting, cast.dev, looks=[first])
    written = save(meeting, cast.dev, looks=[second])
    assert written.twice == 1
    happened = look_of(meeting, cast.dev, "Wait.").happened
    assert "It went quiet." in happened and "Somebody cried." in happened


def test_looking_back_reaches_no_line_of_another_team(cast, meeting):
    elsewhere = make_running(cast.elsewhere, cast.efua)
    save(elsewhere, cast.efua, line("newline1", "Theirs.", "promise"))
    end_meeting(meeting_id=elsewhere.pk, actor=cast.efua)
    theirs = Minute.objects.get(meeting=elsewhere)
    save(meeting, cast.dev, looks=[Look(theirs, "yes", "Forged.", was="x")])
    theirs.refresh_from_db()
    assert theirs.settled_at is None and theirs.details == {}


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_a_line_changed_here_and_looked_back_on_there_keeps_both(cast, meeting, monkeypatch):
    """Both at the same moment: what was answered stays, and so does the text."""
    earlier = ended(cast, line("newline1", "Lockers.", "promise"))
    look = look_of(meeting, cast.dev, "Lockers.")
    look.answer, look.happened = "yes", "They came."
    changed = stored(earlier)
    changed.text = "Lockers for all."
    reading, answered, slowly = threading.Event(), threading.Event(), services._save_line

    def while_the_other_answers(*args):
        reading.set()
        answered.wait(timeout=2)  # for ever, were the line free
        slowly(*args)

    def answer():
        reading.wait(timeout=20)
        save(meeting, cast.dev, looks=[look])
        answered.set()
        connection.close()

    other = threading.Thread(target=answer)
    other.start()
    monkeypatch.setattr(services, "_save_line", while_the_other_answers)
    save(earlier, cast.dev, changed)
    other.join(timeout=20)
    minute = Minute.objects.get(meeting=earlier)
    assert minute.text == "Lockers for all."
    assert [said["answer"] for said in minute.details["looks"].values()] == ["yes"]
    assert minute.settled_at is not None
