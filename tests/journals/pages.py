"""What a browser would post from a writing page."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from journals.models import Entry

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def opened(client: Client, entry: Entry) -> dict[str, Any]:
    """The hidden fields of the page as it is drawn now; `asked` holds every part."""
    page = client.get(reverse("journals:entry_write", args=[entry.pk]))
    assert page.status_code == 200
    fields: dict[str, Any] = {}
    for name, value in HIDDEN.findall(page.content.decode()):
        if name == "asked":
            fields.setdefault("asked", []).append(unescape(value))
        elif name != "csrfmiddlewaretoken":
            fields[name] = unescape(value)
    return fields


def post(client: Client, entry: Entry, fields: dict[str, Any], **changes: Any) -> Any:
    """Send a whole page, as a browser without JavaScript does."""
    url = reverse("journals:entry_write", args=[entry.pk])
    return client.post(url, {**fields, **changes})


def autosave(
    client: Client, entry: Entry, fields: dict[str, Any], part: str, **changes: Any
) -> Any:
    """Send one part, as static/js/autosave.js does."""
    sent = {name: fields[name] for name in ("binding", "page", "base", "operation")}
    return client.post(
        reverse("journals:entry_save", args=[entry.pk]),
        {**sent, "asked": part, **changes},
        headers={"Accept": "application/json", "Reflect-Operation": sent["operation"]},
    )
