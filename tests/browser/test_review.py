"""A supervisor reads what was shared, quotes a phrase, and gives something that helps."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import before_script, expect_saved

ANSWERS = {
    "happened": "Her tea went cold while we talked.\nShe laughed about it, and then she cried.",
    "in_a_line": "We stayed.",
}
SELECT = """words => {
  for (const p of document.querySelectorAll("[data-answer] .reading__words p")) {
    const at = p.textContent.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(p.firstChild, at);
    range.setEnd(p.firstChild, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return true;
  }
  return false;
}"""


@pytest.fixture
def ben(house: House) -> dict[str, str]:
    return dict(house.do("person", name="Ben"))


@pytest.fixture
def share(house: House, amara: dict[str, str], ben: dict[str, str]) -> str:
    house.do("member", id=amara["id"], supervisor=ben["id"])
    entry = house.do("entry", id=amara["id"], answers=ANSWERS, title="Tea")
    return str(house.do("share", entry=entry, ask="Was I too late?"))


@pytest.fixture
def reading(house: House, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of a person who took a second step."""

    def opened(person: dict[str, str], **options: Any) -> Page:
        page = open_page(**options)
        cookie = house.do("session", id=person["id"], factor=True)
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
        return page

    return opened


def fill_slots(page: Page) -> None:
    page.get_by_label("What I noticed").fill("You let the tea be.")
    page.get_by_label("A question to take you further").fill("What told you to stay?")
    page.get_by_label("One thing to try, or to keep doing").fill("Keep sitting down.")


def test_what_was_selected_before_the_script_came_can_be_quoted(
    reading: Callable[..., Page], ben: dict[str, str], share: str
) -> None:
    page = reading(ben, size=WIDE)
    with before_script(page, "review", f"/reviews/{share}/"):
        expect(page.get_by_label("One thing to try, or to keep doing")).to_be_visible()
        assert page.evaluate(SELECT, "ea went col")
    page.get_by_role("button", name="Quote this").click()
    expect(page.get_by_label("Their words").first).to_have_value("tea went cold")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["390", "1280"])
def test_from_the_queue_to_what_the_writer_sees(
    house: House,
    reading: Callable[..., Page],
    amara: dict[str, str],
    ben: dict[str, str],
    share: str,
    size: Any,
) -> None:
    page = reading(ben, size=size)
    page.goto("/")
    page.get_by_role("link", name="Review", exact=True).click()
    page.wait_for_url("**/reviews/")
    page.get_by_role("link", name=re.compile("^Amara")).click()
    expect(page.locator("main")).to_contain_text("Was I too late?")

    assert page.evaluate(SELECT, "ea went col")  # half words become whole ones
    page.get_by_role("button", name="Quote this").click()
    expect(page.get_by_label("Their words").first).to_have_value("tea went cold")
    expect(page.get_by_label("What you say about them").first).to_be_focused()
    page.keyboard.type("And you did not mind.")
    expect_saved(page)
    page.get_by_role("button", name="Another comment").first.click()
    page.keyboard.type("she cried")
    page.keyboard.press("Tab")
    page.keyboard.type("You were there.")
    fill_slots(page)
    expect_saved(page)
    kept = house.do("reviewed", share=share)
    assert kept["words"]["comment-happened-2"] == {"quote": "she cried", "text": "You were there."}
    assert kept["state"] == "seen"

    page.reload()
    expect(page.get_by_label("What I noticed")).to_have_value("You let the tea be.")
    page.get_by_role("button", name="Give this to Amara").click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether you acknowledge it")
    page.get_by_label("I invite more").check()
    page.get_by_role("button", name="Give this to Amara").click()
    expect(page.locator("main")).to_contain_text("You invited more.")
    assert house.do("reviewed", share=share)["state"] == "returned"

    writer = reading(amara, size=size)
    writer.goto(f"/shared/{share}/")
    for words in ("You let the tea be.", "tea went cold", "And you did not mind."):
        expect(writer.locator("main")).to_contain_text(words)

    page.get_by_label("Add something for Amara").fill("On Monday, if you like.")
    page.get_by_role("button", name="Add to the talk").click()
    expect(page.locator("#talk")).to_contain_text("On Monday, if you like.")
    page.get_by_role("button", name="Acknowledge now").click()
    expect(page.locator("main")).to_contain_text("acknowledged it later")


