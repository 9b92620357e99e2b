"""What may identify somebody, on a phone and without any script."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

FIVE = (
    "The bay was loud. Mrs Okafor had not slept and asked for her daughter again and again.\n\n"
    "I rang 07700 900123 twice, and nobody answered before the doctor came round.\n\n"
    "The student, Daniel Ferreira, said that she needs somebody who stays with her.\n\n"
    "It was just the same on 14 March 2026.\n\n"
    "We sat in a side room on Rowan Ward, which is far from the door."
)


def test_five_findings_are_three_screens_of_a_phone(open_page, house, amara):
    entry = house.do("entry", id=amara["id"], title="", answers={"happened": FIVE})
    page = open_page(amara, size=PHONE, java_script_enabled=False)
    page.goto(f"/your-journal/{entry}/check/")
    expect(page.locator(".found")).to_have_count(5)
    last = page.locator(".found").last.bounding_box()
    assert last["y"] + last["height"] < 3 * PHONE["height"]

    name = page.locator(".found", has_text="Daniel Ferreira, said").first
    other = name.get_by_role("button", name="Use “a colleague”")
    expect(other).to_be_hidden()
    name.locator("summary").click()
    other.click()
    expect(page.locator(".found")).to_have_count(4)
    assert "The student, a colleague, said" in house.do("texts", entry=entry)["answers"]["happened"]
