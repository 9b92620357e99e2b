"""docs/sharing.md says what the program does."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from journals.models import Share
from journals.outside_forms import OutsideReaderForm
from journals.services import confirming
from people import limits


def test_the_written_limits_are_the_set_ones() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "sharing.md").read_text()
    form = OutsideReaderForm
    assert f"({form.DAYS} days unless told otherwise, {form.DAYS_AT_MOST} at most)" in text
    minutes = confirming.CODE_LASTS // timedelta(minutes=1)
    assert f"| {minutes} minutes, {confirming.TRIES} tries, only in" in text
    idle, most = confirming.IDLE // timedelta(minutes=1), confirming.READS_AT_MOST
    assert f"| {idle} minutes without a sign, {most // timedelta(hours=1)} hours in all |" in text
    for words, limit in {
        "shares with somebody outside, by one writer": limits.OUTSIDE_SHARES,
        "new links by the writer, for one reader": limits.OUTSIDE_LINKS_BY_WRITER,
        "new links by whoever holds one that was used, or pressed too often": limits.OUTSIDE_LINKS,
    }.items():
        assert f"| {words} | {limit.tries} a day |" in text
        assert limit.time == timedelta(days=1)
    hour, day = limits.OUTSIDE_CODES, limits.OUTSIDE_CODES_DAY
    whose = "codes by one link, or by one browser that was confirmed"
    assert f"| {whose} | {hour.tries} an hour, {day.tries} a day |" in text


def test_the_written_states_are_those_of_the_code() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "sharing.md").read_text()
    for state, after in Share.MOVES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {state} |"))
        told = row.rstrip(" |").rpartition("|")[2].strip()
        assert set(told.split(", ")) == (after or {"nothing"})
