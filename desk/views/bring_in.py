"""An earlier journal, or a text, comes in: chosen, looked at, agreed to, and taken back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.bring_in import services
from desk.bring_in.arriving import Arriving
from desk.bring_in.bins import bins_of
from desk.bring_in.kinds import KINDS, said_in
from desk.bring_in.opening import MIB, CannotOpen
from desk.bring_in.others import asks_second_step
from desk.bring_in.parts import records_of
from desk.bring_in.posts import (
    TextForm,
    bind,
    bound,
    brought_lines,
    is_anothers,
    keep_refused,
    wait_with,
)
from desk.bring_in.reading import readable
from desk.bring_in.room import MOST_KEPT, NoRoom, files_have_room, has_room
from desk.bring_in.text_services import (
    NotFit,
    bring_text_in,
    prompt_for,
    wait_with_text,
    waiting_lines,
)
from desk.bring_in.texts import MOST_ENTRIES, pieces
from desk.models import Bringing
from people.access import on_refusal, private_text, see_other, signed_in
from people.factors import ask_second_step
from people.kept_answers import kept_at, not_kept
from people.uploads import limit_of
from portfolio.services.evidence import bytes_of
from prompts.models import PromptVersion

SHOWN = 50  # rows of a list on these pages; how many more there are is said


@csrf_exempt  # until it is known where the file goes: see _chosen
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if request.method != "POST":
        own = Bringing.objects.visible_to(person).newest_first()[:SHOWN]
        most = limit_of(request) // MIB
        context = {"bringings": own, "binding": bind(person), "most": most}
        return render(request, "desk/bring_in.html", context)
    arriving = Arriving(request, person)
    request.upload_handlers = [arriving]
    try:
        return _chosen(request, arriving)
    finally:
        arriving.let_go()


@csrf_protect
def _chosen(request: HttpRequest, arriving: Arriving) -> HttpResponse:
    try:
        bringing = wait_with(request, arriving)
    except CannotOpen as error:
        messages.error(request, error.said)
        return see_other(request.path)
    return see_other(bringing.get_absolute_url())


@on_refusal(keep_refused)
@private_text
@require_POST
def bring_in_text(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:bring_in")
    if is_anothers(request):
        if not keep_refused(request):
            return not_kept(request, is_writers=False)
        messages.warning(request, _("Not saved: this page was opened by somebody else."))
        return kept_at(request, back)
    try:
        lines, name = brought_lines(request)
    except CannotOpen as error:
        messages.error(request, error.said)
        if request.POST.get("text", "").strip():  # being led away would lose it
            return not_kept(request, is_writers=bound(request) is not None)
        return see_other(back)
    person = signed_in(request)
    bringing = wait_with_text(person_id=person.pk, lines=lines, name=name, alone=False)
    if bringing is None:
        messages.error(request, _("Too many texts wait here already. Let one in, or let it go."))
        return not_kept(request, is_writers=bound(request) is not None)
    return kept_at(request, bringing.get_absolute_url())


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in_look(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    bringing = get_object_or_404(Bringing.objects.visible_to(request.user), pk=pk)
    if not bringing.waits:
        if request.method == "POST":
            return see_other(request.path)
        return render(request, "desk/bring_in_done.html", _done(bringing))
    if request.method == "POST" and request.POST.get("do") == "let-go":
        services.let_go(bringing=bringing)
        messages.success(request, _("It is let go. Nothing came in."))
        return see_other(reverse("desk:bring_in"))
    if bringing.kind == Bringing.Kind.TEXT:
        return _text(request, bringing)
    return _journal(request, bringing)


def _done(bringing: Bringing) -> dict[str, object]:
    about = bringing.about
    records = records_of(bringing)
    said = dict(said_in(about))
    return {
        "bringing": bringing,
        "name": about.get("name", ""),
        "entries": len(said.pop("entries", {})),
        "besides": [(KINDS[kind].title, len(of)) for kind, of in said.items() if of],
        "refused": about.get("refused", [])[:SHOWN],
        "has_record": any(readable(one["parts"], titles_only=True) for one in records),
    }


def _journal(request: HttpRequest, bringing: Bringing) -> HttpResponse:
    person = signed_in(request)
    plan = services.look(bringing, person)
    if request.method != "POST":
        context = {"bringing": bringing, "plan": plan, "seen": services.seen_of(plan)}
        context |= {"kept": readable(plan.rest, titles_only=True), "most": SHOWN}
        coming = [(KINDS[kind].title, len(of)) for kind, of in plan.portfolio.rows.items()]
        context |= {"coming": coming, "bins": bins_of(plan)}
        context |= {"has_room": has_room(person, plan), "most_kept": MOST_KEPT // MIB}
        context |= {"files_have_room": files_have_room(person, plan), "used": bytes_of(person)}
        return render(request, "desk/bring_in_journal.html", context)
    if not plan.is_own and request.POST.get("mine") != "yes":
        messages.error(request, _("Please say that this journal is yours."))
        return see_other(request.path)
    return _agreed(request, bringing)


def _agreed(request: HttpRequest, bringing: Bringing) -> HttpResponse:
    person, seen = signed_in(request), request.POST.get("seen", "")
    try:
        services.bring_in(bringing_id=bringing.pk, person=person, seen=seen)
    except services.ChangedMeanwhile:
        messages.warning(request, _("Something changed meanwhile. Please look once more."))
    except Bringing.DoesNotExist as error:  # let go in this very moment
        raise Http404 from error
    except NoRoom:
        messages.error(request, _("There is no room for it. Nothing came in."))
    except CannotOpen as error:
        messages.error(request, f"{error.said} {_('Nothing came in.')}")
    else:
        messages.success(request, _("Your earlier journal came in."))
    return see_other(request.path)


def _text(request: HttpRequest, bringing: Bringing) -> HttpResponse:
    person = signed_in(request)
    version = prompt_for(person)
    lines = waiting_lines(bringing)
    found = {key: pieces(lines, by_heading=key == "headings") for key in ("one", "headings")}
    if request.method != "POST":
        form = TextForm(initial={"title": found["one"][0].title if found["one"] else ""})
        form.fields["split"].initial = request.GET.get("as", "one")
        context = {"bringing": bringing, "form": form, "one": found["one"][:1]}
        context |= {"split": found["headings"], "version": version, "most": MOST_ENTRIES}
        return render(request, "desk/bring_in_text.html", context)
    form = TextForm(request.POST)
    if version is None or not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return see_other(request.path)
    return _text_agreed(request, bringing, form, version)


def _text_agreed(
    request: HttpRequest, bringing: Bringing, form: TextForm, version: PromptVersion
) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        made = bring_text_in(
            bringing_id=bringing.pk,
            person=signed_in(request),
            version=version,
            by_heading=chosen["split"] == "headings",
            title=chosen["title"],
            happened_on=chosen["happened_on"],
        )
    except Bringing.DoesNotExist as error:  # as above
        raise Http404 from error
    except NotFit:
        messages.error(
            request, _("A piece of it is too long, or there are too many. Nothing came in.")
        )
        return see_other(request.path)
    said = ngettext(
        "%(count)s draft is in your journal.", "%(count)s drafts are in your journal.", len(made)
    )
    messages.success(request, said % {"count": len(made)})
    return see_other(request.path)


@private_text
@require_POST
def bring_in_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    bringing = get_object_or_404(Bringing.objects.visible_to(request.user), pk=pk)
    count = services.take_back(bringing_id=bringing.pk, person=signed_in(request))
    if count is None:
        messages.error(request, _("This cannot be taken back any more."))
    else:
        said = ngettext("Taken back. %(count)s entry is in the bin.",
                        "Taken back. %(count)s entries are in the bin.", count)  # fmt: skip
        messages.success(request, said % {"count": count})
    return see_other(reverse("desk:bring_in"))


@private_text
@require_safe
def bring_in_record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    bringing = get_object_or_404(Bringing.objects.visible_to(request.user).done(), pk=pk)
    if asks_second_step(bringing):
        ask_second_step(request)
    records = [one for one in records_of(bringing) if one["parts"]]
    if not records:
        raise Http404
    shown = [{"about": one, "parts": readable(one["parts"])} for one in records]
    return render(request, "desk/bring_in_record.html", {"bringing": bringing, "records": shown})
