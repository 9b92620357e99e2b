"""What a browser would post from a review page."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from journals.models import Share

TAG = re.compile(r"<(textarea|input)\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
AREA = re.compile(r"<textarea\b([^>]*)>\n?(.*?)</textarea>", re.S)


def fields_of(html: str) -> dict[str, Any]:
    """Every field of the review form as it is drawn, with what is in it."""
    start = html.index('id="review"')
    html = html[start : html.index("</form>", start)]
    fields: dict[str, Any] = {"asked": []}
    for tag in TAG.finditer(html):
        found = dict(ATTRIBUTE.findall(tag[0]))
        name, value = found.get("name", ""), unescape(found.get("value", ""))
        if name == "asked":
            fields["asked"].append(value)
        elif found.get("type") == "hidden" and name != "csrfmiddlewaretoken":
            fields[name] = value
    for attributes, words in AREA.findall(html):
        fields[dict(ATTRIBUTE.findall(attributes))["name"]] = unescape(words)
    return fields


def page_of(share: Share) -> str:
    return reverse("journals:review_write", args=[share.pk])


def opened(client: Client, share: Share, query: str = "") -> dict[str, Any]:
    page = client.get(page_of(share) + query)
    assert page.status_code == 200
    return fields_of(page.content.decode())


def post(client: Client, share: Share, fields: dict[str, Any], **changes: Any) -> Any:
    """Send a whole page, as a browser without JavaScript does."""
    return client.post(page_of(share), {**fields, **named(changes)})


def autosave(
    client: Client, share: Share, fields: dict[str, Any], part: str, **changes: Any
) -> Any:
    """Send one part, as static/js/autosave.js does."""
    names = ("binding", "page", "base", "operation")
    sent = {name: fields[name] for name in names} | {"asked": part}
    kept = {name: fields[name] for name in (f"words-{part}", f"quote-{part}") if name in fields}
    return client.post(
        reverse("journals:review_save", args=[share.pk]),
        {**sent, **kept, **named(changes)},
        headers={"Accept": "application/json", "Reflect-Operation": sent["operation"]},
    )


def named(changes: dict[str, Any]) -> dict[str, Any]:
    """`noticed="…"` for a slot's words; other names as they are."""
    slots = ("noticed", "question", "try_next")
    return {f"words-{k}" if k in slots else k: v for k, v in changes.items()}


WHOLE = {
    "noticed": "You stayed with her, and said so.",
    "question": "What told you that she wanted to go on?",
    "try_next": "Keep asking before you sit down.",
}
