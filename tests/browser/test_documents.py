"""An entry as a file for somebody else, on a phone and without any script."""

from tests.browser.conftest import PHONE
from tests.browser.inspector import Inspector
from tests.portfolio.pdf_reading import Reading

WORDS = "Mrs Okafor rang 07700 900123, and she wrote தமிழ்."


def test_it_is_looked_through_before_it_is_taken(open_page, house, amara, shots):
    entry = house.do("entry", id=amara["id"], title="", answers={"happened": WORDS})
    inspector = Inspector(open_page(amara), shots)
    inspector.visit("one entry", f"/take-out/{entry}/")
    inspector.visit("a file for others", f"/take-out/{entry}/for-others/?shape=pdf&look#take")
    assert [str(fault) for fault in inspector.faults] == []

    page = open_page(amara, size=PHONE, java_script_enabled=False)
    page.goto(f"/take-out/{entry}/")
    page.get_by_label("It is for somebody else").check()
    page.get_by_role("button", name="Download this entry").click()
    page.get_by_role("button", name="Download it").click()
    assert page.get_by_role("alert").inner_text().startswith("Please tick this first")
    page.get_by_label("I have looked at these").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download it").click()
    assert waiting.value.suggested_filename.startswith("entry-2")
    text = Reading(waiting.value.path().read_bytes()).text
    assert "Mrs Okafor rang" in text and "Tamil (5 signs)" in text
