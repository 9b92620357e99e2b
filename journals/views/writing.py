"""Writing an entry: the page, its plain form, and the saves in between."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals.binding import read_binding
from journals.earlier import earlier_answers
from journals.merging import SaveBusyError, Saved, digest
from journals.models import Clash, Entry, ParkedForm
from journals.pages import Posted, TornPageError, WritingPage, fields_to_park
from journals.reading import part_lines
from journals.saving import part_of, save_entry
from journals.services import entries as services
from journals.shared import in_hands, with_has_shares
from journals.views.promised import say_finished
from people.access import is_here, on_refusal, private_text, see_other, signed_in
from people.binding import Binding
from people.kept import as_posted
from people.kept_answers import answered, not_kept
from people.models import User
from prompts.models import PromptVersion
from vault.ids import from_short


@private_text
@require_POST
def entry_start(request: HttpRequest, prompt: uuid.UUID) -> HttpResponse:
    versions = PromptVersion.objects.visible_to(request.user).current()
    version = get_object_or_404(versions, prompt=prompt)
    entry = services.start_entry(author=signed_in(request), prompt_version=version)
    return see_other(reverse("journals:entry_write", args=[entry.pk]))


def park_unsaveable(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep a page for its writer that nobody, somebody else, or a page in the bin brings.

    None for a page that can be saved, and for one that does not show whose it is.
    """
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None or binding.thing_id != pk:
        return None
    if Entry.objects.visible_to(request.user).filter(pk=pk).exists():
        return None
    return services.park_refused(
        author_id=binding.person_id,
        entry_id=pk,
        fields=fields_to_park(request.POST),
        alone=not is_here(request, binding.person_id),
    )


@on_refusal(park_unsaveable)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and (kept := park_unsaveable(request, pk)) is not None:
        # Which is not found, for this person.
        return answered(request, kept, request.path, is_writers=_is_writers(request, pk))
    entries = Entry.objects.visible_to(request.user).for_writing().with_what_waits()
    entry = get_object_or_404(with_has_shares(entries, signed_in(request)), pk=pk)
    if request.method == "POST":
        return _posted(request, entry)
    user = signed_in(request)
    parked = _parked_to_show(request, entry)
    page = WritingPage(entry, reader=user, data=as_posted(parked.fields) if parked else None)
    clashes = _open_clashes(entry)
    about = page.about_parts(clashes)
    context = {
        "entry": entry,
        "page": page,
        "parked": parked,
        "sections": page.sections(clashes, earlier_answers(entry, user)),
        "about_parts": about,
        "about_is_open": parked or any(part.clashes for part in about),
        "shares": in_hands([entry.pk], user).get(entry.pk, []) if entry.has_shares else [],
        "operator": settings.OPERATOR,
    }
    return render(request, "journals/entry_write.html", context)


def _parked_to_show(request: HttpRequest, entry: Entry) -> ParkedForm | None:
    if "saved" in request.GET:  # the writer asked to see what is saved instead
        return None
    return ParkedForm.objects.filter(entry=entry).first() if entry.has_parked else None


def _open_clashes(entry: Entry) -> list[Clash]:
    return list(Clash.objects.open().filter(entry=entry)) if entry.has_clash else []


