"""Looking for what may identify somebody, when the writer asks for it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identifiers import fold
from journals.checking import Found, TooLongError, grouped, look_through, texts_of_entry
from journals.merging import SaveBusyError
from journals.models import Entry
from journals.services import preparing as services
from people.access import private_text, signed_in


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    found = look_through(texts_of_entry(entry), signed_in(request))
    if request.method == "POST":
        return act_on_finding(request, entry, found, request.path)
    return render(request, "journals/entry_check.html", {"entry": entry, "groups": grouped(found)})


def act_on_finding(
    request: HttpRequest, entry: Entry, found: list[Found], back: str
) -> HttpResponse:
    """What a button beside a finding asks for: `keep:<id>` or `replace:<id>:<number>`."""
    do, _colon, rest = request.POST.get("do", "").partition(":")
    id, _colon, number = rest.partition(":")
    one = next((one for one in found if one.id == id), None)
    if one is None or request.POST.get("revision") != str(entry.revision):
        messages.warning(request, _("The text was changed since you looked. Please look again."))
    elif do == "keep":
        services.keep_words(person=signed_in(request), folded=fold(one.finding.words))
        messages.success(request, _("Kept. This journal will not point to it again."))
    elif do == "replace" and number in map(str, range(len(one.ways))):
        _replace(request, entry, one, one.ways[int(number)])
    return HttpResponseRedirect(f"{back}#findings", status=303)


def _replace(request: HttpRequest, entry: Entry, one: Found, instead: str) -> None:
    try:
        saved = services.use_instead(
            entry=entry, author=signed_in(request), found=one, instead=instead
        )
    except TooLongError as error:
        said = _("“%(where)s” would become too long. Please change it yourself.")
        messages.warning(request, said % {"where": error})
    except SaveBusyError:
        messages.error(request, _("Not changed: the journal was busy. Please press again."))
    else:
        if saved is not None and saved.clashes:
            messages.warning(
                request, _("It was changed somewhere else just now. Both texts are kept.")
            )
        else:
            messages.success(
                request, _("Changed in your entry. The text before is among its earlier texts.")
            )
