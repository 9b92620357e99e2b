"""An organisation's own code: looked at before it is published, put away, brought back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.access import see_other, signed_in
from people.models import Organisation
from prompts.crosswalk import lines_of_rows
from prompts.houses import house_for
from prompts.models import Framework, ProgrammeDraft
from prompts.schema import HouseCodeFile
from prompts.services import codes as services
from prompts.services.loading import digest_of


def look_at_code(
    request: HttpRequest, house: Organisation, draft: ProgrammeDraft, file: HouseCodeFile
) -> HttpResponse:
    """The page of a code as it will be; posted, it is published as it was seen."""
    before = services.newest_edition(house, file.key)
    edition = before.key if before else ""
    seen = digest_of({"brought": file.model_dump(mode="json"), "before": edition})
    if request.method == "POST":
        return _published(request, house, draft, file, seen)
    code, standards, asked = services.rows_of(house, file, before)
    context = {
        "house": house,
        "framework": code,
        "lines": lines_of_rows(standards),
        "asked": asked,
        "before": before,
        "is_later": before is None or services.is_later(file, before),
        "seen": seen,
    }
    return render(request, "prompts/house_code_preview.html", context)


def _published(
    request: HttpRequest,
    house: Organisation,
    draft: ProgrammeDraft,
    file: HouseCodeFile,
    seen: str,
) -> HttpResponse:
    if request.POST.get("seen") != seen:
        messages.warning(request, _("It was changed since you looked. Please look once more."))
        return see_other(request.path)
    try:
        code = services.publish_code(
            organisation=house, file=file, actor=signed_in(request), draft=draft
        )
    except services.NotLaterError:
        messages.warning(request, _("Not published: give this edition a later first day."))
        return see_other(request.path)
    said = _("“%(name)s” is among the codes of your people now.")
    messages.success(request, said % {"name": code.short_name})
    return see_other(code.get_absolute_url())


@require_POST
def code_retire(request: HttpRequest, key: str) -> HttpResponse:
    code = get_object_or_404(Framework.objects.visible_to(request.user), key=key)
    house = house_for(signed_in(request), code.organisation_id)
    services.retire_code(code=code, actor=signed_in(request))
    back = reverse("prompts:code_bring_back", args=[code.key])
    said = _("“%(name)s” is put away. What was ticked of it stays where it was ticked.")
    messages.success(request, said % {"name": code.short_name}, extra_tags=f"undo {back}")
    return see_other(reverse("prompts:house_detail", args=[house.pk]))


@require_POST
def code_bring_back(request: HttpRequest, key: str) -> HttpResponse:
    code = get_object_or_404(Framework.objects.visible_to(request.user), key=key)
    house = house_for(signed_in(request), code.organisation_id)
    services.bring_code_back(code=code, actor=signed_in(request))
    said = _("“%(name)s” can be ticked again.")
    messages.success(request, said % {"name": code.short_name})
    return see_other(reverse("prompts:house_detail", args=[house.pk]))
