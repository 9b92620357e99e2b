"""What is written about a request: one line of JSON, and nothing that a person wrote.

Never bodies, query strings or exception messages: a database's message quotes the row it
refused, and a parser's quotes what it could not read. Never paths either, but the pattern
that matched: reset and invitation addresses carry secrets.
"""

import contextvars
import json
import logging
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

requests = logging.getLogger("reflectjournal.requests")

# No line at all: when an answer came is half of who gave it (docs/adr/0006-meetings.md).
SILENT = "/join/"


def route(request: HttpRequest) -> str:
    """The pattern that matched, as in `your-journal/<id:pk>/`."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no page)"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and every error it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def describe(error: BaseException) -> list[str]:
    """Types and places of an error and its causes, without their messages."""
    lines = []
    for link in chain(error):
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
    return lines


def place(error: BaseException | None) -> str:
    """The last line of our own code that an error passed."""
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    own = [frame for frame in frames if "site-packages" not in frame.filename]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else ""


class WithoutPath(logging.Filter):
    """Put the matched pattern where Django's own messages have the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            message = record.getMessage()
            path = request.path
            for spelling in (path, path.encode("unicode_escape").decode("ascii")):
                if len(spelling) > 1:
                    message = message.replace(spelling, route(request))
            record.msg, record.args = message, None
        return True


class JsonLines(logging.Formatter):
    """One record, one line. json escapes every control character."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if current := request_id.get():
            line["request"] = current
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


class RequestLog:
    """Outermost: names each request, and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(secrets.token_hex(6))
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            if request.path_info.startswith(SILENT):
                return response
            requests.info(
                "answered",
                extra={
                    "facts": {
                        "method": request.method if request.method in _METHODS else "other",
                        "route": route(request),
                        "status": response.status_code,
                        "ms": round((time.perf_counter() - started) * 1000),
                    }
                },
            )
        finally:
            request_id.reset(token)
        return response


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_path": {"()": "reflectjournal.logs.WithoutPath"}},
    "formatters": {"json": {"()": "reflectjournal.logs.JsonLines"}},
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["without_path"],
        },
        "mail": {
            "class": "reflectjournal.reports.PlainMail",
            "level": "ERROR",
            "filters": ["without_path"],
        },
    },
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {
        # These replace Django's own handlers, which know nothing of the filter.
        "django": {"handlers": ["lines"], "level": "INFO", "propagate": False},
        # A refusal (4xx) has its line in reflectjournal.requests.
        "django.request": {"handlers": ["lines", "mail"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["lines"], "level": "CRITICAL", "propagate": False},
        # At DEBUG it prints statements with their values.
        "django.db.backends": {"level": "INFO"},
    },
}
