"""Over five days SQLite runs every file of the suite, and some of them each day."""

from pathlib import Path

from tests.access.test_access import NAMES
from tests.parts import BY_TEST, EACH_TIME, is_of_part

DAYS = (1, 2, 3, 4, 5)
ROOT = Path(__file__).resolve().parent.parent
FILES = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
PEOPLE = [f"{BY_TEST[0]}::test_each_person_gets_what_the_table_says[{name}]" for name in NAMES]


def test_each_file_has_its_day() -> None:
    parts = {place: [is_of_part(place, f"{day}/5") for day in DAYS] for place in FILES + PEOPLE}
    each = {place for place, days in parts.items() if all(days)}
    assert each == {place for place in FILES if place.startswith(EACH_TIME)}
    assert {sum(days) for place, days in parts.items() if place not in each} == {1}


def test_the_access_table_is_shared_out_by_person() -> None:
    days = [[one for one in PEOPLE if is_of_part(one, f"{day}/{len(DAYS)}")] for day in DAYS]
    assert {len(people) for people in days} == {2, 3}, days


def test_what_runs_each_time_is_there() -> None:
    assert [
        one for one in EACH_TIME + BY_TEST if not any(place.startswith(one) for place in FILES)
    ] == []
