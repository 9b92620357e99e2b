"""A file that takes a while: what the page says meanwhile, and that it can be stopped."""

import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.house import House
from tests.makers import PASSWORD

# Playwright waits for the answer before it looks at a page again: the page looks for it.
PRESS_STOP_AFTER_A_SECOND = """() => {
    const panel = document.querySelector("[data-downloading]");
    window.seen = [];
    const looking = setInterval(() => {
        if (panel.checkVisibility()) window.seen.push(panel.innerText.replace(/\\s+/g, " "));
        if (!panel.innerText.includes("1 s")) return;
        clearInterval(looking);
        panel.querySelector("button").click();
    }, 50);
}"""


def test_what_takes_long_says_so_and_can_be_stopped(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    house.do("entry", id=amara["id"], title="Tea at four", answers={"happened": "We talked."})
    page = open_page(amara, size=PHONE)
    page.goto("/take-out/")
    page.get_by_label("Password").fill(PASSWORD)
    panel, button = page.locator("[data-downloading]"), page.get_by_text("Download everything")
    expect(panel).to_be_hidden()
    page.evaluate(PRESS_STOP_AFTER_A_SECOND)
    house.pause()
    try:
        button.click(no_wait_after=True)
        said = panel.get_by_role("status")
        expect(said).to_have_text("Stopped. Nothing was downloaded.", timeout=20_000)
    finally:
        house.go_on()
    seen = page.evaluate("window.seen")
    assert "is being put together" in seen[0] and seen[0].endswith("Stop"), seen
    assert "1 s" in seen[-1]
    expect(button).to_be_focused()

    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    expect(said).to_contain_text("The download has begun")
    assert not page.evaluate("document.cookie")
    with zipfile.ZipFile(waiting.value.path()) as copy:
        assert copy.testzip() is None and "Tea at four" in copy.read("journal.json").decode()


def test_what_was_refused_is_said_and_may_be_asked_again(
    open_page: Callable[..., Page], amara: dict[str, str]
) -> None:
    page = open_page(amara)
    page.goto("/take-out/")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.locator("[data-downloading]")).to_be_hidden()
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_download():
        page.keyboard.press("Enter")
