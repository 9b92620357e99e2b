"""The records of earlier journals are bounded altogether, however many come in."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from desk.bring_in import room, services
from desk.bring_in.planning import plan_for
from desk.bring_in.room import NoRoom
from desk.models import Bringing
from desk.take_out.archive import as_json
from desk.take_out.gather import everything
from journals.models import Entry
from people.models import User
from tests.conftest import open_session
from tests.desk.copies import bring
from tests.makers import make_entry, make_user

pytestmark = pytest.mark.django_db


def journal_with(record: str, number: int) -> str:
    """Of somebody with one entry, and with a part that this version does not know."""
    writer = make_user(f"Writer {number}")
    make_entry(writer, title=f"Night {number}")
    return as_json(everything(writer) | {"of_a_later_version": [record]})


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(room, "MOST_KEPT", 9000)
    person = make_user("Later")
    bring(person, journal_with("x" * 6000, 1))
    return person


def test_what_is_kept_is_counted_as_it_lies_there(later: User) -> None:
    assert 6000 < room.bytes_kept(later) < 8500
    assert room.bytes_kept(make_user("Nobody else")) == 0


def test_more_than_fits_is_refused_before_anything_is_written(later: User) -> None:
    text = journal_with("y" * 6000, 2)
    bringing = services.wait_for_yes(person=later, text=text)
    seen = services.seen_of(services.look(bringing, later))
    client = open_session(Client(), later)
    page = client.get(bringing.get_absolute_url())
    assert "no room for its record" in page.text
    assert 'value="yes"' not in page.text and 'value="let-go"' in page.text
    answer = client.post(bringing.get_absolute_url(), {"seen": seen, "do": "yes", "mine": "yes"})
    assert answer.status_code == 303
    assert "Nothing came in" in client.get(answer["Location"]).text
    with pytest.raises(NoRoom):
        services.bring_in(bringing_id=bringing.pk, person=later, seen=seen)
    assert Entry.objects.visible_to(later).count() == 1
    assert Bringing.objects.visible_to(later).get(pk=bringing.pk).waits


def test_taking_one_back_makes_room(later: User) -> None:
    first = Bringing.objects.visible_to(later).get()
    text = journal_with("y" * 6000, 2)
    assert not room.has_room(later, plan_for(later, text))
    services.take_back(bringing_id=first.pk, person=later)
    assert room.has_room(later, plan_for(later, text))
    assert bring(later, text).is_done


def test_signs_of_several_bytes_count_as_such(later: User) -> None:
    plan = plan_for(later, journal_with("\u20ac" * 1000, 2))
    assert room._bytes_of(plan) > 3000


def test_what_is_let_go_in_another_tab_is_not_there(
    later: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bringing = services.wait_for_yes(person=later, text=journal_with("z", 2))
    bring_in = services.bring_in

    def meanwhile(**kwargs: Any) -> Bringing:
        services.let_go(bringing=bringing)
        return bring_in(**kwargs)

    monkeypatch.setattr(services, "bring_in", meanwhile)
    client = open_session(Client(), later)
    assert client.post(bringing.get_absolute_url(), {"seen": "", "mine": "yes"}).status_code == 404
    assert Entry.objects.visible_to(later).count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_read_while_nobody_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction keeps every other writer out."""
    inside: list[bool] = []
    read = services.journal_of

    def watched(text: str) -> object:
        inside.append(connection.in_atomic_block)
        return read(text)

    person = make_user("Later")
    text = journal_with("x", 1)
    bringing = services.wait_for_yes(person=person, text=text)
    seen = services.seen_of(services.look(bringing, person))
    monkeypatch.setattr(services, "journal_of", watched)
    services.wait_for_yes(person=person, text=text)
    bringing = Bringing.objects.visible_to(person).get()
    assert services.bring_in(bringing_id=bringing.pk, person=person, seen=seen).is_done
    assert inside == [False, False]
    assert services.bring_in(bringing_id=bringing.pk, person=person, seen=seen).is_done
