"""What ties a posted page to a person and a thing: one way for every kind of page."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

import journals.binding
import meetings.binding
import promises.binding
import prompts.brought_posts
from people import binding
from people.binding import Binding
from vault.ids import new_id, short

SALTS = [
    journals.binding.SALT,
    journals.binding.SHARE_SALT,
    meetings.binding.SALT,
    promises.binding.SALT,
    prompts.brought_posts.SALT,
]


def test_a_page_that_is_open_in_a_browser_stays_good():
    """These salts and this form are in pages that were drawn before the last upgrade."""
    assert SALTS == [
        "journals.binding",
        "journals.binding.share",
        "meetings.binding",
        "promises.binding",
        "prompts.binding",
    ]
    person, thing = new_id(), new_id()
    for salt in SALTS:
        token = signing.dumps([short(person), short(thing)], salt=salt)
        assert binding.read(token, salt=salt) == Binding(person, thing)


def test_no_token_of_one_kind_is_one_of_another():
    for salt in SALTS:
        token = binding.bind(new_id(), new_id(), salt=salt)
        assert [other for other in SALTS if binding.read(token, salt=other)] == [salt]


def test_a_token_never_grows_too_old():
    person, thing = new_id(), new_id()
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        token = binding.bind(person, thing, salt=SALTS[0])
    assert binding.read(token, salt=SALTS[0]) == Binding(person, thing)


@pytest.mark.parametrize("held", [[], ["x"], "text", 5, None, [1, 2], ["x" * 22, "y" * 22, "z"]])
def test_what_is_signed_and_no_binding_is_none(held):
    token = signing.dumps(held, salt=SALTS[0])
    assert binding.read(token, salt=SALTS[0]) is None
    for torn in ("", "x", token[:-2], token + "x", "\x00", "é:é:é"):
        assert binding.read(torn, salt=SALTS[0]) is None
