"""A leader's promises, by keyboard and by thumb: every state, and from the round to the wall."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import before_script
from tests.makers import PASSWORD


@pytest.fixture
def dev(house: House) -> dict[str, str]:
    return house.do("person", name="Dev")


def test_every_state_of_a_promise(
    open_page: Callable[..., Page], house: House, dev: dict[str, str], shots: Path | None
) -> None:
    things = house.do("promises", id=dev["id"])
    page = open_page()
    cookie = house.do("session", id=dev["id"], factor=True)  # others' words want a second step
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    inspector = Inspector(page, shots)
    inspector.visit("promises", "/promises/")
    for name in ("overdue", "unsaid", "yes", "no", "later", "mine"):
        inspector.visit(f"promise {name}", f"/promises/{things[name]}/")
    inspector.visit("promise hand over", f"/promises/{things['overdue']}/hand-over/")
    inspector.visit("promise hand over missing", f"/promises/{things['overdue']}/hand-over/?look")
    inspector.visit("promise offered", f"/promises/offered/{things['offered']}/")
    page.goto(f"/promises/{things['overdue']}/answer/")
    page.get_by_role("button", name="Save the answer").click()
    page.wait_for_url("**/answer/?look")
    inspector.look("promise answer refused")
    page.goto("/promises/new/")
    page.get_by_role("button", name="Put it on my list").click()
    page.wait_for_url("**/new/?look")
    inspector.look("promise refused")
    assert [str(fault) for fault in inspector.faults] == []


def test_from_a_round_to_the_wall(
    open_page: Callable[..., Page], house: House, dev: dict[str, str], shots: Path | None
) -> None:
    page = open_page(dev)
    page.goto("/promises/")
    page.get_by_role("link", name="Note a promise").first.click()
    page.get_by_label("What will you come back with?").fill("A lamp for the night desk")
    page.get_by_label("To which role?").fill("Night staff")
    page.get_by_label(re.compile("^Today")).check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A lamp for the night desk")
    page.get_by_role("button", name="It is in hand").click()
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("No: it cannot be done").check()
    page.get_by_label("Why?").fill("There is no money this year.")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("that is a promise kept").first).to_be_visible()
    page.goto("/promises/stoplight/")
    page.get_by_label("A lamp for the night desk").check()
    page.get_by_role("button", name="Look at it").click()
    inspector = Inspector(page, shots)
    inspector.look("staff preview")
    page.get_by_role("button", name="Make the page").click()
    expect(page.get_by_text("Please look once more")).to_be_visible()
    page.get_by_label("I looked: none of this").check()
    page.get_by_role("button", name="Make the page").click()
    expect(page.get_by_role("heading", name="Cannot")).to_be_visible()
    inspector.look("staff page")
    page.emulate_media(media="print")
    assert not page.get_by_text("Stop showing").is_visible()
    assert page.get_by_text("There is no money this year.").is_visible()
    assert [str(fault) for fault in inspector.faults] == []


def test_words_survive_the_lock(
    open_page: Callable[..., Page], house: House, dev: dict[str, str]
) -> None:
    page = open_page(dev)
    with before_script(page, "keeps", "/promises/new/"):  # they are noticed all the same
        page.get_by_label("What will you come back with?").fill("A lamp for the night desk")
    page.get_by_role("button", name="Hide").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/lock/**")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/promises/new/")
    page.goto("/promises/new/")
    expect(page.get_by_label("What will you come back with?")).to_have_value(
        "A lamp for the night desk"
    )


def test_it_all_works_without_javascript(
    open_page: Callable[..., Page], dev: dict[str, str]
) -> None:
    page = open_page(dev, java_script_enabled=False)
    page.goto("/promises/new/")
    page.get_by_label("What will you come back with?").fill("A lamp")
    page.get_by_role("button", name="Put it on my list").click()
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_role("heading", name="You came back with a yes")).to_be_visible()
    page.get_by_role("link", name="Erase it").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name="No promises yet")).to_be_visible()
