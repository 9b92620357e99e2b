"""The portfolio in a browser: from nothing to a cycle, a line that goes and comes back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector


@pytest.fixture
def nurse(house: House) -> dict[str, str]:
    return house.do("person", name="Amara")


def test_from_nothing_to_a_cycle_and_back_from_the_bin(
    open_page: Callable[..., Page], nurse: dict[str, str], shots: Path | None
) -> None:
    page = open_page(nurse)
    inspector = Inspector(page, shots)
    inspector.visit("portfolio empty", "/portfolio/")
    page.get_by_role("link", name="Set up your cycle").click()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/new/?look")
    inspector.look("cycle refused")
    page.get_by_label("Whose code do you work under?").select_option("nmc-2018")
    page.get_by_label("First day").fill("2026-04-01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("The NMC Code (2018)")
    expect(page.get_by_text("1 April 2026 to 31 March 2029")).to_be_visible()
    page.get_by_role("link", name="Add learning").click()
    page.get_by_label("What was it about?").fill("Sepsis: the first hour")
    page.get_by_label("When did it begin?").fill("2026-05-02")
    page.get_by_label("How many hours did it take?").fill("3,5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3.5 hours").first).to_be_visible()
    inspector.look("learning")
    page.get_by_role("link", name=re.compile("^Sepsis: the first hour")).click()
    page.get_by_role("button", name="Take it out of the log").click()
    expect(page.get_by_role("heading", name="Taken out lately")).to_be_visible()
    inspector.look("learning taken out")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("link", name=re.compile("^Sepsis: the first hour"))).to_be_visible()
    assert [str(fault) for fault in inspector.faults] == []
