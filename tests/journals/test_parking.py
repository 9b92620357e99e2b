"""Pages of an entry and words about a share are parked alike."""

from typing import Any

import pytest

from journals.models import Entry, ParkedForm, ParkedWords, Share
from journals.services import entries, own_words, parking
from people.kept import MOST, MOST_OWN, Fields
from supervision.models import Supervision
from tests.makers import make_entry, make_share

pytestmark = pytest.mark.django_db


class OfEntry:
    rows = ParkedForm.objects.all()

    def __init__(self, share: Share) -> None:
        self.entry: Entry = share.entry
        self.most = entries.MOST_CHARACTERS

    def refused(self, fields: Fields) -> bool:
        return entries.park_refused(
            author_id=self.entry.author_id, entry_id=self.entry.pk, fields=fields
        )

    def own(self, fields: Fields) -> Any:
        return entries.park_form(entry=self.entry, fields=fields)

    def unpark(self, **what: list[str]) -> None:
        entries.unpark_form(entry=self.entry, **what)


class OfShare:
    rows = ParkedWords.objects.all()

    def __init__(self, share: Share) -> None:
        self.share = share
        self.most = parking.MOST_CHARACTERS

    def refused(self, fields: Fields) -> bool:
        return own_words.park_refused(
            reader_id=self.share.reader_id,
            share_id=self.share.pk,
            place="review",
            fields=fields,
        )

    def own(self, fields: Fields) -> Any:
        return own_words.park_own(share=self.share, place="review", fields=fields)

    def unpark(self, **what: list[str]) -> None:
        own_words.unpark(share=self.share, **what)


@pytest.fixture(params=[OfEntry, OfShare], ids=["an entry's", "a share's"])
def place(request, cast) -> Any:
    pair = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    return request.param(make_share(make_entry(cast.amara), pair))


def kept(place: Any) -> list[str]:
    return sorted(row.fields["words"][0] for row in place.rows.all())


def test_without_their_writer_a_few_pages_and_small_ones(place):
    assert not place.refused({"words": ["x" * (place.most + 1)]})
    assert place.refused({"words": ["x" * place.most]})
    done = [place.refused({"words": [f"{number}"]}) for number in range(MOST)]
    assert done == [True] * (MOST - 1) + [False]
    assert place.rows.count() == MOST


def test_who_is_signed_in_has_room_of_their_own_but_not_any(place):
    for number in range(MOST):
        place.refused({"words": [f"from elsewhere {number}"]})
    assert not place.own({"words": ["x" * (place.most + 1)]})
    done = [place.own({"words": [f"{number}"]}) for number in range(MOST_OWN + 1)]
    assert done == [True] * MOST_OWN + [False]
    shown = place.rows.filter(came_alone=False).first().pk.hex
    assert place.own({"words": ["instead"], "parked": [shown]})


def test_what_its_writer_parked_leaves_room_for_what_comes_without_them(place):
    for number in range(MOST):
        place.own({"words": [f"{number}"]})
    assert place.refused({"words": ["after the session"]})


def test_nothing_kept_goes_by_a_page_that_comes_without_its_writer(place):
    place.own({"words": ["kept"]})
    shown = place.rows.get().pk.hex
    assert place.refused({"words": ["from elsewhere"], "parked": [shown], "asked": ["x"]})
    assert kept(place) == ["from elsewhere", "kept"]


def test_the_same_page_sent_twice_is_kept_once(place):
    for _time in range(2):
        assert place.refused({"words": ["once"]})
    assert kept(place) == ["once"]


def test_a_page_takes_the_place_of_the_one_that_it_showed(place):
    for words in ("shown", "not shown"):
        place.own({"words": [words]})
    shown = next(row for row in place.rows.all() if row.fields["words"] == ["shown"])
    place.own({"words": ["again"], "parked": [shown.pk.hex, "", "../..", "0" * 32, "\x00"]})
    assert kept(place) == ["again", "not shown"]


def test_it_goes_once_all_that_it_held_is_saved(place):
    place.own({"words": ["one"], "asked": ["happened", "in_a_line"]})
    shown = [place.rows.get().pk.hex]
    both = ["happened", "in_a_line"]
    for what in ({"shown": [], "asked": both}, {"shown": shown, "asked": ["happened"]}):
        place.unpark(**what)
        assert kept(place) == ["one"]
    place.unpark(shown=["nonsense", *shown], asked=[*both, "more"])
    assert kept(place) == []
