"""The bin, and what is brought in from elsewhere, with the keyboard alone; each page looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.keys import press, tab_to
from tests.browser.walks import follow_key
from tests.makers import PASSWORD


@dataclass
class Walk:
    """Somebody without a mouse, and who looks at the pages that they come to."""

    page: Page
    inspector: Inspector

    def link(self, name: str | re.Pattern[str], *, lands_on: str) -> None:
        tab_to(self.page, self.page.get_by_role("main").get_by_role("link", name=name))
        self._go("Enter", lands_on)

    def button(self, name: str | re.Pattern[str], *, lands_on: str) -> None:
        tab_to(self.page, self.page.get_by_role("main").get_by_role("button", name=name))
        self._go("Enter", lands_on)

    def _go(self, key: str, heading: str) -> None:
        follow_key(self.page, key)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def choose(self, label: str, file: Path) -> None:
        """Opens the browser's own way of choosing a file, as a key does."""
        tab_to(self.page, self.page.get_by_label(label, exact=True))
        with self.page.expect_file_chooser() as chosen:
            self.page.keyboard.press("Space")
        chosen.value.set_files(file)

    def type(self, label: str, text: str) -> None:
        tab_to(self.page, self.page.get_by_label(label))
        self.page.keyboard.type(text)

    def says(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def side_by_side(self, *names: str) -> None:
        """Nothing between them that sets one lower than the other."""
        pressed = [
            self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
            for name in names
        ]
        boxes = [one.bounding_box() for one in pressed]
        assert len({round(box["y"]) for box in boxes if box}) == 1, boxes

    def look(self, name: str) -> None:
        self.inspector.look(name)
        assert [str(fault) for fault in self.inspector.faults] == []


@pytest.fixture
def walk_of(open_page: Callable[..., Page], shots: Path | None) -> Callable[..., Walk]:
    def begun(person: dict[str, str], path: str) -> Walk:
        page = open_page(person)
        # Heard from the start: told only when a key is pressed, it may come too late.
        page.on("filechooser", lambda chooser: None)
        page.goto(path)
        return Walk(page, Inspector(page, shots))

    return begun


def binned(house: House, person: dict[str, str], *titles: str) -> None:
    for title in titles:
        house.do("entry", id=person["id"], title=title, answers={"happened": "Rain."}, deleted=True)


def test_one_is_brought_back_and_then_the_whole_bin(
    walk_of: Callable[..., Walk], house: House, amara: dict[str, str]
) -> None:
    binned(house, amara, "Tea at four", "A cup at noon", "The long corridor")
    walk = walk_of(amara, "/your-journal/")
    walk.link("Bin", lands_on="Bin")
    walk.look("bin by keys")
    walk.button("Get back: Tea at four", lands_on="Tea at four")
    walk.link("Your journal", lands_on="Your journal")
    walk.link("Bin", lands_on="Bin")
    entries = walk.page.get_by_role("listitem")
    expect(entries.filter(has_text="Deleted on")).to_have_count(2)
    walk.link("Erase now: A cup at noon", lands_on="Erase this entry for good?")
    walk.look("erase one by keys")
    walk.link("Keep it in the bin", lands_on="Bin")
    walk.button("Bring all 2 back", lands_on="Your journal")
    for title in ("Tea at four", "A cup at noon", "The long corridor"):
        expect(walk.page.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()


def test_all_for_good_is_asked_once_and_then_gone(
    walk_of: Callable[..., Walk], house: House, amara: dict[str, str]
) -> None:
    binned(house, amara, "Tea at four", "A cup at noon", "The long corridor")
    walk = walk_of(amara, "/your-journal/bin/")
    walk.link("Erase all for good", lands_on="Erase all 3 entries in your bin for good?")
    walk.look("erase all for good by keys")
    walk.side_by_side("Erase all for good", "Keep them in the bin")
    walk.link("Keep them in the bin", lands_on="Bin")
    walk.link("Erase all for good", lands_on="Erase all 3 entries in your bin for good?")
    walk.button("Erase all for good", lands_on="Bin")
    walk.says("The bin is empty.")
    walk.look("empty bin by keys")
    assert house.do("entries_of", id=amara["id"]) == []


def test_a_table_comes_in_is_looked_at_mended_and_taken_out_again(
    walk_of: Callable[..., Walk], house: House, amara: dict[str, str], tmp_path: Path
) -> None:
    table = tmp_path / "cpd.csv"
    table.write_text("First day,Hours,Topic\n2026-03-02,1,Sepsis\n2026-03-09,x,Falls\n")
    walk = walk_of(amara, "/portfolio/cpd/")
    walk.link("As a table", lands_on="As a table")
    walk.look("table by keys")
    walk.choose("A CSV file", table)
    walk.button("Look at it first", lands_on="As a table")
    walk.says("1 row does not fit.")
    walk.look("table with a row that does not fit by keys")
    walk.side_by_side("Bring in the 1 that fits", "Let it go")
    walk.button("Let it go", lands_on="As a table")
    walk.says("It is let go. Nothing came in.")

    walk.choose("A CSV file", table)
    walk.button("Look at it first", lands_on="As a table")
    walk.button("Bring in the 1 that fits", lands_on="Learning (CPD)")
    walk.says("1 line is in your log.")
    walk.says("Row 3 of your file stayed out.")
    walk.look("log after a table by keys")

    table.write_text(table.read_text().replace("x,Falls", "2,Falls"))
    walk.link("As a table", lands_on="As a table")
    walk.choose("A CSV file", table)
    walk.button("Look at it first", lands_on="As a table")
    walk.says("1 row is in your log already, and is left out.")
    walk.look("table of which one is there by keys")
    walk.button("Bring them in", lands_on="Learning (CPD)")
    line = walk.page.get_by_role("main").get_by_role("link", name=re.compile("^Falls"))
    press(walk.page, line)
    walk.button("Take it out of the log", lands_on="Learning (CPD)")
    expect(line).to_be_hidden()
    walk.button("Bring it back", lands_on="Learning (CPD)")
    expect(line).to_be_visible()


def test_a_text_comes_in_by_its_headings_and_is_taken_back(
    walk_of: Callable[..., Walk], house: House, amara: dict[str, str], tmp_path: Path
) -> None:
    walk = walk_of(amara, "/take-out/")
    walk.link("Bring in an earlier journal, or a text", lands_on="Bring something in")
    walk.look("bring in by keys")
    walk.type("Or its text", "# Tea at four\nI sat down.\n# A cup at noon\nShe slept.")
    walk.button("Look at it first", lands_on="This would come in")
    walk.look("a pasted text by keys")
    walk.button("Let it go", lands_on="Bring something in")
    walk.says("It is let go. Nothing came in.")

    text = tmp_path / "kept.txt"
    text.write_text("# Tea at four\nI sat down.\n\n# A cup at noon\nShe slept.\n")
    walk.choose("A file", text)
    walk.button("Look at it first", lands_on="This would come in")
    tab_to(walk.page, walk.page.get_by_role("radio", checked=True))
    walk.page.keyboard.press("ArrowDown")
    walk.button("Bring it in", lands_on="It came in")
    walk.says("Drafts that you have not changed or shared since go to the bin")
    walk.look("a text came in by keys")
    assert "measures and cycles" not in walk.page.get_by_role("main").inner_text()
    assert len(house.do("entries_of", id=amara["id"])) == 2
    walk.button("Take it back", lands_on="Bring something in")
    walk.link("A text", lands_on="It was taken back")
    walk.look("a text taken back by keys")
    walk.page.goto("/your-journal/bin/")
    walk.button("Bring all 2 back", lands_on="Your journal")


def test_a_copy_comes_in_to_somebody_else_once_they_say_that_it_is_theirs(
    walk_of: Callable[..., Walk], house: House, amara: dict[str, str], tmp_path: Path
) -> None:
    entry = house.do("entry", id=amara["id"], title="Tea at four", answers={"happened": "I sat."})
    house.do("member", id=amara["id"], supervisor=house.do("person", name="Ben")["id"])
    house.do("share", entry=entry)
    walk = walk_of(amara, "/take-out/")
    walk.type("Your password", PASSWORD)
    tab_to(walk.page, walk.page.get_by_role("button", name="Download everything"))
    with walk.page.expect_download() as waiting:
        walk.page.keyboard.press("Enter")
    copy = tmp_path / "journal.zip"
    waiting.value.save_as(copy)

    anew = walk_of(house.do("person", name="Amara Anew"), "/bring-in/")
    anew.choose("The ZIP file", copy)
    anew.button("Look at what is in it", lands_on="This would come in")
    anew.look("a copy by keys")
    anew.button("Bring it in", lands_on="This would come in")
    anew.says("Please say that this journal is yours.")
    anew.look("a copy of which one does not say whose by keys")
    press(anew.page, anew.page.get_by_label("This journal is mine."), "Space")
    expect(anew.page.get_by_label("This journal is mine.")).to_be_checked()
    anew.button("Bring it in", lands_on="It came in")
    anew.look("a copy came in by keys")
    anew.link("Open the record of the earlier journal", lands_on="Record of an earlier journal")
    press(anew.page, anew.page.get_by_role("main").locator("summary"))
    anew.look("record of a copy by keys")
    anew.link("What you brought", lands_on="It came in")
    anew.button("Take it back", lands_on="Bring something in")
    anew.look("bring in with what was brought by keys")
