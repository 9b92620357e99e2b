"""Sharing an entry: choosing what and with whom, looking at exactly that, and giving it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journals.binding import bind, read_binding
from journals.checking import look_through, texts_of_draft
from journals.models import Entry, Share
from journals.preparing import ASK_LIMIT, Draft, draft_of, keep, kept, read_choices
from journals.services import preparing as services
from journals.services.sharing import EntryChangedError, NoReaderError, NotSharedError
from journals.views.checking import act_on_finding
from journals.views.looking import AGAIN, Look
from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import kept_at
from people.models import User


def keep_refused_choices(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep what was typed and ticked when its writer's session was locked or over.

    Nothing goes by this: what was kept is shown to her, and then the preview.
    """
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None or binding.thing_id != pk:
        return None
    return services.keep_refused(author_id=binding.person_id, entry_id=pk, data=request.POST)


@on_refusal(keep_refused_choices)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entries = Entry.objects.visible_to(request.user).for_writing().with_what_waits()
    entry = get_object_or_404(entries, pk=pk)
    if request.method == "POST":
        return _chosen(request, entry)
    draft = draft_of(entry, signed_in(request))
    context = {
        "entry": entry,
        "draft": draft,
        "problems": draft.problems if AGAIN in request.GET else {},
        "ask_limit": ASK_LIMIT,
        "binding": bind(entry),
    }
    return render(request, "journals/entry_share.html", context)


def _chosen(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Keep what is chosen, whatever it is, and go where the button leads."""
    keep(entry, read_choices(request.POST, kept(entry)))
    here = reverse("journals:entry_share", args=[entry.pk])
    if request.POST.get("do") == "keep":
        return kept_at(request, here)
    if request.POST.get("do") == "outside":
        return see_other(reverse("journals:entry_share_outside", args=[entry.pk]))
    problems = draft_of(entry, signed_in(request)).problems
    if problems:
        return see_other(f"{here}?{AGAIN}#{next(iter(problems))}")
    return see_other(reverse("journals:entry_share_preview", args=[entry.pk]))


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_share_preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    user = signed_in(request)
    if request.method == "POST" and request.POST.get("do") == "give":
        return _given(request, entry)
    draft = draft_of(entry, user)
    found = look_through(texts_of_draft(draft), user)
    if request.method == "POST":
        return act_on_finding(request, entry, found, request.path)
    if draft.problems:
        here = reverse("journals:entry_share", args=[entry.pk])
        return redirect(f"{here}?{AGAIN}" if draft.choices.parts else here)
    context = {
        "entry": entry,
        "draft": draft,
        "names": names_of(draft),
        "earlier": _earlier_copies(entry, draft, user),
        **Look(found).context(request),
    }
    return render(request, "journals/entry_share_preview.html", context)


def _earlier_copies(entry: Entry, draft: Draft, user: User) -> list[Share]:
    """Open copies of this entry on which a chosen reader spoke: they see what changed since."""
    given = Share.objects.own_of(user).open().said_something()
    same = given.filter(entry=entry, reader__in=draft.readers)
    return list(same.select_related("reader").defer("snapshot").newest_first())


def names_of(draft: Draft) -> str:
    return get_text_list([str(reader) for reader in draft.readers], _("and"))


def _given(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Give it. On any refusal nothing went, and the preview shows how it stands now."""
    user, draft = signed_in(request), draft_of(entry, signed_in(request))
    again = reverse("journals:entry_share_preview", args=[entry.pk])
    look = Look(look_through(texts_of_draft(draft), user))
    if missed := look.missed(request, again, "give"):
        return missed
    revision = request.POST.get("revision", "")
    try:
        services.share_prepared(
            entry_id=entry.pk,
            author=user,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
            seen=request.POST.get("seen", ""),
        )
    except services.NothingPreparedError:
        return _nothing_prepared(request, entry)
    except Entry.DoesNotExist as error:  # it went to the bin in this very moment
        raise Http404 from error
    except NotSharedError as error:
        messages.warning(request, why_not(error))
        return see_other(again)
    said = _("%(names)s can read it now. You can take it back at any time.")
    messages.success(request, said % {"names": names_of(draft)})
    return see_other(reverse("journals:share_list"))


def _nothing_prepared(request: HttpRequest, entry: Entry) -> HttpResponse:
    given = Share.objects.own_of(signed_in(request))
    if given.filter(entry=entry, entry_revision=entry.revision).exists():
        return see_other(reverse("journals:share_list"))  # the same button, pressed twice
    messages.warning(request, _("Nothing went. Please choose again what to share."))
    return see_other(reverse("journals:entry_share", args=[entry.pk]))


def why_not(error: NotSharedError) -> str:
    if isinstance(error, EntryChangedError):
        return _("Nothing went: something was changed since you looked. This is how it is now.")
    if isinstance(error, NoReaderError):
        return _("Nothing went: somebody you chose is not your supervisor any more.")
    return _("Nothing went: there is nothing in it any more. Please choose again.")
