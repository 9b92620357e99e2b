"""The tick "I have looked at these": one for every page that shows what would go."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from identifiers import find
from journals.checking import Found
from journals.views.looking import Look

HIGH = Look([Found(one) for one in find("Her NHS number is 943 476 5919.")])
NOTHING = Look([])


def test_is_needed_where_words_point_to_one_person():
    assert HIGH.is_needed and not NOTHING.is_needed


@pytest.mark.parametrize(
    ("page", "where"), [("/share/", "/share/?look#give"), ("/a/?b=1", "/a/?b=1&look#give")]
)
def test_leads_back_to_the_tick(page: str, where: str):
    missed = HIGH.missed(RequestFactory().post("/"), page, "give")
    assert missed is not None and missed["Location"] == where and missed.status_code == 303


def test_lets_go_once_it_is_ticked_or_nothing_was_found():
    ticked = RequestFactory().post("/", {"looked": "on"})
    assert HIGH.missed(ticked, "/share/", "give") is None
    assert NOTHING.missed(RequestFactory().post("/"), "/share/", "give") is None


def test_the_page_says_that_it_was_missed():
    context = HIGH.context(RequestFactory().get("/?look"))
    assert context["needs_a_look"] and context["missed_a_look"] and len(context["groups"]) == 1
    assert not NOTHING.context(RequestFactory().get("/"))["missed_a_look"]
