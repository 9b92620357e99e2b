"""A supervisor works through what waits, from top to bottom, and with the keyboard alone.

REFLECT_RECORD=FOLDER writes what was seen as a trace: `playwright show-trace FOLDER/NAME.zip`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import follow

ANSWERS = {"happened": "Her tea went cold while we talked.", "in_a_line": "We stayed."}
SLOTS = ("You let the tea be.", "What told you to stay?", "Keep sitting down.")
LABELS = ("What I noticed", "A question to take you further", "One thing to try")
FOCUSED = "() => (document.activeElement.textContent || document.activeElement.id).trim()"
MOST_A_SHARE = 25  # presses, besides the words


@pytest.fixture
def ben(house: House) -> dict[str, str]:
    return dict(house.do("person", name="Ben"))


@pytest.fixture
def give(house: House, amara: dict[str, str], ben: dict[str, str]) -> Callable[[int], list[str]]:
    """Amara shares so many with Ben, a day after the other."""
    house.do("member", id=amara["id"], supervisor=ben["id"])

    def given(number: int) -> list[str]:
        entries = [house.do("entry", id=amara["id"], answers=ANSWERS) for _ in range(number)]
        ages = range(number, 0, -1)
        return [
            str(house.do("share", entry=entry, days=days))
            for entry, days in zip(entries, ages, strict=True)
        ]

    return given


@pytest.fixture
def reading(house: House, open_page: Callable[..., Page], ben: dict[str, str]) -> Any:
    """A page of Ben's, who took a second step."""

    def opened(**options: Any) -> Page:
        page = open_page(**options)
        cookie = house.do("session", id=ben["id"], factor=True)
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
        return page

    return opened


@contextmanager
def recorded(page: Page, name: str) -> Iterator[None]:
    folder = os.environ.get("REFLECT_RECORD")
    if not folder:
        yield
        return
    page.context.tracing.start(screenshots=True, snapshots=True, title=name)
    try:
        yield
    finally:
        page.context.tracing.stop(path=Path(folder) / f"{name}.zip")


