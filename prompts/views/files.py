"""Programmes and prompts as they are handed on: a file, or pages of paper."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from prompts.exporting import file_of, file_of_prompt
from prompts.models import Programme, PromptVersion
from prompts.paper import rooms_of
from prompts.querysets import PromptVersionQuerySet
from prompts.schema import ProgrammeFile
from prompts.schema.writing import as_yaml


@require_safe
def programme_file(request: HttpRequest, key: str) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.user).published()
    programme = get_object_or_404(programmes, key=key)
    versions = list(_versions(request).filter(prompt__programme=programme))
    if not versions:
        raise Http404
    return _as_download(file_of(programme, versions))


@require_safe
def prompt_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _as_download(file_of_prompt(get_object_or_404(_versions(request), prompt=pk)))


@require_safe
def programme_print(request: HttpRequest, key: str) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.user).published()
    programme = get_object_or_404(programmes, key=key)
    versions = _versions(request).filter(prompt__programme=programme)
    return _on_paper(request, programme, list(versions))


@require_safe
def prompt_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    version = get_object_or_404(_versions(request), prompt=pk)
    return _on_paper(request, version.prompt.programme, [version], alone=True)


def _versions(request: HttpRequest) -> PromptVersionQuerySet:
    shown = PromptVersion.objects.visible_to(request.user).in_library()
    return shown.select_related("prompt__programme__organisation").order_by("prompt__position")


def _as_download(file: ProgrammeFile) -> HttpResponse:
    response = HttpResponse(as_yaml(file), content_type="application/yaml")
    disposition = content_disposition_header(True, f"{file.key}.yaml")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _on_paper(
    request: HttpRequest, programme: Programme, versions: list[PromptVersion], alone: bool = False
) -> HttpResponse:
    context = {
        "programme": programme,
        "sheets": [(version, rooms_of(version)) for version in versions],
        "alone": alone,
        "theme": "light",  # it is for paper, and looks like it
    }
    return render(request, "prompts/programme_print.html", context)
