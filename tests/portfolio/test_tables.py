"""The logs as CSV: out, in, and out again says the same; and nothing comes in by halves."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from people.models import AuditEvent, User
from portfolio.logs import LOGS
from portfolio.models import Cpd, Feedback, ParkedForm, PracticeHours
from portfolio.tables.cells import guarded, unguarded
from portfolio.tables.reading import MOST_ROWS, read, text_of
from portfolio.tables.refusal import TableRefused
from portfolio.tables.writing import as_csv
from tests.portfolio.makers import make_cpd, make_feedback, make_hours
from tests.portfolio.test_cycles import follow, shown

AWKWARD = "=1+1;\"a\", 'b'\nsecond line £ €"
WORDS: dict[str, dict[str, Any]] = {
    "hours": {"organisation": "-5 Ward", "scope": "direct", "registered_as": "midwife",
              "work": AWKWARD, "address": "'=SUM(A1)"},
    "cpd": {"topic": "@here", "method": "reading", "relates": AWKWARD, "participatory": 1},
    "feedback": {"content": "+1, she said", "source": "family", "form": "letter",
                 "influence": "\tAWKWARD"},
}  # fmt: skip
MAKERS: dict[str, Any] = {"hours": make_hours, "cpd": make_cpd, "feedback": make_feedback}
GOOD = "Date,Content\n2026-03-02,That I had listened\n"


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def bring(client: Client, log: str, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    body = {"file": SimpleUploadedFile("log.csv", data)}
    return follow(client, client.post(LOGS[log].table_url, body))


def take(client: Client, log: str, person: User, **fields: str) -> str:
    waits = ParkedForm.objects.visible_to(person).filter(page=f"table-{log}").first()
    body = {"do": "take", "waits": waits.pk.hex if waits else "", **fields}
    return follow(client, client.post(f"{LOGS[log].table_url}take-in/", body))


def out(client: Client, log: str) -> bytes:
    answer = client.post(f"{LOGS[log].table_url}file/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="{log}-20' in answer["Content-Disposition"]
    return answer.content


@pytest.mark.parametrize("log", list(LOGS))
def test_out_in_and_out_again_says_the_same(
    amara: User, ben: User, sign_in: Callable[..., Client], log: str
) -> None:
    hers, his = sign_in(Client(), amara), sign_in(Client(), ben)
    for _time in range(2):  # the same line twice
        MAKERS[log](amara, **WORDS[log])
    MAKERS[log](amara)
    taken = out(hers, log)
    assert taken.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"), newline="")))
    assert rows[0] == [str(column.title) for column in LOGS[log].columns]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    text = bring(his, log, taken)
    assert "3 new lines. Nothing has come in yet." in text
    assert "the same as row" in text
    assert not LOGS[log].model.objects.visible_to(ben).exists()
    assert "3 lines are in your log." in take(his, log, ben)
    assert out(his, log) == taken
    # Once more: all of it is there, and nothing comes twice.
    assert "3 rows are in your log already" in bring(his, log, taken)
    take(his, log, ben)
    assert LOGS[log].model.objects.visible_to(ben).count() == 3
    actions = AuditEvent.objects.filter(person=ben).values_list("action", flat=True)
    assert {"table-brought-in", "log-exported"} <= set(actions)


def test_what_excel_and_others_write_is_read(client: Client, amara: User) -> None:
    content = (
        "Start date;End date;Number of hours;Your registration;Name of organisation;Shoe size\r\n"
        "30/11/2025;;7,5;nursing associate;Café;41\r\n;;;;;\r\n"
        "1.12.2025;3 December 2025;12;NURSE;£ €;\r\n"
    ).encode("cp1252")
    text = bring(client, "hours", content)
    assert "2 new lines" in text
    assert "Columns that are not read: Shoe size" in text
    take(client, "hours", amara)
    found = [
        (line.started_on, line.ended_on, line.hours, line.registered_as, line.organisation)
        for line in PracticeHours.objects.visible_to(amara).newest_first()
    ]
    assert found == [
        (date(2025, 12, 1), date(2025, 12, 3), Decimal(12), "nurse", "£ €"),
        (date(2025, 11, 30), date(2025, 11, 30), Decimal("7.5"), "associate", "Café"),
    ]


def test_the_rows_that_fit_come_in_without_the_others(client: Client, amara: User) -> None:
    rows = "Topic,Hours,First day\nSepsis,2,2026-03-02\n,x,2026-13-01\nFalls,1,2026-03-09\nx,,\n"
    text = bring(client, "cpd", rows)
    assert "Bring in the 2 that fit" in text and "Row 3: " in text and "Row 5: " in text
    assert "Nothing came in." in take(client, "cpd", amara)  # an earlier page's button
    said = take(client, "cpd", amara, do="take-fitting")
    assert "2 lines are in your log." in said and "Rows 3, 5 of your file stayed out." in said
    assert {line.topic for line in Cpd.objects.visible_to(amara)} == {"Sepsis", "Falls"}

    mended = rows.replace(",x,2026-13-01", "Burns,3,2026-03-04").replace("x,,", "Pain,1,2026-03-05")
    assert "2 rows are in your log already" in bring(client, "cpd", mended)
    take(client, "cpd", amara)
    assert Cpd.objects.visible_to(amara).count() == 4


def test_nothing_that_fits_is_nothing_to_bring_in(client: Client, amara: User) -> None:
    text = bring(client, "cpd", "Topic,Hours,First day\n,x,2026-13-01\n")
    assert "that fit" not in text
    assert "Nothing came in." in take(client, "cpd", amara, do="take-fitting")
    assert not Cpd.objects.exists()


@pytest.mark.parametrize("log", list(LOGS))
def test_every_title_of_a_log_means_one_column(log: str) -> None:
    names = [name for column in LOGS[log].columns for name in column.names]
    assert len(names) == len(set(names))


def test_titles_that_people_give_are_read(amara: User) -> None:
    content = "Dates,Topic,Hours,With others,How it relates to my practice\n2026-03-02,A,3,2,So\n"
    [row] = read(content, "cpd", amara).rows
    assert (row.values["participatory"], row.values["relates"]) == (2, "So")
    content = "Date,From,What it was about,How it changed my practice\n2026-03-02,family,A,B\n"
    [row] = read(content, "feedback", amara).rows
    assert (row.values["source"], row.values["influence"]) == ("family", "B")


def test_one_wrong_row_keeps_all_out(client: Client, amara: User) -> None:
    text = bring(
        client, "cpd", "Topic,Hours,First day,Method\nSepsis,2,2026-03-02,\n,x,2026-13-01,prayer\n"
    )
    for said in ("Row 3", "Hours: Please give a number", "First day:", "Topic:",
                 "Method: Please choose one of the list. (A course or a study day;"):  # fmt: skip
        assert said in text
    assert "Bring them in" not in text
    assert "Nothing came in." in take(client, "cpd", amara)
    assert not Cpd.objects.exists()
    assert "It is let go." in take(client, "cpd", amara, do="let-go")
    assert not ParkedForm.objects.exists()


def test_two_presses_bring_it_in_once(client: Client, amara: User) -> None:
    bring(client, "feedback", GOOD)
    waits = ParkedForm.objects.get().pk.hex
    take(client, "feedback", amara)
    assert "waits no more" in take(client, "feedback", amara, waits=waits)
    assert Feedback.objects.visible_to(amara).get().content == "That I had listened"


def test_a_page_of_an_earlier_file_brings_in_nothing(client: Client, amara: User) -> None:
    bring(client, "feedback", GOOD)
    earlier = ParkedForm.objects.get().pk.hex
    bring(client, "feedback", GOOD.replace("listened", "waited"))
    assert "waits no more" in take(client, "feedback", amara, waits=earlier)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        ("Date,Content\n", "There is no row"),
        ("\n\n", "This file is empty."),
        ("A,B\n1,2\n", "Not found: Date, Content of feedback."),
        ("Date,Day,Content\n1,2,3\n", "stands over two columns."),
        ('Date,Content\n2026-03-02,"open\n', "cannot be read: a quotation mark"),
        ("Date,Content\n" + "2026-03-02,x\n" * (MOST_ROWS + 1), "more than 2,000 rows"),
        ("Date,Content\n" + "2026-03-02," + "x" * 999_990, "larger than 1 MB"),
        ("Date,Content\n" + "2026-03-02," + "x" * 3_000_000, "larger than 1 MB"),
        ("Date,Content\n2026-03-02,x\n".encode("utf-16"), "CSV UTF-8"),
        (b"PK\x03\x04\0\0", "CSV UTF-8"),
        (b"Date,Content\n2026-03-02,\x81\x8d", "letters in this file cannot be read"),
        ("Date,Content" + "," * 99 + "\n2026-03-02,x\n", "far more columns"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(
    client: Client, content: str | bytes, said: str
) -> None:
    assert said in bring(client, "feedback", content)
    assert not ParkedForm.objects.exists()


def test_two_thousand_rows_come_in(client: Client, amara: User) -> None:
    rows = "".join(f"2026-03-02,Piece {number}\n" for number in range(MOST_ROWS))
    assert "2000 new lines" in bring(client, "feedback", "Date,Content\n" + rows)
    take(client, "feedback", amara)
    assert Feedback.objects.visible_to(amara).count() == MOST_ROWS


def test_what_waits_is_sealed_and_its_owners_alone(
    client: Client, amara: User, ben: User, sign_in: Callable[..., Client]
) -> None:
    bring(client, "feedback", GOOD)
    his = sign_in(Client(), ben)
    assert "listened" not in shown(his, LOGS["feedback"].table_url)
    waits = ParkedForm.objects.get()
    assert "waits no more" in take(his, "feedback", ben, waits=waits.pk.hex)
    assert "listened" in shown(client, LOGS["feedback"].table_url)
    assert "listened" not in shown(client, LOGS["feedback"].add_url)  # no words of another page


def test_more_cells_than_titles_are_asked_about(amara: User) -> None:
    (row,) = read("Date,Content\n2026-03-02,a, b\n", "feedback", amara).rows
    assert "more cells than there are titles" in row.problems[0]


@given(st.text(st.sampled_from("'=+-@\t\r\na "), max_size=6))
def test_a_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@\t\r\n")


@given(content=st.binary(max_size=200) | st.text("\",;\n\r'=Datecon10/2026-", max_size=200))
@hypothesis_settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_comes_is_read_or_refused(amara: User, content: bytes | str) -> None:
    data = content if isinstance(content, bytes) else f"Date,Content\n{content}".encode()
    try:
        read(text_of(data), "feedback", amara)
    except TableRefused:
        pass


def test_an_empty_log_is_its_titles() -> None:
    assert as_csv("feedback", []).decode("utf-8-sig").count("\r\n") == 1