class Keys:
    """Counts what is pressed; words that are typed are not."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1

    def tab_to(self, words: str) -> None:
        for _time in range(40):
            self.press("Tab")
            if self.page.evaluate(FOCUSED).startswith(words):
                return
        raise AssertionError(f"nothing that begins with {words} is reached")

    def write_and_give_next(self) -> None:
        self.tab_to("Straight to your words")
        self.press("Enter")
        for words in SLOTS:
            self.press("Tab")
            self.page.keyboard.type(words)
            self.press("Tab")  # the examples
        self.press("Tab")
        self.press("Space")  # it is whole as it is
        self.tab_to("Give, and open the next")
        self.press("Enter")


def test_ten_that_wait_are_cleared_by_keyboard(
    house: House, reading: Any, give: Callable[[int], list[str]]
) -> None:
    shares = give(10)
    page = reading(size=WIDE)
    keys = Keys(page)
    with recorded(page, "ten-by-keyboard"):
        page.goto("/reviews/")
        keys.tab_to("Skip to")
        keys.press("Enter")
        keys.tab_to("Amara")
        keys.press("Enter")
        counts = []
        for number, share in enumerate(shares):
            page.wait_for_url(f"**/reviews/{share}/*")
            before = keys.pressed
            if number:
                expect(page.locator("h1")).to_be_focused()
            if share == shares[-1]:  # nobody waits after it, so there is one button
                expect(page.get_by_text("Next waiting")).to_have_count(0)
                finish(keys)
            else:
                left = f"Next waiting ({9 - number} left)"
                expect(page.get_by_role("link", name=left)).to_be_visible()
                keys.write_and_give_next()
            counts.append(keys.pressed - before)
        expect(page.locator("main")).to_contain_text("You acknowledged it.")
    assert [house.do("reviewed", share=share)["state"] for share in shares] == ["acknowledged"] * 10
    assert house.do("reviewed", share=shares[4])["words"]["noticed"] == SLOTS[0]
    assert max(counts[1:]) <= MOST_A_SHARE, counts


def finish(keys: Keys) -> None:
    keys.tab_to("Straight to your words")
    keys.press("Enter")
    for words in SLOTS:
        keys.press("Tab")
        keys.page.keyboard.type(words)
        keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")
    keys.tab_to("Give this to Amara")
    keys.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
def test_several_are_read_and_need_no_words(
    house: House, reading: Any, give: Callable[[int], list[str]], scripts: bool
) -> None:
    shares = give(3)
    page = reading(size=PHONE, java_script_enabled=scripts)
    for share in shares[:2]:
        page.goto(f"/reviews/{share}/")
    page.goto("/reviews/")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for number in range(2):
        boxes.nth(number).check()
    page.get_by_role("button", name="I have read these").click()
    expect(page.get_by_text("They are told that you have read it, and no more")).to_be_visible()
    states = [house.do("reviewed", share=share)["state"] for share in shares]
    assert states == ["acknowledged", "acknowledged", "waiting"]


def test_what_is_ticked_and_depth_without_javascript(
    house: House,
    open_page: Callable[..., Page],
    reading: Any,
    amara: dict[str, str],
    give: Callable[[int], list[str]],
) -> None:
    (share,) = give(1)
    writer = open_page(amara, size=PHONE, java_script_enabled=False)
    writer.goto(f"/shared/{share}/")
    writer.get_by_role("button", name="Turn them on").click()
    expect(writer.get_by_role("button", name="Turn them off")).to_be_visible()
    page = reading(size=PHONE, java_script_enabled=False)
    page.goto(f"/reviews/{share}/")
    page.get_by_text("What it is meant for, and where it seems to stand").click()
    page.get_by_label("Learn").check()
    page.get_by_label("Making sense").check()
    page.get_by_label("Let us talk about this in person").check()
    page.get_by_label("I acknowledge it").check()
    page.get_by_role("button", name="Give this to Amara").click()
    expect(page.get_by_role("alert")).to_contain_text("Not given yet")
    expect(page.get_by_label("Learn")).to_be_checked()
    expect(page.get_by_label("Making sense")).to_be_checked()
    for label, words in zip(LABELS, SLOTS, strict=True):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Give this to Amara").click()
    expect(page.locator("main")).to_contain_text("on the list of your next session with Amara")
    writer.goto(f"/shared/{share}/")
    for said in ("to know or do something better", "Making sense", "talk about this with you"):
        expect(writer.locator("main")).to_contain_text(said)


def test_every_page_of_a_review_in_depth(
    house: House,
    open_page: Callable[..., Page],
    reading: Any,
    amara: dict[str, str],
    give: Callable[[int], list[str]],
    shots: Path | None,
) -> None:
    shares = give(3)
    page = reading()
    page.goto(f"/reviews/{shares[0]}/")
    page.goto(f"/reviews/{shares[1]}/")
    house.do("depth", id=amara["id"])
    inspector = Inspector(page, shots)
    inspector.visit("queue to tick", "/reviews/")
    inspector.visit("review in depth", f"/reviews/{shares[0]}/")
    page.get_by_text("What it is meant for, and where it seems to stand").click()
    page.get_by_text("Examples").first.click()
    inspector.look("review in depth unfolded")
    page.get_by_label("Learn").check()
    page.get_by_label("Making sense").check()
    page.get_by_label("Let us talk about this in person").check()
    for label, words in zip(LABELS, SLOTS, strict=True):
        page.get_by_label(label).fill(words)
    page.get_by_label("I invite more").check()
    follow(page.get_by_role("button", name="Give this to Amara"))
    expect(page.locator("main")).to_contain_text("You invited more.")
    inspector.look("review in depth given")
    page.goto("/reviews/")
    page.get_by_role("checkbox").check()
    follow(page.get_by_role("button", name="I have read these"))
    inspector.look("queue with what was read")
    theirs = Inspector(open_page(amara), shots)
    theirs.visit("share in depth", f"/shared/{shares[0]}/")
    theirs.visit("share only read", f"/shared/{shares[1]}/")
    assert [str(fault) for fault in [*inspector.faults, *theirs.faults]] == []
