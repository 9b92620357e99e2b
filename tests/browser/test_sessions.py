"""Supervision sessions for both sides: every state, a whole round by keyboard, without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector


@pytest.fixture
def ben(house: House) -> dict[str, str]:
    return house.do("person", name="Ben")


def signed_in(page: Page, house: House, person: dict[str, str]) -> Page:
    cookie = house.do("session", id=person["id"], factor=True)  # others' words want a second step
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    return page


@pytest.mark.parametrize("side", ["supervisor", "supervisee"])
def test_every_state_of_a_session(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], ben: dict[str, str],
    shots: Path | None, side: str,
) -> None:  # fmt: skip
    things = house.do("sessions", supervisor=ben["id"], supervisee=amara["id"])
    leads = side == "supervisor"
    inspector = Inspector(signed_in(open_page(), house, ben if leads else amara), shots)
    at = "/supervision/sessions/"
    inspector.visit(f"{side} sessions", at)
    inspector.visit(f"{side} pair", f"/supervision/{things['pair']}/")
    for name in ("held", "read", "waits", "draft", "planned", "off", "group", "down"):
        inspector.visit(f"{side} session {name}", f"{at}{things[name]}/")
    inspector.visit(f"{side} plan", f"/supervision/{things['pair']}/sessions/new/")
    if leads:
        inspector.visit("supervisor together", f"{at}together/")
        inspector.visit("supervisor group change", f"{at}{things['group']}/change/")
        for name in ("draft", "held", "off"):
            inspector.visit(f"supervisor record {name}", f"{at}{things[name]}/record/")
        inspector.page.goto(f"{at}{things['waits']}/record/")
        inspector.page.get_by_role("button", name="Show it to them").click()
        inspector.page.wait_for_url("**/record/?look")
        inspector.look("supervisor record refused")
        inspector.page.goto("/reviews/picture/")
        for fold in inspector.page.get_by_text("The same as a table").all():
            fold.click()
        inspector.look("supervisor picture as tables")
    else:
        inspector.visit("supervisee differs", f"{at}{things['read']}/read/")
        inspector.visit("supervisee drop-in", f"/supervision/drop-ins/{things['drop-in']}/")
    assert [str(fault) for fault in inspector.faults] == []


def test_a_round_by_keyboard_from_both_sides(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], ben: dict[str, str]
) -> None:
    things = house.do("sessions", supervisor=ben["id"], supervisee=amara["id"])
    hers, his = (signed_in(open_page(), house, person) for person in (amara, ben))
    hers.goto(f"/supervision/{things['pair']}/")
    press(hers, hers.get_by_role("link", name="Plan a session"))
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    hers.get_by_label("Day").fill(day)
    hers.get_by_label("Time").fill("14:30")
    hers.get_by_label("Where?").fill("The library")
    hers.keyboard.press("Enter")
    expect(hers.get_by_text("Planned. You both see it.")).to_be_visible()
    hers.goto(f"/supervision/{things['pair']}/")
    hers.get_by_label("Something to talk about").fill("How I ask for help")
    press(hers, hers.get_by_role("button", name="Put it on the list"))
    expect(hers.get_by_text("It is on the list.")).to_be_visible()

    his.goto(f"/supervision/sessions/{things['waits']}/")
    press(his, his.get_by_role("link", name="Write the record"))
    check(his, "Formative: to understand more")
    check(his, "How I ask for help")
    his.get_by_label("Themes, in a few words").fill("Asking early")
    his.get_by_label("What", exact=True).first.fill("Ask once this week")
    his.get_by_label("Who", exact=True).first.select_option(label="Amara")
    press(his, his.get_by_role("button", name="Save as a draft"))
    expect(his.get_by_text("Only you see it, until you show it to them.").first).to_be_visible()
    hers.goto(f"/supervision/sessions/{things['waits']}/")
    expect(hers.get_by_text("Asking early")).to_have_count(0)
    press(his, his.get_by_role("link", name="Go on with the record, or show it"))
    press(his, his.get_by_role("button", name="Show it to them"))
    expect(his.get_by_text("Saved and shown.")).to_be_visible()

    hers.reload()
    expect(hers.get_by_text("Asking early")).to_be_visible()
    press(hers, hers.get_by_role("button", name="I agree with this record"))
    expect(hers.get_by_text("you agree with this record")).to_be_visible()
    press(hers, hers.get_by_role("button", name=re.compile("^Done.*Ask once")))
    his.reload()
    expect(his.get_by_text("has read it").first).to_be_visible()


def test_it_all_works_without_javascript(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], ben: dict[str, str]
) -> None:
    things = house.do("sessions", supervisor=ben["id"], supervisee=amara["id"])
    his = signed_in(open_page(java_script_enabled=False), house, ben)
    his.goto(f"/supervision/sessions/{things['waits']}/record/")
    his.get_by_label("Restorative").check()
    his.get_by_label("Ideas offered").fill("Sleep before you decide")
    his.get_by_role("button", name="Show it to them").click()
    expect(his.get_by_text("keeps nothing of what was said").first).to_be_visible()
    expect(his.get_by_label("Ideas offered")).to_have_value("Sleep before you decide")
    his.get_by_label("Ideas offered").fill("")
    his.get_by_role("button", name="Show it to them").click()
    expect(his.get_by_text("Saved and shown.")).to_be_visible()
    hers = signed_in(open_page(java_script_enabled=False), house, amara)
    hers.goto(f"/supervision/sessions/{things['waits']}/")
    hers.get_by_role("link", name="I see it differently").click()
    hers.get_by_label("Where do you see it differently?").fill("It was about learning too.")
    hers.get_by_role("button", name="Put this beside the record").click()
    expect(hers.get_by_text("It was about learning too.")).to_be_visible()
    hers.goto(f"/supervision/sessions/{things['planned']}/")
    hers.get_by_role("button", name="Call it off").click()
    hers.get_by_role("button", name="Undo: plan it again").click()
    expect(hers.get_by_text("Planned", exact=True)).to_be_visible()


def test_words_survive_a_hidden_page(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], ben: dict[str, str]
) -> None:
    things = house.do("sessions", supervisor=ben["id"], supervisee=amara["id"])
    page = signed_in(open_page(), house, ben)
    page.goto(f"/supervision/sessions/{things['waits']}/record/")
    page.get_by_label("Themes, in a few words").fill("Asking early")
    page.get_by_role("button", name="Hide").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/lock/**")


def press(page: Page, target: object) -> None:
    target.focus()  # type: ignore[attr-defined]
    page.keyboard.press("Enter")


def check(page: Page, label: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.press("Space")
    expect(page.get_by_label(label)).to_be_checked()
