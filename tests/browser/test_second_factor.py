"""The second step in a real browser: with a passkey, with codes, and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from people import qr, totp
from tests.browser.conftest import PHONE, Complaints
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import follow
from tests.makers import PASSWORD
from tests.people.keys import Key


def key_store(page: Page, **options: Any) -> CDPSession:
    """A virtual authenticator, as if a finger lay on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
                **options,
            }
        },
    )
    return session


def give_password(page: Page, person: dict[str, str]) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/second-step/")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in/")


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Six-digit code").fill(code)


def test_a_passkey_is_made_named_used_and_taken_off(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    page = open_page(amara)
    key_store(page)
    page.goto("/me/safe/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What do you call it?").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/me/safe/")
    expect(page.locator("main")).to_contain_text("Your second step is set up")
    expect(page.locator("main")).to_contain_text("My phone")

    sign_out(page)
    give_password(page, amara)
    expect(page.get_by_label("Six-digit code")).to_have_count(0)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: url.endswith(f":{house.port}/"))

    page.goto("/me/safe/")
    page.get_by_role("link", name="Take it off (My phone").click()
    page.get_by_role("button", name="Take it off").click()
    expect(page.locator("main")).to_contain_text("That second step is off")
    sign_out(page)
    page.get_by_label("E-mail address").fill(amara["email"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: url.endswith(f":{house.port}/"))


def test_the_same_device_makes_no_second_one_and_says_so(
    open_page: Callable[..., Page], amara: dict[str, str]
) -> None:
    page = open_page(amara)
    key_store(page)
    for _time in range(2):
        page.goto("/me/second-step/passkey/")
        page.get_by_label("What do you call it?").fill("My phone")
        page.get_by_role("button", name="Make a passkey").click()
        page.wait_for_timeout(500)
    expect(page.get_by_role("alert")).to_contain_text("No passkey was made")
    expect(page.get_by_role("button", name="Make a passkey")).to_be_enabled()


def test_a_device_without_the_key_is_told_and_a_code_still_helps(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    page = open_page(amara)
    key_store(page)
    page.goto("/me/second-step/passkey/")
    page.get_by_label("What do you call it?").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/me/safe/")
    house.do("factor", id=amara["id"])
    other = open_page()
    key_store(other)
    give_password(other, amara)
    other.get_by_role("button", name="Use a passkey").click()
    expect(other.get_by_role("alert")).to_contain_text("Nothing came back")
    type_code(other, house.do("code_of_app"))
    other.get_by_role("button", name="Go on").click()
    other.wait_for_url(lambda url: url.endswith(f":{house.port}/"))


def test_an_app_without_javascript(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    page = open_page(size=PHONE, java_script_enabled=False)
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(amara["email"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    page.goto("/me/second-step/app/")
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    code = house.do("code_of_app", secret=secret)
    type_code(page, code)
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator("main")).to_contain_text("Your second step is set up")
    page.context.clear_cookies()
    give_password(page, amara)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    type_code(page, code)  # used up by setting it up
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("works for half a minute, and only once")
    type_code(page, house.do("code_of_app", secret=secret, steps=1))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: url.endswith(f":{house.port}/"))


def test_a_passkey_alone_without_javascript_needs_a_recovery_code(
    open_page: Callable[..., Page], amara: dict[str, str]
) -> None:
    with_script = open_page(amara)
    key_store(with_script)
    with_script.goto("/me/codes/")
    with_script.get_by_label("Your password").fill(PASSWORD)
    follow(with_script.get_by_role("button", name="Make ten new codes"))
    code = with_script.locator("main li code").first.inner_text()
    with_script.goto("/me/second-step/passkey/")
    with_script.get_by_label("What do you call it?").fill("My phone")
    with_script.get_by_role("button", name="Make a passkey").click()
    with_script.wait_for_url("**/me/safe/")
    page = open_page(java_script_enabled=False)
    give_password(page, amara)
    expect(page.get_by_text("with JavaScript on")).to_be_visible()
    page.get_by_text("I cannot use it").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Use this code").click()
    expect(page.get_by_role("button", name="Sign out").first).to_be_attached()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_square_can_be_scanned(
    colours: str, open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    """Each module's middle is dark or light as the code has it, in both themes."""
    page = open_page(amara, color_scheme=colours)
    page.goto("/me/second-step/app/")
    address = page.get_by_role("link", name="The app is on this very phone").get_attribute("href")
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    assert address == totp.address(secret, amara["email"])
    drawing = qr.draw(str(address))
    dark, ground = page.locator(".qr path").nth(1), page.locator(".qr path").nth(0)
    assert dark.evaluate("path => getComputedStyle(path).fill") == "rgb(0, 0, 0)"
    assert ground.evaluate("path => getComputedStyle(path).fill") == "rgb(255, 255, 255)"
    drawn = dark.evaluate(
        """(path, size) => [...Array(size * size).keys()].map((at) =>
             +path.isPointInFill(new DOMPoint(at % size + .5, Math.floor(at / size) + .5)))""",
        drawing.size,
    )
    expected = [0] * drawing.size**2
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawing.path):
        for at in range(int(width)):
            expected[int(y) * drawing.size + int(x) + at] = 1
    assert drawn == expected
    assert page.locator(".qr svg").bounding_box()["width"] / drawing.size > 4  # type: ignore[index]


def test_every_page_of_it(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    complaints: Complaints,
    shots: Path | None,
) -> None:
    ben = house.do("person", name="Ben")
    page = open_page(ben)
    inspector = Inspector(page, shots)
    inspector.visit("second step app", "/me/second-step/app/")
    inspector.visit("second step app refused", "/me/second-step/app/?answer=no-match")
    inspector.visit("second step passkey", "/me/second-step/passkey/")
    inspector.visit("second step needed none yet", "/me/second-step/needed/?next=/me/")
    house.do("factor", id=ben["id"])
    house.do("factor", id=ben["id"], kind="passkey", name="My phone", secret=Key().kept())
    inspector.visit("second step listed", "/me/safe/")
    inspector.visit("second step needed", "/me/second-step/needed/?next=/me/")
    house.do("unprove", id=ben["id"])
    inspector.visit("prove", "/me/prove/?next=/me/safe/")
    inspector.visit("prove refused", "/me/prove/?answer=password")
    door = open_page()
    give_password(door, ben)
    at_the_door = Inspector(door, shots)
    at_the_door.visit("second step at the door", "/sign-in/second-step/")
    at_the_door.visit("second step at the door refused", "/sign-in/second-step/?answer=no-match")
    door.get_by_text("I cannot use it").click()
    at_the_door.look("second step at the door lost phone")
    at_the_door.visit("second step lost", "/sign-in/second-step/lost/")
    follow(door.get_by_role("button", name="Begin the fourteen days"))
    at_the_door.look("second step lost waits")
    assert [str(fault) for fault in [*inspector.faults, *at_the_door.faults]] == []
