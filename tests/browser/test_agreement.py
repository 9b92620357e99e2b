"""An agreement of two people, each on a device of their own: draft, change, sign, print."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import follow

Opened = Callable[..., Page]
Person = dict[str, str]


@pytest.fixture
def ben(house: House, amara: Person) -> Person:
    ben: Person = house.do("person", name="Ben")
    house.do("member", id=amara["id"], supervisor=ben["id"])
    return ben


@pytest.fixture
def open_pair(open_page: Opened, house: House) -> Opened:
    """A page of who took a second step, at the supervision with the other one."""

    def opened(person: Person, other: str, **options: bool) -> Page:
        page = open_page(**options)
        cookie = house.do("session", id=person["id"], factor=True)
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
        page.goto("/supervision/")
        page.get_by_role("link", name=other).click()
        return page

    return opened


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_draft_change_sign_and_print(
    open_pair: Opened, amara: Person, ben: Person, shots: Path | None, scripts: bool
) -> None:
    hers = open_pair(amara, "Ben", java_script_enabled=scripts)
    inspector = Inspector(hers, shots)

    def look(name: str) -> None:
        if scripts:
            inspector.look(name)

    look("pair without agreement")
    hers.get_by_role("button", name="Begin a draft").click()
    expect(hers.get_by_label("Confidentiality")).to_have_value(re.compile("stays between us"))
    look("agreement first draft")
    hers.get_by_label("Aims").fill("")
    hers.get_by_role("button", name="Save the draft").click()
    expect(hers.get_by_text("Please say this in a few words.").first).to_be_visible()
    look("agreement refused")
    hers.get_by_label("Aims").fill("To think about hard nights")
    hers.get_by_label(re.compile("^Restorative")).check()
    hers.get_by_role("button", name="Save the draft").click()
    expect(hers.get_by_text("Before anybody signs, please fill in:")).to_be_visible()
    look("agreement draft")

    # He changes it, while she has the form open.
    hers.get_by_role("link", name="Change the draft").click()
    his = open_pair(ben, "Amara", java_script_enabled=scripts)
    his.get_by_role("link", name="Change the draft").click()
    his.get_by_label("How often").fill("Every three weeks")
    his.get_by_label("None of these").check()
    his.get_by_role("button", name="Save the draft").click()
    hers.get_by_label("Where", exact=True).fill("The quiet room")
    hers.get_by_role("button", name="Save the draft").click()
    expect(hers.get_by_text("Every three weeks")).to_be_visible()
    look("agreement changed in two places")
    hers.get_by_label("How often").fill("Every three weeks")
    hers.get_by_label("None of these").check()
    follow(hers.get_by_role("button", name="Save the draft"))

    follow(hers.get_by_role("link", name="Sign it"))
    look("agreement to sign")
    hers.get_by_label("Your name, as you sign").fill("Amara A. Nurse")
    hers.keyboard.press("Enter")
    expect(hers.get_by_text("You have signed.")).to_be_visible()
    look("agreement signed by one")
    his.goto("/supervision/")
    expect(his.get_by_text("Waits for your signature")).to_be_visible()
    his.get_by_role("link", name="Amara").click()
    his.get_by_role("link", name="Read and sign").click()
    his.get_by_label("Your name, as you sign").fill("Ben B. Senior")
    his.get_by_role("button", name="Sign", exact=True).click()
    expect(his.get_by_text("You both signed: it is in force.")).to_be_visible()

    for page in (hers, his):
        page.goto("/supervision/")
        page.get_by_role("link", name=re.compile("Amara|Ben")).click()
        page.get_by_role("link", name="Read what you agreed").click()
        page.emulate_media(media="print")
        for words in ("Supervision agreement", "The quiet room", "Amara A. Nurse",
                      "Ben B. Senior", "in force from", "Printed on"):  # fmt: skip
            expect(page.get_by_text(words).first).to_be_visible()
        for gone in ("Every version", "Supervision with", "Sign out"):
            expect(page.get_by_text(gone).first).to_be_hidden()
        if shots:
            page.set_viewport_size({"width": 794, "height": 1123})
            page.screenshot(path=shots / f"agreement-printed-{scripts}.png", full_page=True)
        page.emulate_media(media="screen")
    assert [str(fault) for fault in inspector.faults] == []


def test_every_state_of_an_agreement(
    open_pair: Opened, house: House, amara: Person, ben: Person, shots: Path | None
) -> None:
    page = open_pair(amara, "Ben")
    things = house.do("agreed", id=amara["id"], supervisor=ben["id"])
    inspector = Inspector(page, shots)
    inspector.visit("pairs", "/supervision/")
    inspector.visit("pair in force", f"/supervision/{things['pair']}/")
    inspector.visit("agreement in force", f"/supervision/agreements/{things['agreement']}/")
    page.goto(f"/supervision/{things['pair']}/")
    follow(page.get_by_role("button", name="Begin a new version"))
    inspector.look("agreement next draft")
    inspector.visit("pair with a draft", f"/supervision/{things['pair']}/")
    inspector.visit("agreement sign", f"/supervision/{things['pair']}/agreement/sign/")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url("**/sign/?look")
    inspector.look("agreement sign refused")
    page.get_by_label("Your name, as you sign").fill("Amara")
    follow(page.get_by_role("button", name="Sign", exact=True))
    follow(page.get_by_role("button", name="Change it instead"))
    inspector.visit("pair with many versions", f"/supervision/{things['pair']}/")
    page.get_by_text("Every version").click()
    inspector.look("pair with many versions open")
    assert [str(fault) for fault in inspector.faults] == []


def test_nobody_to_meet_yet(open_page: Opened, house: House, shots: Path | None) -> None:
    efua = house.do("person", name="Efua")
    inspector = Inspector(open_page(efua), shots)
    inspector.visit("pairs empty", "/supervision/")
    assert [str(fault) for fault in inspector.faults] == []
