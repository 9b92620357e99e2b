"""Saving as the writer meets it: slow, cut off, refused, pressed twice, brought back."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Complaints
from tests.browser.house import House, free_port
from tests.browser.slow import SlowLine
from tests.browser.walks import LINE, WHAT, before_script, expect_saved, write_page


@pytest.fixture
def slow_line(house: House) -> Iterator[SlowLine]:
    line = SlowLine(free_port(), house.port, delay=0.75)
    line.open()
    yield line
    line.close()


def test_a_slow_line_never_clashes_with_its_own_writer(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    slow_line: SlowLine,
    complaints: Complaints,
) -> None:
    """A round trip of 1.5 s, and typing that does not wait for it."""
    complaints.expected.append(f"asked elsewhere: http://localhost:{slow_line.port}")
    page = open_page()
    cookie = house.do("session", id=amara["id"])
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": slow_line.url}])
    page.goto(f"{slow_line.url}/your-journal/{entry}/write/")
    revisions: list[int] = []
    page.on("response", lambda r: revisions.append(r.status) if "/save/" in r.url else None)
    text = "The night was long and nobody slept, and still it was a good one in its way. "
    first, second = page.get_by_role("textbox", name=WHAT), page.get_by_role("textbox", name=LINE)
    for _round in range(4):
        first.press_sequentially(text, delay=25)
        second.press_sequentially("one more ", delay=25)
        page.wait_for_timeout(700)
    expect_saved(page)
    kept = house.do("texts", entry=entry)
    assert kept["answers"]["happened"].strip() == (text * 4).strip()
    assert kept["answers"]["in_a_line"].strip() == ("one more " * 4).strip()
    assert kept["clashes"] == []
    assert len(revisions) >= 4 and set(revisions) == {200}


def test_what_is_typed_before_the_script_came_is_saved(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    page = open_page(amara)
    with before_script(page, "autosave", f"/your-journal/{entry}/write/"):
        page.get_by_role("textbox", name=WHAT).fill("She slept at last.")
        expect(page.locator("[data-badge]")).to_have_text("Nothing written yet")
    expect_saved(page)
    assert house.do("texts", entry=entry)["answers"] == {"happened": "She slept at last."}


def test_a_lost_answer_is_asked_for_again_and_saved_once(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    complaints: Complaints,
) -> None:
    """The worst cut: the save was written, and its acknowledgement never came."""
    complaints.expected.append("net::ERR_")
    page = write_page(open_page(amara), entry)
    operations: list[str] = []

    def cut(route: Route) -> None:
        operations.append(route.request.headers["reflect-operation"])
        if len(operations) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/save/", cut)
    page.get_by_role("textbox", name=WHAT).fill("Sent, and not answered.")
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "waiting")
    page.get_by_role("textbox", name=WHAT).press_sequentially(" More.")
    expect_saved(page)
    kept = house.do("texts", entry=entry)
    assert kept["answers"]["happened"] == "Sent, and not answered. More."
    assert kept["clashes"] == []
    assert operations[0] == operations[1] != operations[2]


PORTAL = "<!doctype html><title>Free Wi-Fi</title><h1>Welcome. Please accept our terms.</h1>"


def test_a_captive_portals_page_is_not_saved(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    page = write_page(open_page(amara), entry)
    page.route(
        "**/save/", lambda route: route.fulfill(status=200, body=PORTAL, content_type="text/html")
    )
    page.get_by_role("textbox", name=WHAT).fill("Typed in a hotel.")
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "waiting")
    expect(page.locator("[data-badge]")).to_contain_text("Not saved yet")
    expect(page.get_by_role("textbox", name=WHAT)).to_have_value("Typed in a hotel.")
    assert house.do("texts", entry=entry)["revision"] == 0
    page.unroute("**/save/")
    expect_saved(page)
    assert house.do("texts", entry=entry)["answers"]["happened"] == "Typed in a hotel."


@pytest.mark.parametrize("year", [1999, 2041])
def test_a_device_whose_clock_is_wrong_saves_as_any_other(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str, year: int
) -> None:
    page = open_page(amara)
    page.clock.set_system_time(datetime(year, 3, 1, tzinfo=UTC))
    write_page(page, entry)
    page.get_by_role("textbox", name=WHAT).fill("Typed by a clock of another time.")
    expect_saved(page)
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    page.clock.set_system_time(datetime(2026 - (year - 2026), 3, 1, tzinfo=UTC))
    page.get_by_role("textbox", name=WHAT).press_sequentially(" And more.")
    expect_saved(page)
    kept = house.do("texts", entry=entry)
    assert kept["answers"]["happened"] == "Typed by a clock of another time. And more."
    assert kept["clashes"] == []


def test_a_forged_acknowledgement_of_another_save_is_not_saved(
    open_page: Callable[..., Page], amara: dict[str, str], entry: str
) -> None:
    page = write_page(open_page(amara), entry)
    page.route(
        "**/save/",
        lambda route: route.fulfill(
            status=200, json={}, headers={"Reflect-Saved": f"{uuid.uuid4()} 7"}
        ),
    )
    page.get_by_role("textbox", name=WHAT).fill("Whose receipt is this?")
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "waiting")


def test_a_server_that_is_away_and_comes_back(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str,
    complaints: Complaints,
) -> None:  # fmt: skip
    complaints.expected += ["503", "Service Unavailable"]
    page = write_page(open_page(amara), entry)
    page.route("**/save/", lambda route: route.fulfill(status=503, json={"state": "unavailable"}))
    page.get_by_role("textbox", name=WHAT).fill("Typed into an outage.")
    expect(page.locator("[data-badge]")).to_contain_text("Not saved yet")
    page.unroute("**/save/")
    expect_saved(page)
    assert house.do("texts", entry=entry)["answers"]["happened"] == "Typed into an outage."


def test_over_long_words_stay_on_the_page_and_the_others_are_saved(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    page = write_page(open_page(amara), entry)
    page.get_by_role("textbox", name=LINE).fill("Short enough.")
    page.get_by_role("textbox", name=WHAT).fill("long " * 5_000)
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "refused")
    expect(page.locator("#question-happened")).to_contain_text("20,000")
    assert len(page.get_by_role("textbox", name=WHAT).input_value()) == 25_000
    kept = house.do("texts", entry=entry)
    assert kept["answers"] == {"in_a_line": "Short enough."}
    page.get_by_role("textbox", name=WHAT).fill("short")
    expect_saved(page)


def test_finish_needs_one_press_when_all_is_saved(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    entry = house.do("entry", id=amara["id"])
    page = write_page(open_page(amara), entry)
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(f"**/your-journal/{entry}/")
    assert house.do("texts", entry=entry)["is_finished"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_back_after_saving_loses_nothing(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str, scripts: bool
) -> None:
    page = write_page(open_page(amara, java_script_enabled=scripts), entry)
    page.get_by_role("textbox", name=WHAT).fill("The first version.")
    if scripts:
        expect_saved(page)
        page.goto("/your-journal/")
    else:
        with page.expect_navigation():
            page.get_by_role("button", name="Save").last.click()
    page.go_back()
    box = page.get_by_role("textbox", name=WHAT)
    box.fill("The second version.")
    if scripts:
        expect(page.locator("[data-badge]")).to_have_attribute(
            "data-state", re.compile("saved|clash")
        )
    else:
        with page.expect_navigation():
            page.get_by_role("button", name="Save").last.click()
    kept = house.do("texts", entry=entry)
    texts = [kept["answers"]["happened"], *kept["clashes"]]
    texts += [text["answers"].get("happened") for text in kept["history"]]
    assert "The second version." in texts


def test_a_double_submit_is_saved_once(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    page = write_page(open_page(amara, java_script_enabled=False), entry)
    page.get_by_role("textbox", name=WHAT).fill("Pressed twice.")
    with page.expect_event("load"):  # of the second form: the first is cut off by it
        page.get_by_role("button", name="Save").last.dblclick()
    expect(page.get_by_role("textbox", name=WHAT)).to_have_value("Pressed twice.")
    kept = house.do("texts", entry=entry)
    assert kept["revision"] == 1 and kept["clashes"] == []
