"""Django CVE-2026-1285, 2025-32873, 2024-38875 and their kin: text that takes for ever to show."""

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import Review, Share
from journals.preparing import Choices, keep
from journals.services import reviewing, sharing
from journals.views import checking
from journals.views import sharing as sharing_views
from people.models import User
from supervision.models import Supervision
from tests.conftest import open_session
from tests.makers import make_entry, make_share, make_words
from vault.ids import short

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # no database has a part in it

LENGTH = 100_000
PLAIN = "It was a long night, and I sat with him until the morning came. "
# A text that takes for ever takes hundreds of times as long as this. In seconds, and as often as
# the same page takes for as many characters of plain prose: a machine may be slow.
AT_MOST, TIMES = 1.0, 8
SLOW = {
    "brackets": "[",
    "tags that close nothing": "</p>",
    "ampersands": "&",
    "declarations": "<!",
    "links": "a.",
    "markup": "<a<",
    "one long word": "x",
    "addresses": "a@a.",
    "marks that combine": "a\u0301\u0302\u0303",
    "spaces": "a \t",
    "new lines": "\n\u2028",
    "digits": "07700900",
}


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.current().get(supervisor=ben, supervisee=amara)


def seconds(client: Client, path: str) -> float:
    started = time.process_time()
    assert client.get(path).status_code == 200, path
    return time.process_time() - started


@pytest.mark.parametrize("kind", SLOW)
def test_no_text_makes_a_page_slow(amara: User, ben: User, pair: Supervision, kind: str) -> None:
    taken = seconds_of_pages(amara, ben, pair, SLOW[kind])
    if max(taken.values()) <= AT_MOST:
        return
    usual = seconds_of_pages(amara, ben, pair, PLAIN)
    slow = {name: (took, usual[name]) for name, took in taken.items() if took > AT_MOST}
    assert all(took <= TIMES * plain for took, plain in slow.values()), slow


def test_a_page_that_takes_for_ever_is_noticed(
    amara: User, ben: User, pair: Supervision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(texts: Any, person: User) -> list[Any]:
        if "[[" in "".join(text.text for text in texts):
            until = time.process_time() + 2 * AT_MOST
            while time.process_time() < until:
                pass
        return []

    monkeypatch.setattr(f"{__name__}.LENGTH", 5_000)  # so that plain prose is quick
    for module in (checking, sharing_views):
        monkeypatch.setattr(module, "look_through", slowly)
    with pytest.raises(AssertionError, match="entry_share_preview"):
        test_no_text_makes_a_page_slow(amara, ben, pair, "brackets")


def seconds_of_pages(amara: User, ben: User, pair: Supervision, words: str) -> dict[str, float]:
    text = (words * LENGTH)[:LENGTH]
    entry = make_entry(amara, title="A night", answers={"happened": f"Words. {text}"})
    share = make_share(entry, pair)
    sharing.open_share(share_id=share.pk, reader=ben)
    said = f"x{text}"[: reviewing.LONGEST]
    comment = {"quote": "Words.", "text": said}
    _give(share, ben, {"noticed": said, "comment-happened-1": comment})
    keep(entry, Choices(parts=["happened"], supervisions=[short(pair.pk)]))
    writer, reader = open_session(Client(), amara), open_session(Client(), ben, factor=True)
    pages = {
        "entry_read": writer,
        "entry_share": writer,
        "entry_share_preview": writer,
        "entry_check": writer,
        "share_detail": writer,
        "review_write": reader,
    }
    writer.get(reverse("journals:entry_list"))  # whatever is learned once
    taken = {}
    for name, client in pages.items():
        about = entry if name.startswith("entry") else share
        taken[name] = seconds(client, reverse(f"journals:{name}", args=[about.pk]))
    return taken


def _give(share: Share, reader: User, words: dict[str, Any]) -> None:
    review = make_words(share, **words)
    reviewing.give_review(
        share_id=share.pk,
        reader=reader,
        outcome=Review.Outcome.RETURNED,
        revision=review.revision,
    )
