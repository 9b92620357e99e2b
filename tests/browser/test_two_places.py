"""One entry in two places, and one place with two people."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.house import House
from tests.browser.walks import LINE, WHAT, expect_saved, write_page
from tests.makers import PASSWORD


def test_two_devices_on_different_questions(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    phone, ward = (write_page(open_page(amara), entry) for _device in range(2))
    phone.get_by_role("textbox", name=WHAT).fill("Typed on the phone.")
    expect_saved(phone)
    ward.get_by_role("textbox", name=LINE).fill("Typed on the ward.")
    expect_saved(ward)
    phone.get_by_role("textbox", name=WHAT).fill("Typed on the phone, twice.")
    expect_saved(phone)
    kept = house.do("texts", entry=entry)
    assert kept["answers"]["happened"] == "Typed on the phone, twice."
    assert kept["answers"]["in_a_line"] == "Typed on the ward."
    assert kept["clashes"] == []


def test_two_devices_on_the_same_question_show_both_texts(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], entry: str
) -> None:
    phone, ward = (write_page(open_page(amara), entry) for _device in range(2))
    phone.get_by_role("textbox", name=WHAT).fill("Typed on the phone.")
    expect_saved(phone)
    # A save of another answer must not make this page think that it saw the phone's text.
    ward.get_by_role("textbox", name=LINE).fill("A line.")
    expect_saved(ward)
    ward.get_by_role("textbox", name=WHAT).fill("Typed on the ward.")
    expect(ward.locator("[data-badge]")).to_have_attribute("data-state", "clash")
    expect(ward.locator(".clash")).to_contain_text("Typed on the phone.")
    expect(ward.get_by_role("textbox", name=WHAT)).to_have_value("Typed on the ward.")
    kept = house.do("texts", entry=entry)
    assert kept["answers"]["happened"] == "Typed on the phone."
    assert kept["clashes"] == ["Typed on the ward."]

    ward.get_by_role("link", name="Choose between them").click()
    main = ward.locator("main")
    expect(main).to_contain_text("Typed on the ward.")
    expect(ward.get_by_role("textbox", name=WHAT)).to_have_value("Typed on the phone.")
    ward.get_by_role("button", name=re.compile("both", re.IGNORECASE)).first.click()
    expect(main).to_contain_text("The other text stays in the history.")
    kept = house.do("texts", entry=entry)
    assert "Typed on the phone." in kept["answers"]["happened"]
    assert "Typed on the ward." in kept["answers"]["happened"]
    assert kept["open_clashes"] == 0


def test_an_ended_session_keeps_the_words_on_the_page(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    complaints: Complaints,
) -> None:
    complaints.expected += ["401 (Unauthorized)", "403 (Forbidden)"]
    page = write_page(open_page(amara), entry)
    house.do("end_sessions", id=amara["id"])
    page.get_by_role("textbox", name=WHAT).fill("Typed after the session ended.")
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "signed-out")
    expect(page.get_by_role("textbox", name=WHAT)).to_have_value("Typed after the session ended.")
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Sign in again").click()
    door = opening.value
    door.get_by_label("E-mail address").fill(amara["email"])
    door.get_by_label("Password", exact=True).fill(PASSWORD)
    door.get_by_role("button", name="Sign in").click()
    door.wait_for_url(lambda url: "/sign-in/" not in url)
    door.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect_saved(page)
    kept = house.do("texts", entry=entry)["answers"]["happened"]
    assert kept == "Typed after the session ended."


def test_another_person_at_the_same_computer_gets_none_of_it(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    entry: str,
    complaints: Complaints,
) -> None:
    """Amara's page stands open, her session is dead, and Ife signs in beside it."""
    complaints.expected += ["401 (Unauthorized)", "403 (Forbidden)", "404 (Not Found)"]
    ife = house.do("person", name="Ife")
    page = write_page(open_page(amara), entry)
    cookie = house.do("session", id=ife["id"])
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    page.get_by_role("textbox", name=WHAT).fill("Amara's own words.")
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "stopped")
    expect(page.get_by_role("textbox", name=WHAT)).to_have_value("Amara's own words.")
    assert house.do("entries_of", id=ife["id"]) == []
    kept = house.do("texts", entry=entry)
    assert kept["revision"] == 0 and kept["clashes"] == []
