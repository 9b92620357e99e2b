"""A leader's page, a round looked back on with one thumb, and peers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import expect_saved, follow

MOST_TAPS = 9  # from the leader's page to a round that is finished, typing apart


@pytest.fixture
def dev(house: House) -> dict[str, str]:
    dev = house.do("person", name="Dev")
    house.do("leader", id=dev["id"])
    return dev


def test_every_page_of_a_leader(
    open_page: Callable[..., Page], house: House, dev: dict[str, str], shots: Path | None
) -> None:
    house.do("weeks", id=dev["id"])
    page = open_page(dev)
    inspector = Inspector(page, shots)
    inspector.visit("leading", "/leading/")
    page.get_by_text("The same as a table").click()
    inspector.look("leading with its table")
    house.do("peers", id=dev["id"])
    inspector.visit("peers", "/peers/")
    follow(page.get_by_role("link", name="End with Kofi"))
    inspector.look("peer end")


def test_a_round_takes_one_thumb_and_few_taps(
    open_page: Callable[..., Page], house: House, dev: dict[str, str]
) -> None:
    page = open_page(dev, size=PHONE)
    taps = 0

    def tap(place: object) -> None:
        nonlocal taps
        place.click()  # type: ignore[attr-defined]
        taps += 1

    page.goto("/leading/")
    tap(page.get_by_role("button", name="Look back on the round"))
    page.wait_for_url("**/write/")
    tap(page.get_by_text("mostly", exact=True))
    tap(page.get_by_text("Theirs", exact=True))
    promise = page.locator("#question-promise_1")
    tap(promise.get_by_label("What you said you would come back with"))
    page.keyboard.type("Whether the boxes can go")
    tap(promise.get_by_label("To which role (no names)"))
    page.keyboard.type("The day team")
    expect(page.get_by_role("button", name="Next")).to_be_hidden()
    expect_saved(page)
    tap(page.get_by_role("button", name="Finish"))
    page.wait_for_url(lambda url: not url.endswith("/write/"))
    expect(page.locator("main")).to_contain_text("1 promise")
    assert taps <= MOST_TAPS
    page.goto("/leading/")
    expect(page.get_by_role("link", name="Whether the boxes can go")).to_be_visible()


def test_two_leaders_become_peers_without_a_script(
    open_page: Callable[..., Page], house: House, dev: dict[str, str]
) -> None:
    other = house.do("fellow_leader", id=dev["id"])
    page = open_page(dev, java_script_enabled=False)
    page.goto("/peers/")
    page.get_by_label("Another leader of your organisation").select_option(label="Gwen")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("main")).to_contain_text("Gwen is asked.")
    theirs = open_page(other, java_script_enabled=False)
    theirs.goto("/peers/")
    theirs.get_by_role("button", name="Yes, gladly").click()
    expect(theirs.locator("main")).to_contain_text("You are peers now.")
    page.reload()
    expect(page.get_by_role("heading", name="Your peers")).to_be_visible()
