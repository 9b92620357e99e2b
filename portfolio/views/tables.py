"""A log as a table: taken along, and brought in from a spreadsheet once it was looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from people import audit
from people.access import private_text, see_other, signed_in
from people.models import User
from portfolio.documents.files import attachment, dated
from portfolio.logs import LOGS
from portfolio.models import ParkedForm
from portfolio.posts import chosen_table
from portfolio.services.lines import kind_of
from portfolio.services.tables import let_table_go, let_table_wait, page_of, take_table_in
from portfolio.tables.reading import MOST_ROWS, Brought, Row, read, text_of
from portfolio.tables.refusal import TableRefused
from portfolio.tables.writing import as_csv

SHOWN = 50  # rows of each kind on the page; how many more there are is said


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, log: str) -> HttpResponse:
    person = signed_in(request)
    if request.method == "POST":
        try:
            text = text_of(chosen_table(request))
            read(text, log, person)  # what nothing can be read of does not wait
            let_table_wait(owner=person, log=log, text=text)
        except TableRefused as error:
            messages.error(request, str(error))
        return see_other(request.path)
    waits, found = _waiting(person, log)
    context = {
        "log": LOGS[log],
        "columns": LOGS[log].columns,
        "waits": waits,
        "table": found,
        "shown": SHOWN,
        "most": MOST_ROWS,
    }
    return render(request, "portfolio/table.html", context)


def _waiting(person: User, log: str) -> tuple[ParkedForm | None, Brought | None]:
    """What waits for this log, and what of it would come in now."""
    waits = ParkedForm.objects.visible_to(person).filter(page=page_of(log)).first()
    if waits is None:
        return None, None
    try:
        return waits, read(waits.fields["table"][0], log, person)
    except TableRefused:  # by a rule that was not there when it came
        let_table_go(owner=person, log=log)
        return None, None


@private_text
@require_POST
def table_take_in(request: HttpRequest, log: str) -> HttpResponse:
    here, person = LOGS[log], signed_in(request)
    if request.POST.get("do") == "let-go":
        let_table_go(owner=person, log=log)
        messages.success(request, _("It is let go. Nothing came in."))
        return see_other(here.table_url)
    waits, found = _waiting(person, log)
    if waits is None or found is None or request.POST.get("waits") != waits.pk.hex:
        messages.warning(request, _("Nothing came in: this table waits no more."))
        return see_other(here.table_url)
    fits = request.POST.get("do") == "take-fitting"  # it was seen that the others stay out
    if not found.new or (found.wrong and not fits):
        messages.error(request, _("Nothing came in. Please look at the rows below."))
        return see_other(here.table_url)
    rows: list[dict[str, Any]] = [row.values for row in found.new]
    count = take_table_in(
        owner=person, actor=person, log=log, waiting_id=waits.pk, rows=rows
    )  # fmt: skip
    said = ngettext(
        "%(count)s line is in your log.", "%(count)s lines are in your log.", count or 0
    )
    messages.success(request, said % {"count": count or 0})
    if found.wrong:
        messages.warning(request, _stayed_out(found.wrong))
    return see_other(here.url)


def _stayed_out(rows: list[Row]) -> str:
    numbers = ", ".join(str(row.number) for row in rows[:SHOWN])
    more = f" (+{len(rows) - SHOWN})" if len(rows) > SHOWN else ""
    said = ngettext(
        "Row %(numbers)s of your file stayed out. Mend it there, and bring the file again.",
        "Rows %(numbers)s of your file stayed out. Mend them there, and bring the file again.",
        len(rows),
    )
    return said % {"numbers": numbers + more}


@private_text
@require_POST
def table_file(request: HttpRequest, log: str) -> HttpResponse:
    """All lines of the log, the oldest first; none of the bin's."""
    here, person = LOGS[log], signed_in(request)
    lines = here.model.objects.visible_to(person).newest_first().reverse()
    content = as_csv(log, lines.select_related("key_holder").iterator(chunk_size=500))
    with transaction.atomic():
        audit.record(
            person=person,
            actor=person,
            action=audit.Action.LOG_EXPORTED,
            object_type=kind_of(here.model),
        )
    return attachment(content, "text/csv; charset=utf-8", f"{dated(log)}.csv")
