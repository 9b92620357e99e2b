"""Instruments that a house is licensed for: filled in by a person, and seen by them alone."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import kept_at, not_kept
from prompts import sittings
from prompts.models import Measure, Sitting
from prompts.services import measures as services
from prompts.shelf import measure_shapes
from vault.ids import new_id


@private_text
@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    own = Sitting.objects.visible_to(request.user).select_related("measure").defer("answers")
    in_use = Measure.objects.visible_to(request.user).in_use(timezone.localdate())
    rows = sorted(own, key=lambda row: row.finished_at or row.kept_at, reverse=True)
    context = {
        "measures": in_use.select_related("organisation"),
        "begun": {row.measure_id for row in rows if row.finished_at is None},
        "finished": [row for row in rows if row.finished_at is not None],
        "shapes": measure_shapes().values(),
    }
    return render(request, "prompts/measure_list.html", context)


@on_refusal(sittings.keep_refused)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def measure_fill(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    visible = Measure.objects.visible_to(request.user).select_related("organisation")
    if request.method == "POST":
        # Also what was put away meanwhile: the page was open, and its answers are not lost.
        return _posted(request, get_object_or_404(visible, pk=pk))
    own = Sitting.objects.visible_to(request.user).unfinished()
    draft = own.filter(measure=pk).select_related("measure").first()
    usable = visible if draft else visible.in_use(timezone.localdate())
    measure = get_object_or_404(usable, pk=pk)
    answers = sittings.known_answers(draft) if draft else {}
    context = {
        "measure": measure,
        "file": measure.file,
        "rows": sittings.rows_of(measure.file, answers),
        "draft": draft,
        "binding": sittings.bind(signed_in(request), draft.pk if draft else new_id()),
    }
    return render(request, "prompts/measure_fill.html", context)


def _posted(request: HttpRequest, measure: Measure) -> HttpResponse:
    if sittings.is_anothers(request):
        if not sittings.keep_refused(request, measure.pk):
            return not_kept(request, is_writers=False)
        messages.warning(request, _("Not saved: this page was opened by somebody else."))
        return kept_at(request, measure.get_absolute_url())
    page = sittings.bound(request)
    answers = sittings.answers_in(measure.file, request.POST)
    finish = request.POST.get("do") == "finish" and bool(answers)
    sitting = services.keep_sitting(
        person=signed_in(request),
        measure=measure,
        sitting_id=page.thing_id if page else new_id(),
        answers=answers,
        finish=finish,
    )
    if sitting is None:
        raise Http404
    if sitting.finished_at:
        return see_other(sitting.get_absolute_url())
    _say_how(request)
    return kept_at(request, measure.get_absolute_url())


def _say_how(request: HttpRequest) -> None:
    if request.POST.get("do") == "finish":
        messages.error(request, _("There is nothing to count yet. Please answer a few of them."))
    elif request.POST.get("do") == "later":
        messages.success(request, _("Kept for later. Only you can open it."))


@private_text
@require_safe
def measure_result(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    own = Sitting.objects.visible_to(request.user).finished()
    sitting = get_object_or_404(own.select_related("measure"), pk=pk)
    file = sitting.measure.file
    context = {
        "sitting": sitting,
        "measure": sitting.measure,
        "file": file,
        "lines": sittings.lines_of(sitting),
        "shape": measure_shapes().get(file.shape or ""),
    }
    return render(request, "prompts/measure_result.html", context)


@private_text
@require_POST
def measure_erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begun or finished."""
    sitting = get_object_or_404(Sitting.objects.visible_to(request.user), pk=pk)
    services.erase_sitting(sitting=sitting, actor=signed_in(request))
    messages.success(request, _("Erased."))
    return see_other(reverse("prompts:measure_list"))
