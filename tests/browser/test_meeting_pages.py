"""Planning, the agenda and the minutes in a browser: with the keyboard, and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Complaints
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.makers import PASSWORD

pytestmark = pytest.mark.browser
DAY = (timezone.localdate() + timedelta(days=5)).isoformat()


@pytest.fixture
def dev(house: House) -> dict[str, str]:
    return dict(house.do("person", name="Dev"))


@pytest.fixture
def leading(house: House, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of a person who took a second step: others' promises are open to them."""

    def opened(person: dict[str, str], **options: Any) -> Page:
        page = open_page(**options)
        cookie = house.do("session", id=person["id"], factor=True)
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
        return page

    return opened


def test_every_page_of_a_leader(
    house: House, dev: dict[str, str], leading: Callable[..., Page], shots: Path | None
) -> None:
    team = house.do("leader", id=dev["id"])
    inspector = Inspector(leading(dev), shots)
    inspector.visit("meetings none yet", "/meetings/")
    inspector.visit("meetings plan", "/meetings/plan/")
    things = house.do("leaders_meetings", id=dev["id"], team=team)
    pages = {"meetings": "/meetings/", "meetings first time": "/meetings/first-time/",
             "meetings script": "/meetings/script/"}  # fmt: skip
    for name in ("planned", "come", "left", "over"):
        pages[f"meeting {name}"] = f"/meetings/{things[name]}/"
    for name in ("edit", "agenda", "cancel", "promises"):
        pages[f"meeting {name}"] = f"/meetings/{things['planned']}/{name}/"
    for name in ("over", "named", "wrong", "come"):
        pages[f"minutes write {name}"] = f"/meetings/{things[name]}/minutes/write/"
        pages[f"minutes read {name}"] = f"/meetings/{things[name]}/minutes/"
    for name, path in pages.items():
        inspector.visit(name, path)
    assert [str(fault) for fault in inspector.faults] == []


def test_a_leader_without_a_role_is_told_kindly(
    house: House, amara: dict[str, str], open_page: Callable[..., Page], complaints: Complaints
) -> None:
    house.do("member", id=amara["id"])
    complaints.expected.append("403 (Forbidden)")
    page = open_page(amara)
    page.goto("/meetings/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is for another role")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_meeting_is_planned_changed_and_written_down(
    house: House, dev: dict[str, str], leading: Callable[..., Page], scripts: bool
) -> None:
    house.do("leader", id=dev["id"])
    title = house.do("a_prompt", title="What did you wonder?")
    page = leading(dev, size=PHONE, java_script_enabled=scripts)
    page.goto("/meetings/")
    page.get_by_role("link", name="Plan the meeting").click()
    page.get_by_label("Day", exact=True).fill(DAY)
    page.get_by_label("Time", exact=True).fill("14:30")
    page.get_by_label("A huddle of 5 minutes").check()
    page.get_by_label("Which prompt?").select_option(label=title)
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("5 minutes altogether")).to_be_visible()
    page.get_by_role("link", name="Change the agenda or the prompt").click()
    page.get_by_label("Talk, minutes").fill("7")
    page.get_by_role("button", name="Down : Read the prompt").click()
    expect(page.get_by_text("9 minutes altogether")).to_be_visible()
    expect(page.locator(".agenda-line").first).to_contain_text("Talk")
    page.get_by_label("Something more").select_option("check-out")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".agenda-line").last).to_contain_text("Check-out word")


def test_the_agenda_is_changed_by_keyboard_alone(
    house: House, dev: dict[str, str], leading: Callable[..., Page]
) -> None:
    team = house.do("leader", id=dev["id"])
    meeting = house.do("leaders_meetings", id=dev["id"], team=team)["planned"]
    page = leading(dev, size=WIDE)
    page.goto(f"/meetings/{meeting}/agenda/")
    page.get_by_role("button", name="Down : Arrive, 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".agenda-line").nth(1)).to_contain_text("Arrive")
    page.get_by_label("Arrive, minutes").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")  # the first button saves
    expect(page.get_by_label("Arrive, minutes")).to_have_value("4")
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_minutes_survive_a_lock_and_a_name_is_asked_about(
    house: House, dev: dict[str, str], leading: Callable[..., Page]
) -> None:
    team = house.do("leader", id=dev["id"])
    meeting = house.do("leaders_meetings", id=dev["id"], team=team)["come"]
    page = leading(dev, size=WIDE)
    page.goto(f"/meetings/{meeting}/minutes/write/")
    page.get_by_label("Themes, 1").fill("Nobody had told Mrs Okafor.")
    page.keyboard.press("Enter")  # goes on to the next line
    page.keyboard.type("A second theme.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("may show who somebody is")
    expect(page.get_by_label("Themes, 2")).to_have_value("A second theme.")
    page.get_by_label("Themes, 1").fill("Nobody had told the family.")
    page.get_by_role("button", name="Save, and read as the team does").click()
    expect(page.get_by_text("Nobody had told the family.")).to_be_visible()
    page.goto(f"/meetings/{meeting}/minutes/write/")
    page.get_by_label("Themes, 1").fill("Half a")
    with page.expect_response("**/me/lock/now/"):  # what is on the page is kept before that
        page.get_by_role("button", name="Hide").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/lock/**")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/minutes/write/")
    page.goto(f"/meetings/{meeting}/minutes/write/")
    expect(page.get_by_label("Themes, 1")).to_have_value("Half a")
    expect(page.get_by_role("alert")).to_contain_text("closed before you had saved")


def test_the_page_to_ask_with_prints_on_one_side(
    dev: dict[str, str], leading: Callable[..., Page]
) -> None:
    page = leading(dev)
    for name, most in (("first-time", 1), ("script", 3)):
        page.goto(f"/meetings/{name}/")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= most, name
