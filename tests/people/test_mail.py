"""Mail never holds up a page, and a process that ends still posts what it has."""

import logging
import queue
import subprocess
import sys
from typing import Any

import pytest
from django.core import mail as outgoing

from people import mail
from tests.own_database import ROOT

CODE = {"code": "1234"}


def test_a_full_outbox_holds_nobody_up(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_ASIDE = True
    full: queue.Queue[Any] = queue.Queue(maxsize=1)
    full.put(("earlier", None))
    monkeypatch.setattr(mail, "_outbox", full)
    monkeypatch.setattr(mail, "_postman", type("Nobody", (), {"wake": lambda self: None})())
    waited: list[float | None] = []
    monkeypatch.setattr(full.not_full, "wait", waited.append)
    with caplog.at_level(logging.ERROR, "people.mail"):
        mail.send_aside("confirm_address", "amara@example.test", CODE)
    assert waited == []
    assert [record.getMessage() for record in caplog.records] == [
        "Mail confirm_address was not sent: too many are waiting."
    ]
    assert outgoing.outbox == []


SENDS_AND_ENDS = """
import sys, time
import django
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

django.setup()
settings.MAIL_ASIDE = True
settings.EMAIL_BACKEND = "__main__.Slow"

class Slow(BaseEmailBackend):
    def send_messages(self, messages):
        time.sleep({takes})
        print("sent", len(messages), flush=True)

from people import mail
mail.LAST_CALL = {waits}
for number in range(2):
    mail.send_aside("confirm_address", "amara@example.test", {{"code": "1"}})
"""


def last_words(*, takes: float, waits: float) -> str:
    result = subprocess.run(
        [sys.executable, "-c", SENDS_AND_ENDS.format(takes=takes, waits=waits)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return result.stdout


def test_what_waits_goes_out_before_the_process_ends() -> None:
    assert last_words(takes=0.3, waits=30) == "sent 1\nsent 1\n"


def test_a_mail_server_that_hangs_does_not_keep_the_process_alive() -> None:
    assert last_words(takes=300, waits=1) == ""
