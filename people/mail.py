"""Mail: plain text, made from a template whose first line is the subject.

No mail holds a word that anybody wrote in a journal. What stands in a subject is put on
one line first, and Django refuses a header with a line break in it besides.
"""

import atexit
import logging
import queue
import threading
import time
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = logging.getLogger("people.mail")

LAST_CALL = 8  # seconds that a process waits for its mail before it ends


def message(
    template: str, address: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMessage:
    """`template` is one of people/mail, or the path of one that a room above brings."""
    clean = {name: _one_line(value) for name, value in context.items()}
    path = template if "/" in template else f"people/mail/{template}.txt"
    subject, _newline, body = render_to_string(path, clean).partition("\n")
    return EmailMessage(_one_line(subject), body.strip() + "\n", to=[address], headers=headers)


def send(
    template: str, address: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> bool:
    """Send now. A mail server that is away is noted in the log, without the address."""
    return _deliver(template, message(template, address, context, headers))


def send_aside(template: str, address: str, context: dict[str, Any]) -> None:
    """Send from a thread of its own: the page must not take longer when there is a mail."""
    mail = message(template, address, context)
    if getattr(settings, "MAIL_ASIDE", True):
        _queue(template, mail)
    else:
        _deliver(template, mail)


def _queue(template: str, mail: EmailMessage) -> None:
    try:
        _outbox.put_nowait((template, mail))
    except queue.Full:  # the mail server has been away for long: the page must not wait for it
        log.error("Mail %s was not sent: too many are waiting.", template)
    _postman.wake()


def _deliver(template: str, mail: EmailMessage) -> bool:
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001  whatever a mail server can do wrong
        log.error("Mail %s was not sent: %s.", template, type(error).__name__)
        return False
    return True


def _one_line(value: Any) -> Any:
    """Names come from people: no line break, no invisible character, no endless line."""
    if not isinstance(value, str):
        return value
    kept = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(kept.split())[:500]


class _Postman:
    """One daemon thread, started at the first mail: a forked worker starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="mail", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            template, mail = _outbox.get()
            _deliver(template, mail)
            _outbox.task_done()

    def finish(self) -> None:
        """Let what waits go out, for a while: a daemon thread dies with its process."""
        if self._thread is None or not self._thread.is_alive():
            return
        end = time.monotonic() + LAST_CALL
        with _outbox.all_tasks_done:
            while _outbox.unfinished_tasks and (left := end - time.monotonic()) > 0:
                _outbox.all_tasks_done.wait(left)
        if _outbox.unfinished_tasks:
            log.error("%s mails were not sent: the process ends.", _outbox.unfinished_tasks)


_outbox: "queue.Queue[tuple[str, EmailMessage]]" = queue.Queue(maxsize=1000)
_postman = _Postman()
atexit.register(_postman.finish)
