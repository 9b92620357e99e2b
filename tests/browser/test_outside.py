"""A named person outside: the link, the code, reading and saying something, and the end of it."""

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import follow

WORDS = "I sat with him until his daughter came."
ADDRESS = "nia@elsewhere.example"


def newest_mail(house: House, pattern: str, *, but: str = "") -> str:
    """The line of that kind in the newest mail that has one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        files = sorted((house.folder / "mail").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        for file in reversed(files):
            for raw in reversed(file.read_bytes().split(b"-" * 79)):
                message = message_from_bytes(raw.strip(), policy=policy.default)
                if message["to"] != ADDRESS:
                    continue
                found = re.search(pattern, message.get_content(), re.MULTILINE)
                if found and found[0] != but:
                    return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail with {pattern}")


def share_outside(page: Page, house: House, entry: str) -> str:
    """As its writer: choose, name, look, send. The link in the mail."""
    page.goto(f"/your-journal/{entry}/share/")
    page.get_by_label("What happened?").check()
    page.get_by_role("button", name="To somebody outside").click()
    page.get_by_label("Their name").fill("Nia Partner")
    page.get_by_label("Their e-mail address").fill(ADDRESS)
    page.get_by_label("My reflective discussion partner").check()
    page.get_by_role("button", name="See it as they will").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nia Partner will see")
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("The link is on its way.")).to_be_visible()
    return newest_mail(house, r"^http://\S+/read/link/\S+")


def confirm(page: Page, house: House, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(newest_mail(house, r"^[0-9]{6}$"))
    page.get_by_role("button", name="It is me").click()
    expect(page.locator("main")).to_contain_text(WORDS)


@pytest.fixture
def entry(house: House, amara: dict[str, str]) -> str:
    (house.folder / "mail").mkdir(exist_ok=True)
    for file in (house.folder / "mail").glob("*"):
        file.unlink()
    return str(house.do("entry", id=amara["id"], answers={"happened": WORDS}, revision=1))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_reader_from_outside(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    complaints: Complaints,
    script: bool,
) -> None:
    complaints.expected.append("404 (Not Found)")
    writer = open_page(amara, java_script_enabled=script)
    link = share_outside(writer, house, entry)
    about = writer.url
    reader = open_page(java_script_enabled=script)
    confirm(reader, house, link)
    reader.get_by_label("What I noticed").fill("You stayed.")
    if script:
        expect(reader.locator("[data-badge]")).to_contain_text("Saved at")
    reader.get_by_label("A question to take you further").fill("What made you stay?")
    reader.get_by_label("One thing to try").fill("Sit down first.")
    reader.get_by_label("I have read it").check()
    reader.get_by_role("button", name="Give this to").click()
    expect(reader.locator(".messages")).to_contain_text("can read it now")
    writer.goto(about)
    expect(writer.get_by_text("You stayed.")).to_be_visible()
    expect(writer.locator("main")).to_contain_text("Confirmed the address that you gave")
    expect(writer.locator("main")).to_contain_text("Opened what you shared")
    writer.get_by_role("link", name="Take it back").click()
    writer.get_by_role("button", name="Take it back").click()
    expect(writer.locator(".messages")).to_contain_text("Taken back")
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("This is closed now")
    expect(reader.get_by_text(WORDS)).to_have_count(0)
    reader.get_by_role("button", name="Leave").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have left")
    reader.go_back()
    expect(reader.get_by_text(WORDS)).to_have_count(0)


def test_words_outlast_the_half_hour(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    complaints: Complaints,
) -> None:
    """The page says so, keeps the words, and saves them once the reader is back."""
    complaints.expected.append("401 (Unauthorized)")
    link = share_outside(open_page(amara), house, entry)
    reader = open_page()
    confirm(reader, house, link)
    code = newest_mail(house, r"^[0-9]{6}$")
    house.do("end_reading")
    reader.get_by_label("What I noticed").fill("Written past the half hour.")
    expect(reader.locator("[data-badge]")).to_contain_text("closed by itself")
    with reader.expect_popup() as popup:
        reader.get_by_role("link", name="It is me").click()
    again = popup.value
    again.get_by_role("button", name="Send me a code").click()
    again.get_by_label("Code").fill(newest_mail(house, r"^[0-9]{6}$", but=code))
    again.get_by_role("button", name="It is me").click()
    expect(again.locator("main")).to_contain_text(WORDS)
    reader.bring_to_front()
    expect(reader.locator("[data-badge]")).to_contain_text("Saved at", timeout=30_000)
    again.reload()
    expect(again.get_by_label("What I noticed")).to_have_value("Written past the half hour.")


def test_every_page_of_a_reader_from_outside(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    complaints: Complaints,
    shots: Path | None,
) -> None:
    complaints.expected.append("404 (Not Found)")
    writer = open_page(amara)
    link = share_outside(writer, house, entry)
    Inspector(writer, shots).look("share outside detail")
    asked = Inspector(open_page(), shots)
    asked.visit("outside link", link)
    follow(asked.page.get_by_role("button", name="Send me a code"))
    asked.look("outside code")
    asked.page.get_by_label("Code").fill("nothing")
    follow(asked.page.get_by_role("button", name="It is me"))
    asked.look("outside code wrong")
    asked.page.get_by_label("Code").fill(newest_mail(house, r"^[0-9]{6}$"))
    asked.page.get_by_role("button", name="It is me").click()
    expect(asked.page.locator("main")).to_contain_text(WORDS)
    asked.look("outside read")
    for answer in ("sent", "often", "late", "left"):
        asked.visit(f"outside again {answer}", f"/read/again/?answer={answer}")
    house.do("end_reading")
    asked.visit("outside again known", "/read/again/")
    asked.visit("outside error used", link)
    assert [str(fault) for fault in asked.faults] == []


def test_by_keyboard_alone(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    link = share_outside(open_page(amara), house, entry)
    reader = open_page()
    reader.goto(link)
    press_to(reader, "Send me a code")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Type the code")
    press_to(reader, "Code", press="")
    reader.keyboard.type(newest_mail(house, r"^[0-9]{6}$"))
    reader.keyboard.press("Enter")
    expect(reader.locator("main")).to_contain_text(WORDS)
    press_to(reader, "Leave")
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have left")


def press_to(page: Page, name: str, *, press: str = "Enter") -> None:
    """Tab to what is called so, and press it."""
    for _tab in range(80):
        page.keyboard.press("Tab")
        said: str = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''"
        )
        if said.strip() == name:
            if press:
                with page.expect_navigation():
                    page.keyboard.press(press)
            return
    raise AssertionError(f"{name} cannot be reached")