def test_the_same_without_javascript(
    house: House, reading: Callable[..., Page], ben: dict[str, str], share: str
) -> None:
    page = reading(ben, size=PHONE, java_script_enabled=False)
    page.goto(f"/reviews/{share}/")
    page.get_by_text("Comment on this").first.click()
    page.get_by_label("Their words").first.fill("warm milk")
    page.get_by_label("What you say about them").first.fill("And you did not mind.")
    page.get_by_role("button", name="Another comment").first.click()
    expect(page.get_by_label("What you say about them").nth(1)).to_be_visible()
    fill_slots(page)
    page.get_by_label("I acknowledge it").check()
    page.get_by_role("button", name="Give this to Amara").click()
    expect(page.get_by_role("alert")).to_contain_text("do not stand in this answer")
    expect(page.get_by_label("I acknowledge it")).to_be_checked()
    page.get_by_label("Their words").first.fill("tea went cold")
    page.get_by_role("button", name="Give this to Amara").click()
    expect(page.locator("main")).to_contain_text("You acknowledged it.")
    assert house.do("reviewed", share=share)["state"] == "acknowledged"


def test_by_keyboard_alone(
    house: House, reading: Callable[..., Page], ben: dict[str, str], share: str
) -> None:
    page = reading(ben, size=WIDE)
    page.goto(f"/reviews/{share}/")
    page.get_by_role("link", name="To your three boxes").focus()
    page.keyboard.press("Enter")
    for words in ("You let the tea be.", "What told you to stay?", "Keep sitting down."):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
        page.keyboard.press("Tab")  # past the examples
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # to talk about it in person
    for _past in ("the tick", "what it is meant for"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("You acknowledged it.")
    words = house.do("reviewed", share=share)["words"]
    assert (words["try_next"], words["talk"]) == ("Keep sitting down.", ["talk"])
    expect(page.locator("main")).to_contain_text("on the list of your next session")


def test_taken_back_while_it_is_written(
    house: House, reading: Callable[..., Page], ben: dict[str, str], share: str
) -> None:
    page = reading(ben, size=WIDE)
    page.goto(f"/reviews/{share}/")
    page.get_by_label("What I noticed").fill("You let")
    expect_saved(page)
    house.do("withdraw", share=share)
    page.get_by_label("What I noticed").fill("You let the tea be.")
    expect(page.get_by_role("alert")).to_contain_text("Taken back by its writer.")
    expect(page.locator("main")).not_to_contain_text("Her tea went cold")
    expect(page.locator("main")).not_to_contain_text("Was I too late?")
    expect(page.get_by_role("button", name="Give this to Amara")).to_be_hidden()
    page.get_by_role("link", name="See your words").click()
    expect(page.get_by_label("Your words")).to_contain_text("You let the tea be.")
    page.get_by_role("button", name="Erase them").click()
    expect(page.locator("main")).to_contain_text("Nothing is kept here.")
    assert house.do("reviewed", share=share)["words"] == {}


def test_two_devices(
    house: House, reading: Callable[..., Page], ben: dict[str, str], share: str
) -> None:
    desk, phone = reading(ben, size=WIDE), reading(ben, size=PHONE)
    for page in (desk, phone):
        page.goto(f"/reviews/{share}/")
    desk.get_by_label("What I noticed").fill("From the desk.")
    expect_saved(desk)
    phone.get_by_label("What I noticed").fill("From the phone.")
    expect(phone.locator("[data-badge]")).to_have_attribute("data-state", "clash")
    expect(phone.locator("main")).to_contain_text("From the desk.")
    phone.get_by_role("link", name="Choose between them").click()
    phone.get_by_role("button", name="Use this instead").click()
    expect(phone.get_by_label("What I noticed")).to_have_value("From the phone.")
    kept = house.do("reviewed", share=share)
    assert (kept["words"]["noticed"], kept["clashes"]) == ("From the phone.", [])


def test_every_page_of_a_supervisor(
    house: House, reading: Callable[..., Page], ben: dict[str, str], shots: Path | None
) -> None:
    page = reading(ben)
    page.goto("/reviews/")
    empty = Inspector(page, shots)
    empty.look("reviews nothing")
    inspector = Inspector(page, shots)
    for name, path in house.do("desk_of", id=ben["id"]).items():
        inspector.visit(f"reviews {name}", path)
    assert [str(fault) for fault in [*empty.faults, *inspector.faults]] == []
