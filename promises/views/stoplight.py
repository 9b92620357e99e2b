"""The page for staff: choosing what is on it, looking at it, and printing or showing it."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.access import is_here, on_refusal, private_text, see_other, signed_in
from people.kept import as_posted
from people.kept_answers import answered, kept_at, not_kept
from people.typed_pages import LOOK, typed_in
from promises import chosen, services, stoplight
from promises.binding import bind, read_binding
from promises.forms import LineForm
from promises.models import ParkedForm
from promises.pages import SHELF
from promises.services import parking
from promises.stoplight import Line

PAGE = ParkedForm.Page.STOPLIGHT
WORDS = re.compile(r"[\w-]{22}-(?:what|why)")  # the fields of one line


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def stoplight_choose(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        is_any = chosen.choose(request, request.POST.getlist("show"))
        there = "promises:stoplight_preview"
        return see_other(reverse(there) if is_any else f"{request.path}?{LOOK}")
    ids = set(chosen.chosen_ids(request))
    lines = [stoplight.line_of(promise) for promise in stoplight.candidates(signed_in(request))]
    context = {
        "lines": [(line, line.promise.pk in ids) for line in lines],
        "missing": LOOK in request.GET,
        "most": chosen.MOST,
    }
    return render(request, "promises/stoplight_choose.html", context)


def keep_refused_words(request: HttpRequest) -> bool | None:
    """Keep what was typed when its writer's session was locked or over, or is another's."""
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None:
        return None
    names = [name for name in request.POST if WORDS.fullmatch(name)]
    return parking.park(
        owner_id=binding.person_id,
        page=PAGE,
        fields=typed_in(request.POST, names),
        alone=not is_here(request, binding.person_id),
        shown=request.POST.getlist("parked"),
    )


def _is_writers(request: HttpRequest) -> bool:
    binding = read_binding(request.POST.get("binding", ""))
    return binding is not None and is_here(request, binding.person_id)


@on_refusal(keep_refused_words)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def stoplight_preview(request: HttpRequest) -> HttpResponse:
    lines, user = chosen.chosen_lines(request), signed_in(request)
    if request.method == "POST" and (
        SHELF.is_anothers(request) or request.POST.get("do") == "keep"
    ):
        kept = keep_refused_words(request)
        return answered(request, kept, request.path, is_writers=_is_writers(request))
    if request.method == "POST":
        return _looked_at(request, lines)
    if not lines:
        return redirect("promises:stoplight_choose")
    parked = ParkedForm.objects.visible_to(user).filter(page=PAGE).first()
    data = as_posted(parked.fields) if parked else None
    context = {
        "lines": [
            (line, LineForm(data, line=line, person=user), line.findings(user)) for line in lines
        ],
        "parked": parked,
        "binding": bind(user, user.pk),
        "missed": LOOK in request.GET and not parked,
    }
    return render(request, "promises/stoplight_preview.html", context)


def _looked_at(request: HttpRequest, lines: list[Line]) -> HttpResponse:
    """Keep the words; and with the one tick, go on to the page."""
    user = signed_in(request)
    posted = [line for line in lines if f"{line.id}-what" in request.POST]
    forms = [LineForm(request.POST, line=line, person=user) for line in posted]
    shown = request.POST.getlist("parked")
    if not all(form.is_valid() for form in forms):
        names = [form.add_prefix(name) for form in forms for name in form.fields]
        fields = typed_in(request.POST, names)
        if not parking.park(owner_id=user.pk, page=PAGE, fields=fields, shown=shown):
            return not_kept(request, is_writers=_is_writers(request))
        messages.error(request, _("Not saved yet. Your words are kept below."))
        return kept_at(request, f"{request.path}?{LOOK}")
    words = [(one.line, one.cleaned_data["what"], one.cleaned_data["why"]) for one in forms]
    services.save_page_words(actor=user, words=words)
    parking.unpark(owner=user, shown=shown)
    now = chosen.chosen_lines(request)
    as_shown = {line.id for line in posted} == {line.id for line in now}
    if request.POST.get("do") != "show" or not now:
        return see_other(request.path)
    if "looked" not in request.POST or not as_shown:
        return see_other(f"{request.path}?{LOOK}#looked")
    chosen.mark_looked_at(request, now)
    return see_other(reverse("promises:stoplight_page"))


@private_text
@require_safe
def stoplight_page(request: HttpRequest) -> HttpResponse:
    lines = chosen.chosen_lines(request)
    if not chosen.was_looked_at(request, lines):
        return redirect("promises:stoplight_preview")
    return render(request, "promises/stoplight_page.html", {"lines": lines})
