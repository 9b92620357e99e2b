"""What a writer shared: the list, one share with what was said about it, taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals import concerns, news, shared
from journals.before_groups import with_groups
from journals.binding import bind_share, read_share_binding
from journals.copies import copy_of
from journals.models import InvalidMove, Share
from journals.review_marks import DEPTH, between, between_marks, given_marks
from journals.services import replying, sharing
from journals.services.depth import turn_depth
from journals.services.reviewing import LONGEST
from people.access import on_refusal, private_text, signed_in
from people.binding import Binding
from people.kept_answers import kept_at, not_kept
from people.models import User
from vault.ids import from_short

PAGE = 20


@private_text
@require_safe
def share_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    page = Paginator(shared.listed_by_entry(user), PAGE).get_page(request.GET.get("page"))
    lines = shared.lines_of(page.object_list, user)
    return render(request, "journals/share_list.html", {"page_obj": page, "lines": lines})


@private_text
@require_POST
def share_depth(request: HttpRequest) -> HttpResponse:
    """Words for depth: on or off, for all that the person shares. Asked on a share's page."""
    own = shared.given_by(signed_in(request))
    share = get_object_or_404(own, pk=_posted_share(request))
    on = request.POST.get("depth") == "yes"
    turn_depth(person=signed_in(request), on=on)
    if on:
        said = _("On. Whoever you share with here may say where an entry seems to stand.")
    else:
        said = _("Off. Nobody is asked for these words, and those given are not shown.")
    messages.success(request, said)
    return _see_other(share, "#depth")


def _posted_share(request: HttpRequest) -> uuid.UUID:
    try:
        return from_short(request.POST.get("share", ""))
    except ValueError as error:
        raise Http404 from error


@private_text
@require_safe
def share_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    shares = shared.given_by(user).for_reading().annotate(**between_marks())
    shares = with_groups(shares.select_related("entry", "review"), user)
    share = get_object_or_404(concerns.with_concern(shares, user), pk=pk)
    if share.has_news and request.method == "GET":
        news.seen(share, user)
    return render(request, "journals/share_detail.html", _detail(share, user))


def _detail(share: Share, user: User) -> dict[str, Any]:
    review = share.review if share.review.is_given else None  # a draft is not the writer's to see
    form = shared.reply_form(share, user)
    what = between(share)
    return {
        "marks": given_marks(review, what) if review else {},
        "wants_depth": DEPTH in what,
        "is_on_list": what.is_on_list,
        "share": share,
        "entry": share.entry,
        "state": shared.state_in_words(share),
        "slots": shared.slots_of(review),
        "review": review,
        "copy": copy_of(share, review, user),
        "replies": share.replies.all() if review else [],
        "steps": shared.steps_of(share, user),
        "rounds": shared.rounds_of(share, user),
        "form": form,
        "can_reply": review is not None and share.is_in_hand,
        "longest": LONGEST,
        "binding": bind_share(share, user),
    }


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def share_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    shares = shared.given_by(signed_in(request)).for_reading().select_related("entry")
    share = get_object_or_404(shares, pk=pk)
    if request.method != "POST":
        if not share.is_open:
            return redirect(share)
        return render(request, "journals/share_withdraw.html", {"share": share})
    try:
        sharing.withdraw_share(share_id=share.pk, author=signed_in(request))
    except InvalidMove:  # pressed twice, or shut by somebody else meanwhile
        return _see_other(share)
    # Without the name: messages lie in the session, and that of a reader outside is sealed.
    messages.success(request, _("Taken back. It cannot be opened any more."))
    return _see_other(share)


# Not marked private_text: it names nobody, counts nothing and says the same to everybody, so
# that it can stay open while a reset waits. Readers can still read then.
@require_http_methods(["GET", "HEAD", "POST"])
def shares_withdraw(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if request.method != "POST":
        return render(request, "journals/shares_withdraw.html")
    sharing.withdraw_all(author=user)
    messages.success(request, _("Nobody else can open anything of yours any more."))
    return HttpResponseRedirect(reverse("journals:share_list"), status=303)


def keep_refused_reply(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep an answer that was posted when its writer's session was locked or over."""
    binding = read_share_binding(request.POST.get("binding", ""))
    if binding is None or binding.thing_id != pk:
        return None
    return replying.park_refused(share_id=pk, author_id=binding.person_id, fields=_fields(request))


@on_refusal(keep_refused_reply)
@private_text
@require_POST
def share_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    binding = read_share_binding(request.POST.get("binding", ""))
    anothers = binding is not None and binding.person_id != user.pk
    kept = anothers and keep_refused_reply(request, pk)
    own = shared.given_by(user).select_related("review")
    if anothers and not kept and not own.filter(pk=pk).exists():
        return not_kept(request, is_writers=False)
    share = get_object_or_404(own, pk=pk)
    reply = shared.read_reply(_fields(request))
    may = share.is_in_hand and share.has_been_reviewed and not _of_another(request, pk, user)
    if request.POST.get("do") == "keep" or reply.problem or not may:
        return _not_sent(request, share, user)
    shown = request.POST.getlist("parked")
    try:
        replying.reply(share_id=pk, author=user, kind=reply.kind, text=reply.text, shown=shown)
    except (InvalidMove, Share.DoesNotExist):  # shut in this very moment
        return _not_sent(request, share, user)
    messages.success(request, _("Sent."))
    return _see_other(share, "#talk")


def _not_sent(request: HttpRequest, share: Share, user: User) -> HttpResponse:
    shown = request.POST.getlist("parked")
    kept = replying.park_reply(share_id=share.pk, author=user, fields=_fields(request), shown=shown)
    if not kept:
        return not_kept(request, is_writers=not _of_another(request, share.pk, user))
    if request.POST.get("do") != "keep":
        messages.error(request, _("Not sent. Your words are kept below."))
    page = reverse("journals:share_detail", args=[share.pk])
    return kept_at(request, f"{page}#answer")


def _of_another(request: HttpRequest, pk: uuid.UUID, user: User) -> bool:
    """Whether the page was somebody else's: it was left open, and another has signed in."""
    return read_share_binding(request.POST.get("binding", "")) != Binding(user.pk, pk)


def _fields(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name)[-1:] for name in ("kind", "text")}


def _see_other(share: Share, place: str = "") -> HttpResponse:
    url = reverse("journals:share_detail", args=[share.pk])
    return HttpResponseRedirect(f"{url}{place}", status=303)
