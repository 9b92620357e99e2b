"""Files for somebody else: one account, or what was chosen of a cycle. Looked through first."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from journals.checking import look_through, texts_of_snapshot
from journals.merging import digest
from journals.views.checking import act_on_finding
from journals.views.looking import AGAIN, Look, changed_since
from people import audit
from people.access import private_text, see_other, signed_in
from portfolio import services
from portfolio.accounts import gaps_of
from portfolio.documents.entries import shown_to_others
from portfolio.documents.files import SHAPES, dated, download
from portfolio.documents.fonts import cannot_show
from portfolio.documents.regulator import account_form
from portfolio.documents.tree import Document
from portfolio.gone import gone_is_404
from portfolio.models import Cycle, ReflectiveAccount
from portfolio.packing import MOST_ACCOUNTS, Packed, on_form, packed, themes_of
from portfolio.parts import NOT_TICKED, PARTS, parts_of
from portfolio.taking import taken
from portfolio.views.accounts import account_of

EXPORTED = audit.Action.PORTFOLIO_EXPORTED


class ShapeForm(forms.Form):
    shape = forms.ChoiceField(
        label=gettext_lazy("As"), choices=SHAPES, widget=forms.RadioSelect, initial="pdf"
    )


class PackForm(forms.Form):
    part = forms.MultipleChoiceField(
        label=gettext_lazy("What should be in it?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Please choose at least one."),
            "invalid_choice": gettext_lazy("Please choose of the list."),
        },
    )

    def __init__(self, cycle: Cycle, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        part: Any = self.fields["part"]
        part.choices = list(parts_of(cycle.framework).items())


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def account_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    account, user = account_of(request, pk), signed_in(request)
    entry = account.entry
    shown = shown_to_others(entry)
    look = Look(look_through(texts_of_snapshot(entry, shown), user))
    do = request.POST.get("do", "")
    if request.method == "POST" and do not in ("done", "take"):
        return act_on_finding(request, entry, look.found, request.path)
    if request.method == "POST":
        refused = _refused(request, digest(shown), look)
        return refused or (_done if do == "done" else _account_file)(request, account)
    context = {
        "account": account,
        "entry": entry,
        "snapshot": shown,
        "gaps": gaps_of(entry),
        "form": ShapeForm(),
        "not_shown": cannot_show(_account_document(request, account, number=1).texts()),
        "seen": digest(shown),
        **look.context(request),
    }
    return render(request, "portfolio/account_check.html", context)


def _refused(request: HttpRequest, seen: str, look: Look) -> HttpResponse | None:
    """Not what was looked at, or not looked at: the page shows how it is, and nothing is made."""
    changed = changed_since(request, seen)
    return changed or look.missed(request, request.get_full_path(), "take")


def _done(request: HttpRequest, account: ReflectiveAccount) -> HttpResponse:
    try:
        services.finish_account(
            account_id=account.pk, revision=account.entry.revision, actor=signed_in(request)
        )
    except services.GapsLeftError:
        said = _("Not done yet: it has no words, or no theme of the code, which the form asks for.")
        messages.warning(request, said)
        return see_other(account.get_absolute_url())
    except services.TextChangedError:
        messages.warning(request, _("The text was changed since you looked. Please look again."))
        return see_other(request.path)
    messages.success(request, _("Done. It counts in your cycle. You can open it again any time."))
    return see_other(reverse("portfolio:account_list", args=[account.cycle_id]))


def _number_of(request: HttpRequest, account: ReflectiveAccount) -> int:
    done = ReflectiveAccount.objects.visible_to(request.user).done().in_order()
    ids = list(done.filter(cycle=account.cycle_id).values_list("pk", flat=True))
    return ids.index(account.pk) + 1 if account.pk in ids else len(ids) + 1


def _account_document(request: HttpRequest, account: ReflectiveAccount, *, number: int) -> Document:
    themes = themes_of(account.framework)
    name = signed_in(request).display_name
    return account_form(on_form(account.entry, themes), number=number, name=name)


def _account_file(request: HttpRequest, account: ReflectiveAccount) -> HttpResponse:
    document = _account_document(request, account, number=_number_of(request, account))
    return _in_shape(request, "account", account.pk, document, dated("account"))


def _in_shape(
    request: HttpRequest, kind: str, pk: uuid.UUID, document: Document, name: str
) -> HttpResponse:
    form = ShapeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose as what you want to have it."))
        return see_other(request.get_full_path())
    shape = form.cleaned_data["shape"]
    return taken(request, (kind, EXPORTED), pk, lambda: download(document, shape=shape, name=name))


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """First what should be in it; then, by its address, what that comes to, and the file."""
    own = Cycle.objects.visible_to(request.user).select_related("framework")
    cycle = get_object_or_404(own.prefetch_related("framework__requirements"), pk=pk)
    if request.method == "POST" and request.POST.get("do") == "choose":
        return _chosen(request, cycle)
    form = PackForm(cycle, request.GET if "part" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        usual = [key for key in parts_of(cycle.framework) if key not in NOT_TICKED]
        every = PackForm(cycle, initial={"part": usual})
        context = {"cycle": cycle, "form": every, "missed": AGAIN in request.GET}
        return render(request, "portfolio/pack.html", context)
    chosen = form.cleaned_data["part"]
    return _looked(request, cycle, chosen, packed(cycle, signed_in(request), chosen))


def _chosen(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    form = PackForm(cycle, request.POST)
    if not form.is_valid():
        return see_other(f"{request.path}?{AGAIN}")
    parts = QueryDict(mutable=True)
    parts.setlist("part", form.cleaned_data["part"])
    return see_other(f"{request.path}?{parts.urlencode()}")


def _looked(request: HttpRequest, cycle: Cycle, chosen: list[str], made: Packed) -> HttpResponse:
    words = list(made.document.texts())
    seen = digest(words)
    look = Look(look_through(made.texts, signed_in(request)))
    if request.method == "POST":
        refused = _refused(request, seen, look)
        name = dated("portfolio")
        return refused or _in_shape(request, "cycle", cycle.pk, made.document, name)
    context = {
        "cycle": cycle,
        "parts": [PARTS[key] for key in chosen],
        "form": ShapeForm(),
        "left_out": made.left_out,
        "most": MOST_ACCOUNTS,
        "not_shown": cannot_show(words),
        "seen": seen,
        "size": sum(map(len, words)),
        **look.context(request),
    }
    return render(request, "portfolio/pack_look.html", context)
