"""A wall is never scrolled: whatever stands on it, on the two sizes that projectors have."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.models import AgendaItem
from tests.browser.conftest import PHONE
from tests.browser.house import House
from tests.browser.test_meeting import SHOWN_WITHIN, SMALL, join
from tests.browser.walks import follow, follow_key

SIZES = [{"width": 1280, "height": 720}, {"width": 1024, "height": 768}]
TOO_LARGE = """() => {
  const found = document.scrollingElement;
  const bar = document.querySelector(".wall__bar").getBoundingClientRect();
  const parts = [...document.querySelectorAll("main > *")];
  const inside = parts.map((one) => one.getBoundingClientRect());
  const covered = inside.filter((one) => one.bottom > bar.top + 1 || one.right > innerWidth);
  return [found.scrollHeight > innerHeight && `${found.scrollHeight} high`,
          found.scrollWidth > innerWidth && `${found.scrollWidth} wide`,
          covered.length && `${covered.length} under the bar`].filter(Boolean);
}"""


def sheets(wall: Page, path: str) -> Iterator[int]:
    """Each sheet of what is on the wall, with the arrow keys."""
    wall.goto(path)
    yield 1
    for number in range(2, 60):
        following = wall.locator("a[data-next]")
        if not following.count():
            return
        follow_key(wall, "ArrowRight")
        assert wall.url.endswith(f"/present/?sheet={number}")
        yield number
    raise AssertionError("there is no end of it")


@pytest.mark.parametrize("form", ["words", "lines", "tips"])
def test_no_part_of_a_meeting_is_scrolled(
    house: House, open_page: Callable[..., Page], shots: Path | None, form: str
) -> None:
    dev = house.do("person", name="Dev")
    meeting = house.do("full_wall", id=dev["id"], form=form)["id"]
    path = f"/meetings/{meeting}/present/"
    wall = open_page(dev, size=SIZES[0])
    faults = []

    def look(name: str) -> None:
        for size in SIZES:
            wall.set_viewport_size(size)
            for fault in [*wall.evaluate(TOO_LARGE), *wall.evaluate(SMALL)]:
                faults.append(f"{name} at {size['width']}: {fault}")
            if shots:
                wall.screenshot(path=shots / f"wall {form} {name} {size['width']}.png")

    house.do("put_on_wall", meeting=meeting, block="reveal")
    wall.goto(path)
    look("before the reveal")
    wall.keyboard.press("r")
    follow_key(wall, "Enter")
    expect(wall.locator("[data-reveal]")).to_have_count(0)
    follow_key(wall, "c")
    expect(wall.get_by_role("link", name="Close the code")).to_be_visible()
    look("code")
    follow_key(wall, "c")
    expect(wall.get_by_role("link", name="Show the code")).to_be_visible()
    for block in AgendaItem.Block.values:
        house.do("put_on_wall", meeting=meeting, block=block)
        for number in sheets(wall, path):
            if number < 4:
                look(f"{block} {number}")
    assert faults == []


def test_an_answer_is_set_aside_on_the_wall_and_taken_back(
    house: House, open_page: Callable[..., Page]
) -> None:
    dev = house.do("person", name="Dev")
    meeting = house.do("full_wall", id=dev["id"], form="lines")["id"]
    house.do("put_on_wall", meeting=meeting, block="reveal")
    wall = open_page(dev, size=SIZES[0], java_script_enabled=False)
    wall.goto(f"/meetings/{meeting}/present/")
    assert wall.locator("kbd:visible").count() == 0  # no key does anything here
    follow(wall.get_by_role("button", name="Reveal the answers"))
    before = wall.locator(".answers__card").first.inner_text()
    follow(wall.get_by_role("button", name="Set this one aside").first)
    expect(wall.get_by_text("Set aside.", exact=False)).to_be_visible()
    assert wall.locator(".answers__card").first.inner_text() != before
    assert "/present/" in wall.url
    follow(wall.get_by_role("button", name="Undo"))
    assert wall.locator(".answers__card").first.inner_text() == before
    expect(wall.get_by_text("Set aside.", exact=False)).to_have_count(0)


def test_who_still_types_when_answers_are_opened_is_told_so(
    house: House, open_page: Callable[..., Page]
) -> None:
    dev = house.do("person", name="Dev")
    meeting = house.do("full_wall", id=dev["id"], form="words")
    house.do("put_on_wall", meeting=meeting["id"], block="write")
    phone, wall = open_page(size=PHONE), open_page(dev, size=SIZES[0])
    join(phone, house.do("code_of", meeting=meeting["id"]))
    phone.get_by_role("textbox").fill("Not sent in time.")
    house.do("put_on_wall", meeting=meeting["id"], block="reveal")
    wall.goto(f"/meetings/{meeting['id']}/present/")
    wall.get_by_role("button", name="Reveal the answers").click()
    expect(phone.get_by_text("too late for yours to be shown")).to_be_visible(timeout=SHOWN_WITHIN)
    expect(phone.get_by_text("send them first")).to_be_hidden()
    assert phone.get_by_role("textbox").input_value() == "Not sent in time."
    phone.get_by_role("button", name="Keep it for myself").click()
    expect(phone.get_by_text(re.compile("did not send in time"))).to_be_visible(
        timeout=SHOWN_WITHIN
    )
