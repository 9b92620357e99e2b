"""What others said at another house asks for the second step here too, once it has come in."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from desk.bring_in import services
from desk.bring_in.others import has_others_words
from desk.models import Bringing
from desk.take_out.gather import everything
from desk.take_out.others import holds_others_words
from people.models import User
from tests.conftest import open_session
from tests.desk.copies import bring
from tests.makers import make_membership, make_user
from tests.supervision.makers import make_drop_in

pytestmark = pytest.mark.django_db


def brought_from(person: User) -> tuple[User, str]:
    later = make_user("Later")
    bringing = bring(later, everything(person))
    return later, reverse("desk:bring_in_record", args=[bringing.pk])


def is_asked(answer) -> bool:
    return answer.status_code in (302, 303) and "/me/second-step/" in answer.headers["Location"]


def test_a_supervisors_record_and_copy_ask_for_it(cast: SimpleNamespace) -> None:
    later, record = brought_from(cast.ben)
    assert holds_others_words(later)
    client = open_session(Client(), later)
    assert is_asked(client.get(record)) and is_asked(client.get("/take-out/"))
    taken = open_session(Client(), later, factor=True)
    assert taken.get(record).status_code == taken.get("/take-out/").status_code == 200


def test_also_when_it_came_in_with_a_journal_that_came_in(cast: SimpleNamespace) -> None:
    later, _record = brought_from(cast.ben)
    third, record = brought_from(later)
    assert holds_others_words(third)
    assert is_asked(open_session(Client(), third).get(record))


def test_who_was_supervised_reads_their_own(cast: SimpleNamespace) -> None:
    later, record = brought_from(cast.amara)
    assert not holds_others_words(later)
    assert open_session(Client(), later).get(record).status_code == 200


def test_once_it_is_taken_back_nothing_asks(cast: SimpleNamespace) -> None:
    later, _record = brought_from(cast.ben)
    services.take_back(bringing_id=Bringing.objects.visible_to(later).get().pk, person=later)
    assert not holds_others_words(later)


def test_a_record_from_before_this_was_noted_asks(cast: SimpleNamespace) -> None:
    later, record = brought_from(cast.amara)
    bringing = Bringing.objects.visible_to(later).get()
    bringing.about = {k: v for k, v in bringing.about.items() if k != "others_words"}
    bringing.save(update_fields=["about"])
    assert holds_others_words(later)
    assert is_asked(open_session(Client(), later).get(record))


def test_a_drop_in_that_they_held_is_others(cast: SimpleNamespace) -> None:
    host = make_user("Host")
    make_membership(host, cast.team, "supervisor")
    make_drop_in(host, cast.team.organisation)
    assert holds_others_words(brought_from(host)[0])


PAIR, SESSION = {"you_are": "supervisee"}, {"supervisor": "Ben"}


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, False),
        ({"supervisions": [PAIR], "supervision_sessions": [SESSION],
          "supervision_topics": [{"by": "Ben"}], "handings": [{}]}, False),
        ({"supervisions": [PAIR, {"you_are": "supervisor"}]}, True),
        ({"supervision_sessions": [SESSION, {"supervisor": "you"}]}, True),
        ({"reviews": [{}]}, True),
        ({"supervision_topics": [{"by": "you"}]}, True),
        ({"handings": [{}]}, True),
        ({"supervisions": "damaged"}, True),
        ({"supervisions": [None]}, True),
        ({"supervision_sessions": {"supervisor": "Ben"}}, True),
        ({"supervision_sessions": [{}]}, True),
        ({"trail": [{}], "shares": [{}]}, False),
    ],
)  # fmt: skip
def test_what_a_file_does_not_say_clearly_counts_as_others(parts: dict, says: bool) -> None:
    assert has_others_words([{"parts": {}}, {"parts": parts}]) is says
