"""What is new: seen in the menu, opened, and asked for by mail, with and without a script."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_news_is_found_opened_and_set_aside(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], script: bool
) -> None:
    house.do("news", id=amara["id"])
    page = open_page(amara, java_script_enabled=script)
    page.goto("/me/")
    menu = page.locator("summary", has_text="You")
    expect(menu).to_contain_text("(2)")
    menu.click()
    page.get_by_role("link", name="What is new (2)").click()
    expect(page).to_have_title("What is new · Reflect")
    expect(page.get_by_text("Not in the news")).to_have_count(0)
    expect(page.locator(".tag", has_text="New")).to_have_count(2)
    page.get_by_role("button", name="Open Ben Adeyemi said something").first.click()
    expect(page).to_have_title("What you shared · Reflect")
    page.goto("/news/")
    expect(page.locator(".tag", has_text="New")).to_have_count(1)
    page.get_by_role("button", name="I have seen all of this").click()
    expect(page.locator(".tag", has_text="New")).to_have_count(0)
    expect(page.get_by_role("button", name="I have seen all of this")).to_have_count(0)
    expect(menu).not_to_contain_text("(")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_mail_is_asked_for_and_paused(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], script: bool
) -> None:
    page = open_page(amara, java_script_enabled=script)
    page.goto("/me/")
    page.get_by_role("link", name="Mail about what is new").click()
    expect(page.get_by_label("No mail. I look here")).to_be_checked()
    page.get_by_label("A mail when there is something new").check()
    page.get_by_label("Somebody shares something with me").uncheck()
    day = (date.today() + timedelta(days=20)).isoformat()  # noqa: DTZ011  as the browser's
    page.get_by_label("No mail until").fill(day)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("What you want is saved.")
    expect(page.get_by_label("A mail when there is something new")).to_be_checked()
    expect(page.get_by_label("Somebody shares something with me")).not_to_be_checked()
    expect(page.get_by_label("Somebody answers what I shared")).to_be_checked()
    expect(page.get_by_label("No mail until")).to_have_value(day)


def test_by_keyboard_alone(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    house.do("news", id=amara["id"])
    page = open_page(amara)
    page.goto("/news/")
    names = []
    for _key in range(25):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText.trim()"))
        if names[-1] == "Open":
            break
    assert names.index("I have seen all of this") < names.index("Open")
    page.keyboard.press("Enter")
    expect(page).to_have_title("What you shared · Reflect")


def test_every_state_of_news(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], shots: Path | None
) -> None:
    page = open_page(amara)
    inspector = Inspector(page, shots)
    inspector.visit("news empty", "/news/")
    house.do("news", id=amara["id"])
    inspector.visit("news", "/news/")
    assert page.evaluate("document.querySelector('.masthead').offsetHeight") < 70
    page.goto("/news/mail/")
    page.get_by_label("No mail until").fill("2020-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field__error")).to_contain_text("a day that is still to come")
    inspector.look("wishes refused")
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/news/")
    assert page.evaluate("document.querySelector('.masthead').offsetHeight") < 70
    assert [str(fault) for fault in inspector.faults] == []
