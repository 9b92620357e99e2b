"""What somebody tells their supervisor: kept, looked at, given, and thanked for."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.inspector import Inspector
from tests.browser.test_agreement import Opened, Person, ben, open_pair

__all__ = ["ben", "open_pair"]  # fixtures


def middle(thing: Locator) -> float:
    box = thing.bounding_box()
    assert box
    return box["y"] + box["height"] / 2


def edge(thing: Locator) -> float:
    box = thing.bounding_box()
    assert box
    return box["x"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_kept_given_and_thanked_for(
    open_pair: Opened,
    amara: Person,
    ben: Person,
    shots: Path | None,
    scripts: bool,
) -> None:
    hers = open_pair(amara, "Ben", java_script_enabled=scripts)
    his = open_pair(ben, "Amara", java_script_enabled=scripts)
    inspectors = Inspector(hers, shots), Inspector(his, shots)

    def look(who: int, name: str) -> None:
        if scripts:
            inspectors[who].look(name)

    expect(his.locator("main")).not_to_contain_text("told you")
    hers.get_by_role("link", name="Tell Ben").click()
    hers.get_by_role("button", name="Save, and see how it will read").click()
    expect(hers.get_by_text("Please answer at least one of these.").first).to_be_visible()
    look(0, "feedback refused")
    hers.get_by_label("What helps you in supervision?").fill("That you ask first")
    hers.get_by_label("Some of it").check()
    hers.get_by_role("button", name="Save, and see how it will read").click()
    expect(hers.locator("main")).to_contain_text("That you ask first")
    look(0, "feedback kept")
    give = hers.get_by_role("button", name="Give this to Ben")
    change = hers.get_by_role("link", name="Change it")
    assert middle(give) == pytest.approx(middle(change), abs=1)
    asked, said = hers.locator("dt").first, hers.locator("dd").first
    assert edge(asked) == pytest.approx(edge(said), abs=1)
    his.reload()
    expect(his.locator("main")).not_to_contain_text("told you")
    hers.get_by_role("button", name="Give this to Ben").click()
    expect(hers.get_by_text("has not opened it yet")).to_be_visible()
    his.reload()
    look(1, "pair with feedback")
    his.get_by_role("link", name="About supervision,").click()
    expect(his.locator("main")).to_contain_text("That you ask first")
    look(1, "feedback told")
    his.get_by_label("A few words, if you like").fill("I will go on asking.")
    his.get_by_role("button", name="Thank you, I have read it").click()
    look(1, "feedback thanked")
    hers.reload()
    expect(hers.locator("main")).to_contain_text("I will go on asking.")
    look(0, "feedback answered")
    hers.get_by_role("button", name="Take it back").click()
    expect(hers.get_by_text("Taken back").first).to_be_visible()
    look(0, "feedback taken back")
    for inspector in inspectors:
        assert [str(fault) for fault in inspector.faults] == []
