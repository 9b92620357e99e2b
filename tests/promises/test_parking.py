"""The same words about two promises are two pages that could not be saved."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from promises.models import ParkedForm
from promises.services.parking import park
from tests.conftest import open_session
from tests.makers import make_promise

pytestmark = pytest.mark.django_db


def test_the_same_fields_about_two_promises_are_both_kept(dev: User) -> None:
    one, other = make_promise(dev), make_promise(dev, "Whether the fridge can be mended")
    fields = {"reason": ["The same words"]}
    for promise in (one, one, other):
        assert park(owner_id=dev.pk, page="answer", fields=fields, about_id=promise.pk)
    assert {row.promise for row in ParkedForm.objects.all()} == {one, other}
    client = open_session(Client(), dev, factor=True)
    for promise in (one, other):
        page = client.get(reverse("promises:promise_answer", args=[promise.pk]))
        assert "The same words" in page.text
    # What is about no promise yet is a third, and stands by itself too.
    assert park(owner_id=dev.pk, page="answer", fields=fields)
    assert ParkedForm.objects.count() == 3


def test_what_one_page_showed_goes_from_that_promise_alone(dev: User) -> None:
    one, other = make_promise(dev), make_promise(dev, "Whether the fridge can be mended")
    for promise in (one, other):
        assert park(owner_id=dev.pk, page="edit", fields={"what": ["x"]}, about_id=promise.pk)
    shown = ParkedForm.objects.get(promise=other).pk.hex
    assert park(
        owner_id=dev.pk, page="edit", fields={"what": ["y"]}, about_id=one.pk, shown=[shown]
    )
    assert ParkedForm.objects.filter(promise=other).count() == 1
