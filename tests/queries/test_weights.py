"""What a visit loads: counted from the pages themselves and the files they name."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.makers import make_entry, make_user

pytestmark = pytest.mark.django_db

KB = 1000
NAMED = re.compile(r'(?:href|src)="/static/([^"]+)"')


def gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def file_of(name: str) -> bytes:
    return Path(finders.find(name)).read_bytes()


def visit(client, url: str) -> tuple[int, dict[str, int], int]:
    """A page's own weight, that of each file it names (fonts apart), and of its fonts."""
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    names = set(NAMED.findall(answer.content.decode()))
    files = {name: gzipped(file_of(name)) for name in names if not name.endswith(".woff2")}
    latin = Path(settings.BASE_DIR, "static/vendor/fonts").glob("*-latin.woff2")
    return gzipped(answer.content), files, sum(font.stat().st_size for font in latin)


def test_a_first_visit_is_light(client):
    page, files, fonts = visit(client, reverse("account_login"))
    assert 1 + len(files) <= 5, sorted(files)
    assert page + sum(files.values()) <= 50 * KB
    assert fonts <= 75 * KB


@pytest.mark.parametrize("name", ["desk:home", "journals:entry_list", "prompts:programme_list"])
def test_a_page_after_the_first_is_lighter(client, sign_in, library, name):
    author = make_user("Amara")
    sign_in(client, author)
    for number in range(60):
        make_entry(author, title=f"Night {number}")
    page, _cached, _fonts = visit(client, reverse(name))
    assert page <= 12 * KB


def test_the_writing_page_is_light_with_all_its_scripts(client, sign_in):
    author = make_user("Amara")
    sign_in(client, author)
    page, files, _fonts = visit(
        client, reverse("journals:entry_write", args=[make_entry(author).pk])
    )
    assert page <= 12 * KB
    assert page + sum(files.values()) <= 50 * KB
