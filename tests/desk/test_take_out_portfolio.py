"""A person's portfolio in the copy that they take: every word, as data and to read."""

from __future__ import annotations

import html
import io
import json
import zipfile
from decimal import Decimal

import pytest

from desk.take_out import archive
from portfolio.models import Confirmation, Cpd, Discussion, Feedback, PracticeHours
from tests.desk.portfolio_makers import make_full_portfolio
from tests.makers import make_entry, make_user
from tests.portfolio.makers import make_cpd, make_feedback, make_hours
from vault.ids import short

pytestmark = pytest.mark.django_db


def test_every_word_of_the_logs_is_in_the_data_and_on_the_page() -> None:
    person = make_user("Zoe")
    entry = make_entry(person)
    make_full_portfolio(person, entry, "<i>mark</i>")
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.journal_archive(person)))) as zipped:
        data = json.loads(zipped.read("journal.json"))["portfolio"]
        page = zipped.read("journal.html").decode()
    assert "<i>mark" not in page
    for log, model in (("hours", PracticeHours), ("cpd", Cpd), ("feedback", Feedback)):
        for name in model.words:
            words = f"{name} <i>mark</i>"
            assert data[log][0][name] == words
            assert words in html.unescape(page)
    for form, signed in (("discussion", Discussion), ("confirmation", Confirmation)):
        for name in signed.words:
            words = data["cycles"][0][form][name]
            assert words and words in html.unescape(page), name
    assert data["files"] and all(file["name"] in html.unescape(page) for file in data["files"])
    assert "Parked hours <i>mark</i>" in html.unescape(page)
    assert [bool(row["deleted_at"]) for row in data["hours"]] == [False, True]
    assert [one["entry"] for one in data["cycles"][0]["accounts"]] == [short(entry.pk)]


def test_the_page_says_it_in_the_words_of_the_screens() -> None:
    person = make_user("Zoe")
    make_hours(person, "150", scope="direct")
    make_cpd(person, "2.5", method="course", participatory=Decimal(1))
    make_feedback(person, source="family", form="letter")
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.journal_archive(person)))) as zipped:
        page = html.unescape(zipped.read("journal.html").decode())
    assert "150 hours, Nurse" in page and "Care for people" in page
    assert "2.5 hours, 1 hour of them with others" in page and "A course or a study day" in page
    assert "Family or carers" in page and "A letter or a card" in page
    assert '<a href="#portfolio">' in page
