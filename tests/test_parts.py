"""Over three days SQLite runs every file of the suite, and some of them each day."""

from pathlib import Path

from tests.parts import EACH_TIME, is_of_part

ROOT = Path(__file__).resolve().parent.parent
FILES = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]


def test_each_file_has_its_day() -> None:
    parts = {place: [is_of_part(place, f"{day}/3") for day in (1, 2, 3)] for place in FILES}
    each = {place for place, days in parts.items() if all(days)}
    assert each == {place for place in FILES if place.startswith(EACH_TIME)}
    assert {sum(days) for place, days in parts.items() if place not in each} == {1}


def test_what_runs_each_time_is_there() -> None:
    assert [one for one in EACH_TIME if not any(place.startswith(one) for place in FILES)] == []
