"""The three logs: lines are added, changed, taken out and brought back, and add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, User
from portfolio import services
from portfolio.logs import LOGS
from portfolio.models import Attachment, Cpd, Feedback, ParkedForm, PracticeHours
from portfolio.pages import SHELF
from prompts.models import Framework
from tests.bad_input.nasty import MARKUP
from tests.makers import make_entry, make_prompt, make_prompt_version
from tests.portfolio.makers import make_cpd, make_cycle, make_feedback, make_hours
from tests.portfolio.test_cycles import follow, shown
from vault.ids import new_id

TODAY = timezone.localdate()
STRETCH = {"started_on": "2026-03-02", "ended_on": "", "hours": "7,5"}
BODIES: dict[str, dict[str, str]] = {
    "hours": STRETCH | {"registered_as": "nurse", "work": "Nights on a stroke ward"},
    "cpd": STRETCH | {"topic": "Sepsis", "relates": "I look twice now", "participatory": "2"},
    "feedback": {"given_on": "2026-03-02", "content": "That I had listened", "source": "family"},
}
MAKERS: dict[str, Any] = {"hours": make_hours, "cpd": make_cpd, "feedback": make_feedback}


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def page(person: User, log: str, line: Any = None, **fields: str) -> dict[str, str]:
    return {"binding": SHELF.bind(person, line.pk if line else new_id())} | BODIES[log] | fields


def url(log: str, name: str, line: Any = None) -> str:
    return reverse(f"portfolio:{log}_{name}", args=[line.pk] if line else [])


@pytest.mark.parametrize("log", list(LOGS))
def test_a_line_comes_goes_and_comes_back(client: Client, amara: User, log: str) -> None:
    rows = LOGS[log].model.objects
    assert "Nothing in this log yet" in shown(client, url(log, "list"))
    posted = page(amara, log)
    for _time in range(2):  # pressed twice
        text = follow(client, client.post(url(log, "create"), posted))
    assert "It is in your log." in text
    line = rows.visible_to(amara).get()
    assert str(line.day) == "2026-03-02"
    word = line.words[2] if log != "hours" else "work"
    fields = page(amara, log, line, **{word: "Other words", "evidence": "In the blue folder"})
    follow(client, client.post(url(log, "edit", line), fields))
    line.refresh_from_db()
    assert (getattr(line, word), line.evidence) == ("Other words", "In the blue folder")
    assert "In the blue folder" in client.get(url(log, "edit", line)).text
    for _time in range(2):
        text = follow(client, client.post(url(log, "delete", line)))
    assert "Taken out lately" in text
    assert client.get(url(log, "edit", line)).status_code == 404
    for _time in range(2):
        text = follow(client, client.post(url(log, "undelete", line)))
    assert "Taken out lately" not in text
    assert rows.visible_to(amara).get() == line
    done = AuditEvent.objects.filter(person=amara, object_id=line.pk).order_by("number")
    assert [event.action for event in done] == [
        f"portfolio-{what}" for what in ("added", "changed", "deleted", "changed")
    ]


@pytest.mark.parametrize(
    ("log", "fields", "said"),
    [
        ("hours", {"hours": ""}, "Please say how many hours it was."),
        ("hours", {"hours": "0"}, "The least that fits here is 0.01."),
        ("hours", {"hours": "-3"}, "The least that fits here is 0.01."),
        ("hours", {"hours": "NaN"}, "Please give a number, like 7.5."),
        ("hours", {"hours": "1e999999"}, "that fits here is 20000"),
        ("hours", {"hours": "7.123"}, "no more than 2 decimal places"),
        ("hours", {"hours": "seven"}, "Please give a number, like 7.5."),
        ("hours", {"started_on": ""}, "Please give the day on which it began."),
        ("hours", {"ended_on": "2026-03-01"}, "It ends before it begins."),
        ("hours", {"registered_as": "doctor"}, "Please choose one of the list."),
        ("hours", {"scope": "everything"}, "Please choose one of the list."),
        ("cpd", {"topic": " "}, "Please say in a few words what it was about."),
        ("cpd", {"participatory": "8"}, "These are more than all its hours."),
        ("cpd", {"relates": "x" * 6_000}, "characters too long"),
        ("feedback", {"given_on": ""}, "Please give the day, or the first day of its month."),
        ("feedback", {"content": ""}, "Please say in a few words what it was about."),
        ("feedback", {"binding": "forged"}, "Not saved yet"),
    ],
)
def test_what_cannot_be_saved_is_kept_with_a_clear_line(
    client: Client, amara: User, log: str, fields: dict[str, str], said: str
) -> None:
    posted = page(amara, log, evidence="In a drawer") | fields
    address = client.post(url(log, "create"), posted).headers["Location"]
    answer = client.get(address).text
    assert said in answer
    assert "In a drawer" in answer
    assert not LOGS[log].model.objects.exists()
    assert ParkedForm.objects.visible_to(amara).get().page == log


def test_another_pages_words_are_let_go_by_their_owner_alone(
    client: Client, amara: User, ben: User
) -> None:
    kept = [
        ParkedForm.objects.create(owner=one, key_holder=one.key_holder, page="cpd", fields={})
        for one in (amara, ben)
    ]
    for one in kept:
        client.post(reverse("portfolio:unsaved_drop"), {"parked": one.pk.hex})
    assert ParkedForm.objects.get() == kept[1]


@pytest.mark.parametrize("log", list(LOGS))
def test_markup_is_only_letters(client: Client, amara: User, log: str) -> None:
    line = MAKERS[log](amara, **dict.fromkeys(LOGS[log].model.words, MARKUP))
    for address in (url(log, "list"), url(log, "edit", line)):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert MARKUP not in text[text.index("<title>") : text.index("</title>")]


@pytest.mark.parametrize("log", list(LOGS))
def test_somebody_elses_line_is_missing(client: Client, ben: User, log: str) -> None:
    theirs = MAKERS[log](ben)
    assert client.get(url(log, "edit", theirs)).status_code == 404
    for name in ("edit", "delete", "undelete"):
        assert client.post(url(log, name, theirs)).status_code == 404


def test_an_id_that_is_anothers_makes_a_line_of_ones_own(amara: User, ben: User) -> None:
    theirs = make_feedback(ben, "Ben's")
    own = make_feedback(amara, "Amara's", id=theirs.pk)
    assert own.pk != theirs.pk
    theirs.refresh_from_db()
    assert theirs.content == "Ben's"


def test_the_database_refuses_hours_that_do_not_add_up(amara: User) -> None:
    for fields in ({"participatory": Decimal(3)}, {"started_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_cpd(amara, 2, **fields)


def test_totals_stand_beside_the_log(client: Client, amara: User) -> None:
    text = shown(client, url("cpd", "list"))
    assert "None is running now." in text and "None of them" not in text
    asks_nothing = make_cycle(amara, Framework.objects.create(key="asks-nothing"))
    assert "None of them asks for this." in shown(client, url("cpd", "list"))
    asks_nothing.delete()
    make_cycle(amara)
    make_cpd(amara, 5, participatory=3)
    make_cpd(amara, 2)
    text = shown(client, url("cpd", "list"))
    assert "7 hours With others: 3 hours" in text
    assert "Still to come: 28 hours and 17 hours of learning with others." in text


def test_what_lies_in_the_bin_for_its_time_is_erased(amara: User) -> None:
    now = timezone.now()
    old, new = make_cpd(amara), make_feedback(amara)
    for line in (old, new):
        services.delete_line(type(line), line_id=line.pk, actor=amara)
    ParkedForm.objects.create(
        owner=amara, key_holder=amara.key_holder, page="cpd", about=old.pk, fields={}
    )
    Cpd.objects.filter(pk=old.pk).update(deleted_at=now - settings.BIN_TIME)
    assert services.drop_old_lines() == 1
    assert not Cpd.objects.exists()
    assert not ParkedForm.objects.exists()
    assert Feedback.objects.in_bin_of(amara).get() == new


def _finish(person: User, versions: list[Any]) -> None:
    for version in versions:
        make_entry(person, version, finished_at=timezone.now())


def test_learning_is_offered_once_a_programme_is_done(client: Client, amara: User) -> None:
    first = make_prompt()
    second = make_prompt(programme=first.programme)
    versions = [
        make_prompt_version(prompt=first, minutes=10),
        make_prompt_version(prompt=second, minutes=25, offers=["account"]),
    ]
    programme = first.programme
    _finish(amara, versions[:1])
    assert "You finished" not in shown(client, url("cpd", "list"))
    _finish(amara, versions[1:])
    assert f"You finished “{programme.title}”" in shown(client, url("cpd", "list"))
    assert not Cpd.objects.exists()  # never by itself
    offered = client.get(url("cpd", "create"), {"of": programme.key}).text
    assert 'value="0.75"' in offered  # 35 minutes, to the next quarter of an hour
    assert programme.title in offered
    # Of a programme that is not offered nothing is filled in, and nothing tied.
    assert 'value="0.75"' not in client.get(url("cpd", "create"), {"of": "not-there"}).text
    posted = page(amara, "cpd", of=programme.key, hours="2")
    for _time in range(2):
        follow(client, client.post(url("cpd", "create"), posted))
    line = Cpd.objects.visible_to(amara).get()
    assert (line.programme, line.hours) == (programme, 2)
    assert "You finished" not in shown(client, url("cpd", "list"))
    services.delete_line(Cpd, line_id=line.pk, actor=amara)
    assert "You finished" in shown(client, url("cpd", "list"))


def test_hours_over_the_edge_of_a_cycle_count_by_their_last_day(amara: User) -> None:
    cycle = make_cycle(amara)
    make_hours(amara, 3, started_on=cycle.starts_on - timedelta(days=5),
               ended_on=cycle.starts_on)  # fmt: skip
    assert PracticeHours.objects.visible_to(amara).between(cycle.starts_on, cycle.ends_on).exists()


def test_every_list_of_the_logs_is_the_same_one() -> None:
    """Files belong to lines by a column each, below the place that lists the logs."""
    columns = {field.name: field.related_model for field in Attachment._meta.fields}
    assert {key: columns.get(key) for key in LOGS} == {k: log.model for k, log in LOGS.items()}
    for log in LOGS.values():
        assert {column.field for column in log.columns} <= {
            field.name for field in log.model._meta.get_fields()
        }
        assert {*log.model.words} <= {column.field for column in log.columns}
