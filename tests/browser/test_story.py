"""The product's first job: a Time Out, written in several goes, found, read, taken, deleted."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.walks import (
    FIRST,
    SECOND,
    TIME_OUT,
    expect_saved,
    follow,
    pick_time_out,
    sign_in,
)
from tests.makers import PASSWORD
from tests.portfolio.pdf_reading import Reading


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["390", "1280"])
def test_a_time_out_in_several_goes(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    size: Any,
    tmp_path: Path,
) -> None:
    page = open_page(size=size)
    sign_in(page, amara)
    pick_time_out(page)
    page.get_by_role("textbox", name=FIRST).fill("He sat by the window and did not look up.")
    expect_saved(page)
    if size == PHONE:
        expect(page.get_by_role("textbox", name=SECOND)).to_be_hidden()
        page.get_by_role("button", name="Next").click()
    page.get_by_role("textbox", name=SECOND).fill("It began with a cup of tea.")
    expect_saved(page)

    page.locator(".brand").click()  # on a phone the places give way to the words
    page.get_by_role("link", name=f"Continue “{TIME_OUT}”").click()
    first = page.get_by_role("textbox", name=FIRST)
    expect(first).to_have_value("He sat by the window and did not look up.")
    first.press("Control+End")
    first.press_sequentially(" Then he did.")
    expect_saved(page)
    if size == PHONE:
        while page.get_by_role("button", name="Next").is_visible():
            page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(lambda url: not url.endswith("/write/"))
    expect(page.locator("main")).to_contain_text("did not look up. Then he did.")
    expect(page.locator("main")).to_contain_text("It began with a cup of tea.")

    page.get_by_role("link", name="Journal", exact=True).click()
    page.get_by_role("link", name=TIME_OUT).click()
    expect(page.locator("main")).to_contain_text("Then he did.")

    page.get_by_role("link", name="Print or download").click()
    page.get_by_label("Plain text, to paste somewhere else").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download this entry").click()
    assert "Then he did." in waiting.value.path().read_text()

    page.goto("/take-out/")
    page.get_by_label("Your password").fill(PASSWORD)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download everything").click()
    assert "Then he did." in _words_of(waiting.value.path())

    page.goto("/your-journal/")
    page.get_by_role("link", name=TIME_OUT).click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("main")).not_to_contain_text(TIME_OUT)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("Then he did.")
    kept = house.do("texts", entry=house.do("entries_of", id=amara["id"])[0])
    assert kept["is_finished"] and not kept["is_deleted"]
    assert kept["clashes"] == []


def _words_of(archive: Path) -> str:
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        data = json.loads(opened.read(next(n for n in names if n.endswith(".json"))))
        pages = [opened.read(n).decode() for n in names if n.endswith(".html")]
    assert any("Then he did." in page for page in pages)
    return json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["390", "1280"])
def test_the_same_without_javascript(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], size: Any
) -> None:
    page = open_page(size=size, java_script_enabled=False)
    sign_in(page, amara)
    pick_time_out(page)
    page.get_by_role("textbox", name=FIRST).fill("She would not eat.")
    page.get_by_role("textbox", name=SECOND).fill("We counted the boats.")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("textbox", name=FIRST)).to_have_value("She would not eat.")

    page.goto("/")
    page.get_by_role("link", name=f"Continue “{TIME_OUT}”").click()
    page.get_by_role("textbox", name=FIRST).fill("She would not eat at first.")
    page.get_by_role("button", name="Finish").last.click()
    expect(page.locator("main")).to_contain_text("She would not eat at first.")
    expect(page.locator("main")).to_contain_text("We counted the boats.")

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("We counted the boats.")
    follow(page.get_by_role("button", name="Sign out").first)
    assert page.url.startswith(f"{house.url}/sign-in/")
    page.goto("/your-journal/")
    assert page.url.startswith(f"{house.url}/sign-in/")


def test_the_same_by_keyboard_alone(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    page = open_page(size=WIDE)
    page.goto("/")
    _tab_to(page, "E-mail address")
    page.keyboard.type(amara["email"])
    _tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.url}/")

    _tab_to(page, "Start writing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/")
    _tab_to(page, "The therapeutic relationship: seven Time Outs")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wright-2021/")
    _tab_to(page, f"Write: {TIME_OUT}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/write/")
    _tab_to(page, FIRST)
    page.keyboard.type("By keyboard alone.")
    expect_saved(page)
    _tab_to(page, "Finish", most=80)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/write/"))
    expect(page.locator("main")).to_contain_text("By keyboard alone.")

    _tab_to(page, "Print or download")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-out/*/")
    with page.expect_download() as waiting:
        _tab_to_last_button(page)
        page.keyboard.press("Enter")
    assert "By keyboard alone." in Reading(waiting.value.path().read_bytes()).text

    page.go_back()
    page.wait_for_url("**/your-journal/*/")
    _tab_to(page, "Delete")
    page.keyboard.press("Enter")
    page.wait_for_url("**/your-journal/")
    _tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("By keyboard alone.")
    _tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/**")


# The name of what has the focus, near enough to what a screen reader says.
NAME = """() => {
  const it = document.activeElement;
  const by = it.getAttribute('aria-labelledby');
  const words = by ? by.split(' ').map(id => document.getElementById(id)?.innerText).join(' ')
    : it.getAttribute('aria-label') || it.labels?.[0]?.innerText || it.textContent;
  const box = it.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0;
  const ring = getComputedStyle(it);
  return [words.trim().replace(/\\s+/g, ' '), seen, it.tagName,
          ring.outlineStyle !== 'none' || ring.boxShadow !== 'none'];
}"""


def _tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until something of this name has the focus, visibly."""
    names = []
    for _press in range(most):
        page.keyboard.press("Tab")
        words, is_seen, _tag, has_ring = page.evaluate(NAME)
        names.append(words)
        if words.startswith(name):
            assert is_seen, f"{name} has the focus and cannot be seen"
            assert has_ring, f"{name} has the focus and nothing shows it"
            return
    raise AssertionError(f"Tab never came to {name!r}, but to {names}")


def _tab_to_last_button(page: Page) -> None:
    wanted = page.locator("main form button:visible").last.inner_text()
    _tab_to(page, wanted.strip())
