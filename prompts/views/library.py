import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.access import signed_in
from prompts.containers import placed
from prompts.crosswalk import lines_of
from prompts.filters import ShelfForm
from prompts.groups import by_heading
from prompts.houses import by_house, houses_of, publishes
from prompts.models import Framework, Programme, PromptVersion
from prompts.querysets import of_library
from prompts.shelf import support_files
from prompts.suggestions import suggested_for

# For whoever cannot choose tonight: the shortest prompt that there is.
PLAINEST = {"prompt__programme__key": "spark", "prompt__key": "spark"}


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.user).published()
    form = ShelfForm(request.GET, kinds=set(programmes.values_list("kind", flat=True)))
    versions = PromptVersion.objects.visible_to(request.user).current().only("prompt")
    shelf = list(form.narrow(programmes).with_prompt_counts().select_related("organisation"))
    context = {
        "form": form,
        "found": len(shelf),
        "groups": by_heading(one for one in shelf if one.organisation is None),
        "houses": by_house(shelf),
        "publishes_in": houses_of(signed_in(request)),
        "plain": versions.filter(of_library("prompt__programme__"), **PLAINEST).first(),
    }
    return render(request, "prompts/programme_list.html", context)


@require_safe
def programme_detail(request: HttpRequest, key: str) -> HttpResponse:
    found = placed(Programme.objects.visible_to(request.user).published(), key)
    if found is None:
        raise Http404
    programme = found.programme
    versions = PromptVersion.objects.visible_to(request.user).in_library().on_shelf()
    context = {
        "programme": programme,
        "link": request.build_absolute_uri(programme.get_absolute_url()),
        "publishes": publishes(signed_in(request), programme),
        "versions": versions.filter(prompt__programme=programme),
        "suggested": suggested_for(programme),
        "held": found.held,
        "around": found.around,
    }
    return render(request, "prompts/programme_detail.html", context)


@require_safe
def prompt_preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    versions = PromptVersion.objects.visible_to(request.user).in_library()
    versions = versions.select_related("prompt__programme__organisation")
    version = get_object_or_404(versions, prompt=pk)
    programme = version.prompt.programme
    link = request.build_absolute_uri(request.path)
    context = {"version": version, "programme": programme, "link": link}
    return render(request, "prompts/prompt_preview.html", context)


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    shown = list(Framework.objects.visible_to(request.user).on_list())
    context = {
        "frameworks": [one for one in shown if one.organisation is None],
        "houses": [one for one in shown if one.organisation is not None],
    }
    return render(request, "prompts/framework_list.html", context)


@require_safe
def framework_detail(request: HttpRequest, key: str) -> HttpResponse:
    shown = Framework.objects.visible_to(request.user)
    rows = shown.prefetch_related("standards", "requirements").select_related("organisation")
    framework = get_object_or_404(rows, key=key)
    lines = lines_of(framework)
    context = {
        "framework": framework,
        "lines": lines,
        "asked": framework.requirements.all(),
        "has_near": any(line.near for line in lines),
        "state": framework.state,
        "before": shown.filter(key=framework.follows).first(),
        "next": shown.filter(follows=framework.key).first(),
    }
    return render(request, "prompts/framework_detail.html", context)


@login_not_required
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    countries = support_files()
    wanted = request.GET.get("country", countries[0].key)
    chosen = next((country for country in countries if country.key == wanted), None)
    if chosen is None:
        raise Http404
    return render(request, "prompts/support.html", {"countries": countries, "chosen": chosen})
