"""Steps that the journeys share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Route, expect

from tests.makers import PASSWORD

SAVED = re.compile("^Saved")
FIRST = "Think of someone you helped towards recovery. How were things when you met?"
SECOND = "How did the connection between you start"
# The questions of tests.makers.QUESTIONS.
WHAT, LINE = "What happened?", "In one line?"
TIME_OUT = "Time Out 1: A relationship that helped"


def sign_in(page: Page, person: dict[str, str]) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def pick_time_out(page: Page) -> str:
    """From home to the writing page of the first Time Out. Returns its path."""
    page.get_by_role("link", name="Start writing").click()
    page.get_by_role("link", name="The therapeutic relationship: seven Time Outs").first.click()
    page.get_by_role("button", name=f"Write : {TIME_OUT}").click()
    page.wait_for_url("**/write/")
    return page.url


def follow(what: Locator) -> None:
    """Presses what leads to another page, and waits for it: a press alone returns before."""
    with what.page.expect_navigation():
        what.click()


def follow_key(page: Page, key: str) -> None:
    """The same for a key. The next page hears no key before its scripts have run."""
    with page.expect_navigation():
        page.keyboard.press(key)


@contextmanager
def before_script(page: Page, name: str, path: str) -> Iterator[None]:
    """The page at this path while its script of this name is still on its way."""
    held: list[Route] = []
    page.route(f"**/{name}*.js", lambda route: held.append(route))
    with page.expect_request(f"**/{name}*.js"):
        page.goto(path, wait_until="commit")
    yield
    for route in held:
        route.continue_()
    page.unroute(f"**/{name}*.js")
    page.wait_for_load_state()


def write_page(page: Page, entry: str) -> Page:
    page.goto(f"/your-journal/{entry}/write/")
    return page


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-badge]")).to_have_text(SAVED, timeout=15_000)
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "saved")
