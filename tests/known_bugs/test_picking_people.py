"""Mahara CVE-2020-9282: personal data in the answers of the page on which people are picked."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.conftest import open_session
from tests.makers import make_entry, make_supervision

pytestmark = pytest.mark.django_db
PAGES = ["journals:entry_share", "journals:entry_share_preview", "journals:entry_share_outside"]


@pytest.mark.parametrize("name", PAGES)
def test_only_own_supervisors_by_name_and_no_address(
    cast: object, amara: User, ben: User, chloe: User, efua: User, name: str
) -> None:
    make_supervision(chloe, efua)  # somebody of this house, who is not hers
    entry = make_entry(amara)
    client = open_session(Client(), amara, factor=True)
    page = client.get(reverse(name, args=[entry.pk]), follow=True).content.decode()
    assert not re.search(r"[\w.]+@example\.test", page.replace(amara.email, ""))
    for stranger in ("Chloe", "Farid", "Dev", "Hana", "Ife", "Efua"):
        assert stranger not in page, stranger
    for person in (ben, chloe, efua):
        assert str(person.pk) not in page and person.pk.hex not in page
