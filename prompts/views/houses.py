"""What an organisation has of its own: brought, looked at, published, put away, brought back."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, signed_in
from people.kept import shown_on
from people.kept_answers import kept_at, not_kept
from people.models import Organisation
from prompts.bringing import check_brought
from prompts.brought_posts import bind, brought, is_anothers, keep_refused
from prompts.exporting import file_of, file_of_code
from prompts.houses import house_for
from prompts.models import Framework, Programme, ProgrammeDraft, PromptVersion
from prompts.previewing import Preview, preview_of
from prompts.schema import HouseCodeFile, LibraryErrors, ProgrammeFile
from prompts.schema.writing import as_yaml
from prompts.services import houses as services
from prompts.suggestions import suggested_for
from prompts.views.codes import look_at_code

SURE = "sure"  # in the address of the page that asks whether a draft is to go


@private_text
@require_safe
def house_detail(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    house = house_for(signed_in(request), organisation)
    own = Programme.objects.visible_to(request.user).filter(organisation=house)
    programmes = list(own.with_prompt_counts())
    context = {
        "house": house,
        "in_use": [one for one in programmes if one.retired_at is None],
        "put_away": [one for one in programmes if one.retired_at is not None],
        "codes": Framework.objects.visible_to(request.user).of_house(house),
        "draft": _draft(request, house),
    }
    return render(request, "prompts/house_detail.html", context)


@on_refusal(keep_refused)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def house_add(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and is_anothers(request):
        if not keep_refused(request, organisation):
            return not_kept(request, is_writers=False)
        messages.warning(request, _("Not saved: this page was opened by somebody else."))
        return kept_at(request, request.path)
    house = house_for(signed_in(request), organisation)
    if request.method == "POST":
        return _brought(request, house)
    draft = _draft(request, house)
    opened = _opened(request, house)
    text = draft.text if draft and opened is None else opened or ""
    context = {
        "house": house,
        "text": text,
        "faults": _faults(text) if draft and opened is None else [],
        "draft": draft,
        "opened": opened is not None,
        "asks": SURE in request.GET and draft is not None,
        "binding": bind(signed_in(request), house),
    }
    return render(request, "prompts/house_add.html", context)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def house_preview(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    house = house_for(signed_in(request), organisation)
    draft = _draft(request, house)
    add = reverse("prompts:house_add", args=[house.pk])
    if draft is None:
        return _to(request, add)
    try:
        file = check_brought(draft.text)
    except LibraryErrors:
        return _to(request, add)  # which says what is wrong
    if isinstance(file, HouseCodeFile):
        return look_at_code(request, house, draft, file)
    preview = preview_of(house, file)
    if request.method == "POST":
        return _published(request, house, draft, file, preview)
    context = {
        "house": house,
        "preview": preview,
        "programme": preview.programme,
        "versions": preview.versions,
        "suggested": suggested_for(preview.programme),
    }
    return render(request, "prompts/house_preview.html", context)


@require_POST
def programme_retire(request: HttpRequest, key: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), key=key)
    house = house_for(signed_in(request), programme.organisation_id)
    services.retire_programme(programme=programme, actor=signed_in(request))
    back = reverse("prompts:programme_bring_back", args=[programme.key])
    said = _("“%(title)s” is put away. What was written to it stays with who wrote it.")
    messages.success(request, said % {"title": programme.title}, extra_tags=f"undo {back}")
    return _to(request, reverse("prompts:house_detail", args=[house.pk]))


@require_POST
def programme_bring_back(request: HttpRequest, key: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), key=key)
    house = house_for(signed_in(request), programme.organisation_id)
    services.bring_programme_back(programme=programme, actor=signed_in(request))
    said = _("“%(title)s” is in the library of your people again.")
    messages.success(request, said % {"title": programme.title})
    return _to(request, reverse("prompts:house_detail", args=[house.pk]))


def _draft(request: HttpRequest, house: Organisation) -> ProgrammeDraft | None:
    return _drafts(request, house).first()


def _drafts(request: HttpRequest, house: Organisation) -> QuerySet[ProgrammeDraft]:
    return ProgrammeDraft.objects.visible_to(request.user).filter(organisation=house)


def _to(request: HttpRequest, url: str) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(url, status=303)
    return redirect(url)


def _faults(text: str) -> list[str]:
    try:
        check_brought(text)
    except LibraryErrors as errors:
        return errors.lines
    return []


def _opened(request: HttpRequest, house: Organisation) -> str | None:
    """The file of a programme, or of a code, of the house that is to be changed, as its text."""
    key = request.GET.get("change")
    if not key:
        return None
    own = Programme.objects.visible_to(request.user).filter(organisation=house)
    # Compared here: it is typed, and PostgreSQL takes no NUL.
    programme = next((one for one in own if one.key == key), None)
    if programme is None:
        codes = Framework.objects.visible_to(request.user).of_house(house)
        code = next((one for one in codes if one.key == key), None)
        if code is None:
            raise Http404
        return as_yaml(file_of_code(code))
    newest = PromptVersion.objects.visible_to(request.user).newest()
    versions = newest.filter(prompt__programme=programme, prompt__retired_at__isnull=True)
    return as_yaml(
        file_of(programme, versions.select_related("prompt").order_by("prompt__position"))
    )


def _brought(request: HttpRequest, house: Organisation) -> HttpResponse:
    """Keep it, whatever it is; then either look at it or hear what is wrong."""
    here, user, do = request.path, signed_in(request), request.POST.get("do")
    if do == "discard":
        return _thrown_away(request, house)
    try:
        text = brought(request)
    except LibraryErrors as errors:
        if do == "ask-discard":  # the field was emptied: what is asked about is what was kept
            return _to(request, f"{here}?{SURE}")
        for line in errors.lines:
            messages.error(request, line)
        return _to(request, here)
    shown = request.POST.getlist("parked")
    services.keep_draft(person=user, organisation=house, text=text, shown=shown)
    if do == "ask-discard":
        return _to(request, f"{here}?{SURE}")
    if do == "keep" or _faults(text):
        return kept_at(request, here)
    return _to(request, reverse("prompts:house_preview", args=[house.pk]))


def _thrown_away(request: HttpRequest, house: Organisation) -> HttpResponse:
    """Once it was asked whether that is meant: the text is nowhere else."""
    draft = shown_on(_drafts(request, house), request.POST.getlist("parked")).first()
    if draft is not None:
        services.drop_draft(draft=draft)
        messages.success(request, _("The draft is thrown away."))
    return _to(request, reverse("prompts:house_detail", args=[house.pk]))


def _published(
    request: HttpRequest,
    house: Organisation,
    draft: ProgrammeDraft,
    file: ProgrammeFile,
    preview: Preview,
) -> HttpResponse:
    if request.POST.get("seen") != preview.seen:
        messages.warning(request, _("It was changed since you looked. Please look once more."))
        return _to(request, request.path)
    programme = services.publish_programme(
        organisation=house, file=file, actor=signed_in(request), draft=draft
    )
    said = _("“%(title)s” is in the library of your people now.")
    messages.success(request, said % {"title": programme.title})
    return _to(request, programme.get_absolute_url())
