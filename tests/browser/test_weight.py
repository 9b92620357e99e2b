"""What a page weighs on the line, as the real server sends it."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, Request

from tests.browser.house import House

KILOBYTE = 1024
FIRST_VISIT, AFTERWARDS, FONTS = 50 * KILOBYTE, 12 * KILOBYTE, 75 * KILOBYTE
REQUESTS = 5
# The writing page has a script for each of its concerns. It is nobody's first page (that is the
# sign-in page, or home), so in practice the shared files are there already.
REQUESTS_OF = {"write": 10}


@dataclass
class Sent:
    url: str
    is_font: bool
    bytes: int
    encoding: str


def load(page: Page, path: str) -> list[Sent]:
    """Everything that a visit sends for, with the size of each answer's body on the line."""
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", note)
    page.goto(path, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    return [_sent(request) for request in requests if not request.url.endswith("/me/session/")]


def _sent(request: Request) -> Sent:
    response = request.response()
    assert response is not None
    encoding = response.headers.get("content-encoding", "")
    size = max(0, request.sizes()["responseBodySize"])  # less than nothing when it was cached
    if not encoding and request.resource_type == "document":
        # The proxy in front compresses pages; counted as it would.
        size = len(gzip.compress(response.body(), 6))
    return Sent(request.url, request.resource_type == "font", size, encoding)


PAGES = ["home", "library", "write", "read", "list", "sign-in"]


@pytest.fixture
def paths(house: House, amara: dict[str, str]) -> dict[str, str]:
    entry = house.do("entry", id=amara["id"], prompt="wright-2021/to1", finished=False)
    for number in range(30):
        house.do("entry", id=amara["id"], title=f"Night {number}", finished=True)
    return {
        "home": "/",
        "library": "/library/",
        "write": f"/your-journal/{entry}/write/",
        "read": f"/your-journal/{entry}/",
        "list": "/your-journal/",
        "sign-in": "/sign-in/",
    }


def test_first_and_later_visits_are_light(
    open_page: Callable[..., Page], amara: dict[str, str], paths: dict[str, str]
) -> None:
    too_much: list[Any] = []
    for name in PAGES:
        page = open_page(None if name == "sign-in" else amara)
        first, later = load(page, paths[name]), load(page, paths[name])
        others = [sent for sent in first if not sent.is_font]
        weight = sum(sent.bytes for sent in others)
        fonts = sum(sent.bytes for sent in first if sent.is_font)
        again = sum(sent.bytes for sent in later)
        if len(others) > REQUESTS_OF.get(name, REQUESTS):
            too_much.append((name, "requests", [sent.url for sent in others]))
        print(name, len(others), "requests", weight, "bytes, fonts", fonts, "then", again)  # noqa: T201
        for what, found, most in [
            ("first visit", weight, FIRST_VISIT),
            ("fonts", fonts, FONTS),
            ("afterwards", again, AFTERWARDS),
        ]:
            if found > most:
                too_much.append((name, what, found))
    assert too_much == []