def _posted(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Save a whole posted form. Always answers 303: see docs/adr/0003-saving.md."""
    if request.POST.get("do") == "shock":  # whatever becomes of the rest
        services.mark_shock(entry=entry)
    try:
        posted, saved = _saved_page(request, entry)
    except Entry.DoesNotExist:  # it went to the bin in this very moment
        kept = park_unsaveable(request, entry.pk)
        there = reverse("journals:entry_bin")
        return answered(request, kept, there, is_writers=_is_writers(request, entry.pk))
    except (TornPageError, SaveBusyError):
        if not services.park_form(entry=entry, fields=fields_to_park(request.POST)):
            return not_kept(request, is_writers=_is_writers(request, entry.pk))
        messages.error(request, _("Not saved. Your words are kept below: look, and save again."))
        return _care_or_back(request, entry)
    if posted.errors:
        fields = fields_to_park(request.POST, posted.save.without(saved.clashes), saved.revision)
        if not services.park_form(entry=entry, fields=fields):
            return not_kept(request, is_writers=True)
        messages.error(request, _("Some of it is not saved yet. See below what needs a change."))
        return _care_or_back(request, entry, next(iter(posted.errors)))
    _unpark(request, entry)
    for notice in posted.notices.values():
        messages.warning(request, notice)
    return _next_step(request, entry, saved)


def _saved_page(request: HttpRequest, entry: Entry) -> tuple[Posted, Saved]:
    user = signed_in(request)
    posted = WritingPage(entry, reader=user, data=request.POST).read(request.POST)
    if not _is_writers(request, entry.pk):
        raise TornPageError
    return posted, save_entry(entry_id=entry.pk, author=user, save=posted.save)


def _next_step(request: HttpRequest, entry: Entry, saved: Saved) -> HttpResponse:
    user = signed_in(request)
    do, _colon, what = request.POST.get("do", "save").partition(":")
    if saved.clashes:
        messages.warning(
            request, _("Part of this was also changed somewhere else. Both texts are kept.")
        )
        return _care_or_back(request, entry, saved.clashes[0])
    entry.refresh_from_db()
    if do == "finish":
        say_finished(request, services.finish_entry(entry=entry, actor=user))
        return see_other(reverse("journals:entry_read", args=[entry.pk]))
    if do == "settle":
        return _settled(request, entry, what)
    if do == "take":
        return _taken_across(request, entry, what)
    messages.success(request, _("Saved."))
    return _care_or_back(request, entry, what)


def _taken_across(request: HttpRequest, entry: Entry, place: str) -> HttpResponse:
    part = place.partition("/")[0]
    try:
        services.take_line_across(entry=entry, actor=signed_in(request), place=place)
    except services.AnswerTooLongError:
        messages.warning(request, _("Not taken across: the answer would become too long."))
    return _back(entry, part)


def _care_or_back(request: HttpRequest, entry: Entry, part: str = "") -> HttpResponse:
    if request.POST.get("do") == "shock":
        return see_other(reverse("journals:entry_care", args=[entry.pk]))
    return _back(entry, part)


def _settled(request: HttpRequest, entry: Entry, what: str) -> HttpResponse:
    id, _slash, use = what.partition("/")
    try:
        pk = from_short(id)
    except ValueError as error:
        raise Http404 from error
    clash = get_object_or_404(Clash.objects.visible_to(request.user).open(), pk=pk, entry=entry)
    if use not in {"current", "other", "both"}:
        messages.error(request, _("Choose one of the texts. Both are still kept."))
    else:
        services.settle_clash(clash=clash, actor=signed_in(request), use=use)
        messages.success(request, _("Done. The other text stays in the history."))
    return _back(entry, clash.part)


@private_text
@require_POST
def entry_save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    user = signed_in(request)
    page = WritingPage(entry, reader=user, data=request.POST)
    try:
        posted = page.read(request.POST)
    except TornPageError:
        return JsonResponse({"state": "torn"}, status=400)
    if not _is_writers(request, entry.pk):
        return JsonResponse({"state": "not-yours"}, status=403)
    try:
        saved = save_entry(entry_id=pk, author=user, save=posted.save)
    except Entry.DoesNotExist:
        return JsonResponse({"state": "gone"}, status=404)
    except SaveBusyError:
        return JsonResponse({"state": "busy"}, status=503, headers={"Retry-After": "2"})
    if not posted.errors:
        _unpark(request, entry)
    return _acknowledged(entry, posted, saved)


def _acknowledged(entry: Entry, posted: Posted, saved: Saved) -> JsonResponse:
    """The acknowledgement is the header: a captive portal's page must not read as "Saved"."""
    body: dict[str, Any] = {
        "revision": saved.revision,
        "saved": {
            part: digest(value)
            for part, value in posted.save.parts.items()
            if part not in saved.clashes
        },
        "clashes": _texts_elsewhere(entry, saved.clashes),
        "errors": posted.errors,
        "notices": posted.notices,
    }
    header = f"{posted.save.operation} {saved.revision}"
    return JsonResponse(body, headers={"Reflect-Saved": header})


def _texts_elsewhere(entry: Entry, parts: list[str]) -> dict[str, list[str]]:
    if not parts:
        return {}
    current = Entry.objects.visible_to(entry.author).for_writing().get(pk=entry.pk)
    return {part: part_lines(current, part, part_of(current, part)) for part in parts}


@private_text
@require_safe
def entry_care(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    return render(request, "journals/entry_care.html", {"entry": entry})


def _is_writers(request: HttpRequest, entry_id: uuid.UUID) -> bool:
    user: User = signed_in(request)
    return read_binding(request.POST.get("binding", "")) == Binding(user.pk, entry_id)


def _unpark(request: HttpRequest, entry: Entry) -> None:
    shown, asked = request.POST.getlist("parked"), request.POST.getlist("asked")
    if shown:
        services.unpark_form(entry=entry, shown=shown, asked=asked)


def _back(entry: Entry, part: str = "") -> HttpResponse:
    url = reverse("journals:entry_write", args=[entry.pk])
    return see_other(f"{url}#question-{part}" if part else url)
