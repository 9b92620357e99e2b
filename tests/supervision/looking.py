"""Reading the pages of supervision as people read them."""

import html
from typing import Any

from django.test import Client
from django.urls import reverse


def url(name: str, thing: Any) -> str:
    return reverse(f"supervision:{name}", args=[thing.pk])


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.text)


def follow(client: Client, answer: Any) -> str:
    """What is shown after a post. Every post with words in it answers 303."""
    assert answer.status_code == 303
    return read(client, answer.headers["Location"])
