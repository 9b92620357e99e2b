"""Sharing with a named person outside: who they are, exactly what goes, and a new link."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journals.binding import bind, read_binding
from journals.checking import look_through, texts_of_draft
from journals.models import Entry, Share
from journals.outside_forms import OutsideReaderForm
from journals.preparing import draft_of, keep, kept
from journals.services import outside as services
from journals.services.preparing import NothingPreparedError
from journals.services.sharing import NotSharedError
from journals.views.checking import act_on_finding
from journals.views.looking import AGAIN, Look
from journals.views.outside import base_url
from journals.views.sharing import why_not
from people.access import is_here, on_refusal, private_text, see_other, signed_in, steps_up

LONGEST_TYPED = 2_000  # characters of a field: no name or address has as many


def keep_refused_person(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep what was typed when its writer has to show again that it is her."""
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None or binding.thing_id != pk:
        return None
    return services.keep_refused(
        author_id=binding.person_id,
        entry_id=pk,
        person=_typed(request),
        is_here=is_here(request, binding.person_id),
    )


@on_refusal(keep_refused_person)
@steps_up
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_share_outside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    if request.method == "POST":
        return _named(request, entry)
    draft = draft_of(entry, signed_in(request))
    if draft.problems_of_words:  # what goes is chosen on the page before
        return redirect(_choose(entry))
    context = {
        "entry": entry,
        "draft": draft,
        "form": _form(request, draft.choices.outside, checked=AGAIN in request.GET),
        "binding": bind(entry),
    }
    return render(request, "journals/entry_share_outside.html", context)


def _form(request: HttpRequest, typed: dict[str, str], *, checked: bool) -> OutsideReaderForm:
    """What was typed, with what is wrong with it if that was asked for."""
    data = typed if checked else None
    return OutsideReaderForm(data, initial=dict(typed), author=signed_in(request))


def _typed(request: HttpRequest) -> dict[str, str]:
    names = ("name", "address", "kind", "until")
    return {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in names}


def _named(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Keep what was typed, whatever it is; look at it next, or see what is wrong with it."""
    keep(entry, replace(kept(entry), outside=_typed(request)))
    here = reverse("journals:entry_share_outside", args=[entry.pk])
    if not _form(request, _typed(request), checked=True).is_valid():
        return see_other(f"{here}?{AGAIN}")
    return see_other(reverse("journals:entry_share_outside_preview", args=[entry.pk]))


@steps_up
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_share_outside_preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    if request.method == "POST" and request.POST.get("do") == "give":
        return _given(request, entry)
    draft = draft_of(entry, signed_in(request))
    found = look_through(texts_of_draft(draft), signed_in(request))
    if request.method == "POST":
        return act_on_finding(request, entry, found, request.path)
    form = _form(request, draft.choices.outside, checked=True)
    if draft.problems_of_words or not form.is_valid():
        return redirect("journals:entry_share_outside", entry.pk)
    context = {
        "entry": entry,
        "draft": draft,
        "person": form.cleaned_data,
        "kind": dict(form.fields["kind"].choices)[form.cleaned_data["kind"]],  # type: ignore[attr-defined]
        "seen": services.seen_outside(draft),
        **Look(found).context(request),
    }
    return render(request, "journals/entry_share_outside_preview.html", context)


def _given(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Give it. On any refusal nothing went, and the preview shows how it stands now."""
    user, draft = signed_in(request), draft_of(entry, signed_in(request))
    again = reverse("journals:entry_share_outside_preview", args=[entry.pk])
    look = Look(look_through(texts_of_draft(draft), user))
    if missed := look.missed(request, again, "give"):
        return missed
    form = _form(request, draft.choices.outside, checked=True)
    if not form.is_valid():
        return _nothing_prepared(request, entry)
    try:
        share = _share(request, entry, form.named)
    except NothingPreparedError:
        return _nothing_prepared(request, entry)
    except Entry.DoesNotExist as error:  # it went to the bin in this very moment
        raise Http404 from error
    except NotSharedError as error:
        messages.warning(request, _why_not(error))
        return see_other(again)
    # Without the name: messages lie in the session, which is not sealed.
    messages.success(request, _("The link is on its way. You can take this back at any time."))
    return see_other(share.get_absolute_url())


def _share(request: HttpRequest, entry: Entry, person: services.Named) -> Share:
    revision = request.POST.get("revision", "")
    return services.share_prepared_outside(
        entry_id=entry.pk,
        author=signed_in(request),
        person=person,
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
        seen=request.POST.get("seen", ""),
        base_url=base_url(request),
    )


def _nothing_prepared(request: HttpRequest, entry: Entry) -> HttpResponse:
    given = Share.objects.own_of(signed_in(request))
    if given.filter(entry=entry, entry_revision=entry.revision, reader=None).exists():
        return see_other(reverse("journals:share_list"))  # the same button, pressed twice
    messages.warning(request, _("Nothing went. Please look once more at what you chose."))
    return see_other(reverse("journals:entry_share_outside", args=[entry.pk]))


@steps_up
@private_text
@require_POST
def share_new_link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new link instead of the old one, which is dead from now on, with what it opened."""
    shares = Share.objects.own_of(signed_in(request)).to_outside()
    share = get_object_or_404(shares.select_related("outside"), pk=pk)
    try:
        services.renew_link(
            share_id=share.pk, author=signed_in(request), base_url=base_url(request)
        )
    except services.TooOftenError as error:
        messages.warning(request, _why_not(error))
    except Share.DoesNotExist:  # it ended in this very moment
        messages.warning(request, _("Nothing was sent: this is closed."))
    else:
        messages.success(request, _("A new link is on its way. The one before is dead."))
    return see_other(share.get_absolute_url())


def _why_not(error: NotSharedError) -> str:
    if isinstance(error, services.TooOftenError):
        return _("Nothing was sent: too many mails went out today. Please try tomorrow.")
    return why_not(error)


def _choose(entry: Entry) -> str:
    return reverse("journals:entry_share", args=[entry.pk])
