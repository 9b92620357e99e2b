"""The pieces and the shell's scripts in a real browser."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from people.models import User
from tests.makers import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["pieces/?in=1", "forms/?in=1", "forms/?in=1&errors=1", "pieces/"]
VIEWS = [(390, 844, "light"), (1280, 900, "dark"), (320, 256, "light")]  # the last: 400 % zoom

SMALL_TARGETS = """() => {
  const targets = "button, summary, .places a, .tools a, input, select";
  const other = ["checkbox", "radio", "hidden", "file"]; // their labels are the targets
  return [...document.querySelectorAll(targets)]
    .filter((part) => part.checkVisibility() && !other.includes(part.type))
    .map((part) => [part.outerHTML.slice(0, 80), part.getBoundingClientRect().height])
    .filter(([, height]) => height < 47.9);
}"""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "height", "scheme"), VIEWS)
def test_pieces_are_accessible(
    stage: str, browser: Browser, path: str, width: int, height: int, scheme: Any
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{stage}/look/{path}")
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [line for line in said if "Content Security Policy" in line] == []
    assert page.evaluate(SMALL_TARGETS) == []
    context.close()


@pytest.fixture
def amara(stage: str, page: Page) -> User:
    person = make_user("Amara", "amara@example.test")
    sign_in(page, stage)
    return person


def sign_in(page: Page, stage: str, address: str = "amara@example.test") -> None:
    page.goto(f"{stage}/sign-in/")
    page.get_by_label("E-mail").fill(address)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_hide_shows_a_dull_page_at_once_and_locks(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("heading", name="Reference shelf")).to_be_visible()
    assert page.title() == "Reference shelf"
    expect(page.get_by_role("heading", name="Who opened what")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/lock/?next=%2Fme%2Ftrail%2F")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Who opened what")).to_be_visible()


def test_hide_locks_with_a_token_that_is_out_of_date(stage: str, page: Page, amara: User) -> None:
    """Signed in again in another tab meanwhile."""
    page.goto(f"{stage}/me/trail/")
    page.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": stage}])
    with page.expect_response(lambda one: "lock/now" in one.url and one.status != 403):
        page.get_by_role("button", name="Hide").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/lock/?next=%2Fme%2Ftrail%2F")
    expect(page.locator("input[type=password]")).to_be_visible()


def test_continue_counts_before_the_lock_is_answered(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    held: list[Route] = []
    page.route("**/lock/now/", lambda route: held.append(route))
    with page.expect_request("**/lock/now/"):
        page.get_by_role("button", name="Hide").click()
    page.get_by_role("button", name="Continue").click()
    assert page.title() == "Reference shelf"  # and nothing opens before the lock
    held[0].continue_()
    page.wait_for_url("**/me/lock/?next=%2Fme%2Ftrail%2F")


@pytest.mark.parametrize("portal", [{"status": 200}, {"status": 302}, {"status": 401}])
def test_a_portal_that_answers_has_locked_nothing(
    stage: str, page: Page, amara: User, portal: dict[str, Any]
) -> None:
    page.goto(f"{stage}/me/trail/")
    wall = {"body": "<h1>Guest network</h1>", "headers": {"Location": f"{stage}/"}} | portal
    page.route("**/lock/now/", lambda route: route.fulfill(**wall))
    with page.expect_request("**/lock/now/"):
        page.get_by_role("button", name="Hide").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="I am signed in again")).to_be_visible()
    assert page.url == f"{stage}/me/trail/"
    page.unroute("**/lock/now/")
    page.get_by_role("button", name="I am signed in again").click()
    expect(page.get_by_role("status")).to_contain_text("Not yet")  # locked now


def test_words_that_a_portal_took_wait_behind_a_cover(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/promises/new/")
    page.locator("[name=what]").fill("Call her back")
    wall = {"status": 302, "headers": {"Location": f"{stage}/"}}
    page.route("**/promises/new/", lambda route: route.fulfill(**wall))
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("heading", name="Your last words are not saved yet")).to_be_visible()


def test_escape_twice_hides(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Who opened what")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Reference shelf")).to_be_visible()


def test_hide_without_scripts_locks(stage: str, browser: Browser) -> None:
    make_user("Amara", "amara@example.test")
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stage)
    page.goto(f"{stage}/me/trail/")
    page.get_by_role("button", name="Hide").click()
    page.wait_for_url("**/me/lock/**")
    page.context.close()


def test_warns_then_stays_then_closes(stage: str, page: Page, amara: User) -> None:
    page.clock.install()
    page.goto(f"{stage}/look/pieces/?in=1")
    # The server's own clock has not moved: without its answer the page goes by its own.
    page.route("**/me/session/", lambda route: route.abort())
    page.clock.fast_forward(181_000)
    warning = page.get_by_role("alertdialog", name="Are you still there?")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("2 minutes")
    with page.expect_request("**/me/session/extend/"):
        page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward(301_000)
    page.clock.run_for(11_000)
    page.wait_for_url("**/me/lock/?next=%2Flook%2Fpieces%2F")


def test_typing_is_activity(stage: str, page: Page, amara: User) -> None:
    page.clock.install()
    page.goto(f"{stage}/look/forms/?in=1")
    page.clock.fast_forward(170_000)
    page.get_by_label("What happened?").press_sequentially("I listened")
    page.clock.fast_forward(100_000)
    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_words_that_could_not_be_saved_wait_behind_a_cover(
    stage: str, page: Page, amara: User
) -> None:
    page.goto(f"{stage}/me/")
    page.locator("input[name=display_name]").fill("Not saved yet")
    page.evaluate(
        "document.addEventListener('journal:lock', (e) => e.detail.hold(Promise.resolve(false)))"
    )
    page.evaluate("document.dispatchEvent(new CustomEvent('journal:close'))")
    expect(page.get_by_role("heading", name="Your last words are not saved yet")).to_be_visible()
    page.get_by_role("button", name="I am signed in again").click()
    expect(page.get_by_role("status")).to_contain_text("Not yet")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    opened.value.locator("input[type=password]").fill(PASSWORD)
    opened.value.get_by_role("button", name="Go on").click()
    opened.value.wait_for_load_state()

    page.get_by_role("button", name="I am signed in again").click()
    expect(page.locator("input[name=display_name]")).to_have_value("Not saved yet")
    expect(page.locator("input[name=display_name]")).to_be_visible()


def test_no_network_lets_nobody_in_later(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new CustomEvent('journal:close'))")
    page.get_by_role("button", name="I am signed in again").click()
    expect(page.get_by_role("status")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    page.get_by_role("button", name="I am signed in again").click()
    expect(page.get_by_role("status")).to_contain_text("Not yet")


def test_signing_out_in_one_tab_covers_the_others(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    other = page.context.new_page()
    other.goto(f"{stage}/me/")
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Who opened what")).to_have_count(0)


def next_person(page: Page, stage: str) -> Page:
    """Another signs in at the same computer, in a tab beside a page that was left open."""
    make_user("Ben", "ben@example.test")
    other = page.context.new_page()
    page.context.clear_cookies()
    sign_in(other, stage, "ben@example.test")
    return other


LEFT = "person => document.body?.dataset.person && document.body.dataset.person !== person"


def test_a_page_of_who_was_here_before_closes_itself(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    before = page.evaluate("document.body.dataset.person")
    other = next_person(page, stage)
    page.wait_for_function(LEFT, arg=before)
    other.goto(f"{stage}/me/")  # and locks nobody out who works there
    expect(other.locator("input[name=display_name]")).to_have_value("Ben")


def test_another_page_of_the_same_person_covers_nothing(
    stage: str, page: Page, amara: User
) -> None:
    page.goto(f"{stage}/me/trail/")
    page.context.new_page().goto(f"{stage}/me/")
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", name="Who opened what")).to_be_visible()


def test_a_page_of_who_was_here_before_closes_when_it_asks(
    stage: str, page: Page, amara: User
) -> None:
    page.add_init_script("delete window.BroadcastChannel")
    page.clock.install()
    page.goto(f"{stage}/me/trail/")
    before = page.evaluate("document.body.dataset.person")
    other = next_person(page, stage)
    expect(page.get_by_role("heading", name="Who opened what")).to_be_visible()
    page.clock.fast_forward(181_000)
    page.wait_for_function(LEFT, arg=before)
    other.goto(f"{stage}/me/")
    expect(other.locator("input[name=display_name]")).to_have_value("Ben")


def test_menus_close_with_escape(stage: str, page: Page, amara: User) -> None:
    page.goto(f"{stage}/me/trail/")
    page.get_by_text("You", exact=True).first.click()
    expect(page.get_by_role("link", name="Your details")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Your details")).to_be_hidden()


def test_the_error_summary_has_the_focus(stage: str, page: Page) -> None:
    page.goto(f"{stage}/look/forms/?errors=1")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Your name: This field is required.").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_password_can_be_shown(stage: str, page: Page) -> None:
    page.goto(f"{stage}/look/forms/")
    field = page.locator("#id_password")
    page.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "password")


def test_the_count_is_silent_until_it_matters(stage: str, page: Page) -> None:
    page.goto(f"{stage}/look/forms/")
    field = page.get_by_label("What happened?")
    count = page.locator("#id_words_count")
    field.fill("x" * 100)
    page.wait_for_timeout(800)
    expect(count).to_have_text("")
    field.fill("x" * 190)
    expect(count).to_contain_text("10")


def test_paper_shows_the_words_and_no_buttons(stage: str, page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(f"{stage}/look/pieces/?in=1")
    for name in (".masthead", ".footer", ".button >> nth=0", ".places-nav"):
        expect(page.locator(name)).to_be_hidden()
    expect(page.get_by_role("heading", name="Every piece")).to_be_visible()
