"""Ids: random, never in a row, one spelling each."""

import uuid

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from vault.ids import ShortIdConverter, from_short, new_id, short


@given(st.uuids(allow_nil=True))
def test_a_short_id_reads_back(id):
    text = short(id)
    assert len(text) == 22
    assert from_short(text) == id
    assert ShortIdConverter().to_url(ShortIdConverter().to_python(text)) == text


@given(st.text(max_size=30))
def test_anything_else_is_a_value_error(text):
    try:
        id = from_short(text)
    except ValueError:
        return
    assert short(id) == text


def test_there_is_no_second_spelling():
    text = short(uuid.UUID(int=0))
    assert from_short(text)
    for twin in text[:-1] + "B", text + "=", text + "==", text + "A", " " + text, text[:-1]:
        with pytest.raises(ValueError, match="not an id"):
            from_short(twin)


def test_every_bit_is_random():
    seen_set, seen_clear = 0, 0
    for _ in range(200):
        number = new_id().int
        seen_set |= number
        seen_clear |= ~number
    whole = 2**128 - 1
    assert seen_set == whole
    assert seen_clear & whole == whole


def test_the_template_filter():
    id = new_id()
    assert Template("{% load ids %}{{ id|short }}").render(Context({"id": id})) == short(id)
