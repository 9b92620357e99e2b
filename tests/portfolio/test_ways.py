"""The portfolio is found without looking for it."""

import re

import pytest

from tests.makers import make_entry

pytestmark = pytest.mark.django_db
LINK = 'href="/portfolio/"'


def test_it_stands_in_the_menu_of_every_page(client, amara, sign_in):
    page = sign_in(client, amara).get("/me/").text
    menu = re.search(r'<ul class="menu__list">.*?</ul>', page, re.S)[0]
    assert menu.count(LINK) == 1


@pytest.mark.parametrize("entries", [0, 1])
def test_the_journal_names_it_before_its_entries(client, amara, sign_in, entries):
    for _number in range(entries):
        make_entry(amara, title="Tea at four")
    main = sign_in(client, amara).get("/your-journal/").text.split("<main")[1]
    assert LINK in main.split("</header>")[0]
