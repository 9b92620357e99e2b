"""Going through a page with the keyboard alone."""

from playwright.sync_api import Locator, Page

FARTHEST = 120  # stops on one page


def tab_to(page: Page, target: Locator) -> None:
    """Tab until it has the focus, as somebody without a mouse would."""
    target = target.first
    for _stop in range(FARTHEST):
        if target.evaluate("found => found === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} by keyboard")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)
