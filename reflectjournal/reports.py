"""Error reports that hold nothing a person wrote.

Logging loads this module before any app is ready, so it imports no model.
"""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.utils.log import AdminEmailHandler
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from reflectjournal.logs import describe, request_id, route


class NoPrivateText(SafeExceptionReporterFilter):
    """Should anybody make a report with Django's own reporter: nothing posted, no cookies,
    no variables."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_safe_settings(self) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return {}.items()


class PlaceReport(ExceptionReporter):
    """Where it broke and by what type of error. Not the message: a database's quotes the row."""

    def get_traceback_text(self) -> SafeString:
        lines = [f"Request: {request_id.get() or '-'}"]
        if self.request:
            lines.append(f"Page: {self.request.method} {route(self.request)}")
        if self.exc_value:
            lines += describe(self.exc_value)
        return SafeString("\n".join(lines))  # plain mail: there is nothing to escape

    def get_traceback_html(self) -> SafeString:
        return SafeString("")


class PlainMail(AdminEmailHandler):
    """Mail to the operators, never with the HTML report."""

    def __init__(self) -> None:
        super().__init__(include_html=False)
