"""An account made from an entry, on a phone and without any script, to its file."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

TOLD = "I sat down before I spoke.\n\nShe slept that night."


def test_an_account_is_made_and_taken_without_a_script(open_page, house, amara):
    kept = house.do("portfolio_of", id=amara["id"])
    house.do("entry", id=amara["id"], title="Tea at four", answers={"happened": TOLD})
    page = open_page(amara, size=PHONE, java_script_enabled=False)
    page.goto(f"/portfolio/cycles/{kept['cycle']}/accounts/new/")
    page.get_by_label("Tea at four").check()
    page.get_by_role("button", name="Begin the reflective account").click()
    page.get_by_label("I sat down before I spoke.").check()
    page.get_by_role("button", name="Take these lines across").click()  # into nothing yet
    expect(page.locator("#into")).to_contain_text("Please say into which question")
    expect(page.get_by_label("I sat down before I spoke.")).to_be_checked()
    page.get_by_label("What did you learn from").check()
    page.get_by_role("button", name="Take these lines across").click()
    expect(page.get_by_role("status")).to_contain_text("Taken across")

    page.get_by_role("link", name="Choose themes").click()
    page.get_by_label("Prioritise people", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("link", name="Your reflective account, and what stands beside it").click()
    page.get_by_role("link", name="Look it through, and call it done").click()
    page.get_by_role("button", name="It is done").click()
    page.get_by_role("link", name="NMC reflective account").last.click()
    page.get_by_role("link", name="In your journal").click()
    expect(page.get_by_text("Counts in your cycle since")).to_be_visible()
    expect(page.get_by_text("This counts in your portfolio.")).to_be_visible()
    page.get_by_role("link", name="Counts in your cycle since").click()
    page.get_by_role("link", name="Take it as a file").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download it").click()
    assert started.value.suggested_filename.startswith("account-")


def test_ticks_survive_a_hidden_page(open_page, house, amara):
    kept = house.do("portfolio_of", id=amara["id"])
    house.do("entry", id=amara["id"], title="Tea at four", answers={"happened": TOLD})
    page = open_page(amara)
    page.goto(f"/portfolio/cycles/{kept['cycle']}/accounts/new/")
    page.get_by_label("Tea at four").check()
    page.get_by_role("button", name="Begin the reflective account").click()
    page.get_by_label("She slept that night.").check()
    there = page.url
    page.get_by_role("button", name="Hide").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/lock/**")
    page = open_page(amara)
    page.goto(there)
    expect(page.get_by_label("She slept that night.")).to_be_checked()
    expect(page.get_by_label("I sat down before I spoke.")).not_to_be_checked()
