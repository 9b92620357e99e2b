"""Lines taken across into an account: which are ticked, and into which question they go."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from people.typed_pages import TypedForm, TypedPage
from portfolio.models import ReflectiveAccount
from portfolio.pages import SHELF

MOST_LINES = 200  # at one press
PAGE = "account"


class PlacesField(forms.MultipleChoiceField):
    def valid_value(self, value: Any) -> bool:
        """Which there are, journals.earlier says: a place that is none is not found."""
        return True

    def clean(self, value: Any) -> list[str]:
        return list(super().clean(value))[:MOST_LINES]


class CrossingForm(TypedForm):
    line = PlacesField(
        error_messages={"required": gettext_lazy("Please tick at least one line above.")}
    )
    into = forms.CharField(
        error_messages={"required": gettext_lazy("Please say into which question it should go.")}
    )


def crossing_page(request: HttpRequest, account: ReflectiveAccount) -> TypedPage:
    """The ticks stand there again when one thing was forgotten."""
    initial = {"line": [], "into": request.GET.get("into", "")}
    return TypedPage(SHELF, request, PAGE, CrossingForm, account.pk, initial)


def keep_refused(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep the ticks for whoever made them, when their session was locked or over."""
    return SHELF.keep_refused(request, PAGE, CrossingForm, about=True)
