"""After signing out on a shared computer nothing of what was written is left on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from tests.browser.conftest import CHROMIUM_ARGUMENTS, Complaints, chromium
from tests.browser.house import House
from tests.browser.walks import FIRST, SECOND, expect_saved, pick_time_out, sign_in
from tests.canary.finder import find_in_files, new_marker


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def ward_computer(playwright: Playwright, house: House, profile: Path) -> Iterator[BrowserContext]:
    """A Chromium that keeps its profile on disk, as a ward's does."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium(),
        args=CHROMIUM_ARGUMENTS,
        base_url=house.url,
        locale="en-GB",
    )
    yield context
    context.close()


def save_the_form(page: Page) -> None:
    """Press the button that is there for browsers without scripts, and see its answer."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('#write [name=do][value=save]').click()")


def test_no_word_stays_in_the_browsers_profile(
    ward_computer: BrowserContext,
    house: House,
    amara: dict[str, str],
    profile: Path,
    complaints: Complaints,
) -> None:
    saved, posted, refused = (new_marker(name) for name in ("saved", "posted", "refused"))
    complaints.watch(ward_computer)
    page = ward_computer.pages[0]
    sign_in(page, amara)
    address = pick_time_out(page)
    page.get_by_role("textbox", name=FIRST).press_sequentially(f"He said {saved} twice.")
    expect_saved(page)
    # The whole form as well, and one that is refused: both are answered by 303.
    page.get_by_role("textbox", name=SECOND).fill(posted)
    save_the_form(page)
    page.get_by_role("textbox", name=SECOND).fill(f"{refused} " * 2_000)
    save_the_form(page)
    expect(page.get_by_role("textbox", name=SECOND)).to_contain_text(refused)
    page.goto(f"{address.removesuffix('write/')}")
    expect(page.locator("main")).to_contain_text(saved)

    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in/**")
    for _back in range(4):
        page.go_back()
        page.wait_for_load_state()
        seen = page.content()
        assert not [word for word in (saved, posted, refused) if word in seen], page.url
    assert page.title() and saved not in page.title()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    ward_computer.close()

    kept = house.do("texts", entry=house.do("entries_of", id=amara["id"])[0])
    assert posted in str(kept["answers"]) and saved in str(kept["answers"])
    assert find_in_files([saved, posted, refused], profile) == []
    # The search does read the profile: where the browser has been is there.
    assert find_in_files([f"localhost:{house.port}"], profile) != []


def test_what_is_answered_by_a_page_would_stay(
    ward_computer: BrowserContext, house: House, amara: dict[str, str], profile: Path
) -> None:
    """Why posts answer 303: with a page instead, the words are found. The proof can fail."""
    word = new_marker("page")
    page = ward_computer.pages[0]
    sign_in(page, amara)
    pick_time_out(page)
    page.route(
        "**/write/",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Saved</h1>"),
    )
    page.get_by_role("textbox", name=FIRST).fill(word)
    save_the_form(page)
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    page.wait_for_timeout(3_000)  # Chromium writes its session file a little later
    ward_computer.close()
    assert find_in_files([word], profile) != []


def test_another_tab_does_not_cut_a_sign_out_short(
    ward_computer: BrowserContext, amara: dict[str, str]
) -> None:
    """It closes itself too, and says so, while the answer that empties the browser is under way."""
    page, other = ward_computer.pages[0], ward_computer.new_page()
    sign_in(page, amara)
    other.goto("/")
    asked = []

    def late(route: Route) -> None:
        other.wait_for_timeout(1500)
        asked.append(route.request.method)
        route.continue_()

    page.route("**/sign-in/out/", late)
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in/")
    assert asked == ["POST"]
    cookies = [cookie["name"] for cookie in ward_computer.cookies()]
    assert "sessionid" not in cookies  # signed out, and not only locked
