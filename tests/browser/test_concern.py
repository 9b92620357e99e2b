"""A worry about safety: its reader, the safeguarding lead and its writer, each with their pages."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import follow

WORDS = "Her son shouted, and she would not say why."


@pytest.fixture
def ben(house: House) -> dict[str, str]:
    return dict(house.do("person", name="Ben"))


@pytest.fixture
def lena(house: House) -> dict[str, str]:
    return dict(house.do("person", name="Lena"))


@pytest.fixture
def share(house: House, amara: dict[str, str], ben: dict[str, str], lena: dict[str, str]) -> str:
    house.do("member", id=amara["id"], supervisor=ben["id"])
    house.do("safeguard", id=lena["id"], writer=amara["id"])
    entry = house.do("entry", id=amara["id"], answers={"happened": WORDS}, title="A visit")
    return str(house.do("share", entry=entry))


@pytest.fixture
def at(house: House, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of a person who took a second step."""

    def opened(person: dict[str, str], **options: Any) -> Page:
        page = open_page(**options)
        cookie = house.do("session", id=person["id"], factor=True)
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
        return page

    return opened


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_put_off_by_the_reader_decided_by_the_lead_and_told(
    house: House,
    at: Callable[..., Page],
    amara: dict[str, str],
    ben: dict[str, str],
    lena: dict[str, str],
    share: str,
    scripts: bool,
) -> None:
    reader = at(ben, size=PHONE, java_script_enabled=scripts)
    reader.goto(f"/reviews/{share}/")
    reader.get_by_role("link", name="I am worried about somebody's safety").click()
    expect(reader.locator("main")).to_contain_text("If somebody is in danger now, act now")
    expect(reader.locator("main")).not_to_contain_text(WORDS)
    expect(reader.get_by_label("Now. I will talk with them too")).not_to_be_checked()
    reader.get_by_role("button", name="Note that I am worried").click()  # nothing is chosen yet
    expect(reader).to_have_url(re.compile("/concern/$"))
    expect(reader.locator("main")).not_to_contain_text("does not know yet")
    reader.get_by_label("Later: Telling now could put somebody in more danger").check()
    reader.get_by_role("button", name="Note that I am worried").click()
    expect(reader.locator("main")).to_contain_text("Amara does not know yet")

    writer = at(amara, size=PHONE, java_script_enabled=scripts)
    writer.goto(f"/shared/{share}/")
    expect(writer.locator("main")).not_to_contain_text("worried")

    lead = at(lena, size=WIDE, java_script_enabled=scripts)
    lead.goto("/news/")
    lead.get_by_role("button", name=re.compile("Ben is worried")).click()
    expect(lead.locator("h1")).to_contain_text("Ben is worried about somebody's safety")
    expect(lead.locator("body")).not_to_contain_text(WORDS)
    day = (timezone.localdate() + timedelta(days=12)).isoformat()
    lead.get_by_label("The day").fill(day)
    lead.get_by_label("The writer cannot be reached safely now").check()
    lead.get_by_role("button", name="Set the day").click()
    expect(lead.locator("main")).to_contain_text("Give it more time, once")
    lead.get_by_text("Tell Amara now").click()
    lead.get_by_role("button", name="Yes, tell them now").click()
    expect(lead.locator("main")).to_contain_text("Amara has known since")

    writer.goto(f"/shared/{share}/")
    writer.get_by_role("link", name="What happened, and when").click()
    for words in ("Ben was worried", "Lena", "The writer cannot be reached safely now",
                  "told you", "does not mean that you did anything wrong"):  # fmt: skip
        expect(writer.locator("main")).to_contain_text(words)

    reader.reload()
    reader.get_by_text("It is settled", exact=True).click()
    reader.get_by_label("We have talked about it, and it is settled").check()
    reader.get_by_role("button", name="Close it").click()
    expect(reader.locator("main")).to_contain_text("Closed")


def test_by_keyboard_alone(
    house: House, at: Callable[..., Page], ben: dict[str, str], share: str
) -> None:
    page = at(ben, size=WIDE)
    page.goto(f"/reviews/{share}/")
    page.get_by_role("link", name="I am worried about somebody's safety").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/concern/")
    page.get_by_label("Now. I will talk with them too").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Amara has known since")


def test_each_page_is_accessible(
    house: House,
    at: Callable[..., Page],
    amara: dict[str, str],
    ben: dict[str, str],
    lena: dict[str, str],
    share: str,
    shots: Path | None,
) -> None:
    reader = Inspector(at(ben), shots)
    reader.visit("worry empty", "/concerns/")
    reader.visit("worry link", f"/reviews/{share}/")
    reader.visit("worry raise", f"/reviews/{share}/concern/")
    concern = house.do("worry", share=share, later=True)
    reader.visit("worry reader later", f"/concerns/{concern}/")
    lead = Inspector(at(lena), shots)
    lead.visit("worry lead", f"/concerns/{concern}/")
    lead.visit("worry lead list", "/concerns/")
    lead.page.goto(f"/concerns/{concern}/")
    lead.page.get_by_text("Tell Amara now").click()
    follow(lead.page.get_by_role("button", name="Yes, tell them now"))
    lead.look("worry lead told")
    reader.visit("worry reader told", f"/concerns/{concern}/")
    reader.visit("worry reader list", "/concerns/")
    house.do("withdraw", share=share)
    reader.visit("worry reader taken back", "/concerns/")
    writer = Inspector(at(amara), shots)
    writer.visit("worry writer", f"/shared/told/{concern}/")
    writer.visit("worry writer share", f"/shared/{share}/")
    faults = reader.faults + lead.faults + writer.faults
    assert [str(fault) for fault in faults] == []
