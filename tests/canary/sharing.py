"""The part of the scene in which an entry is shared: with a supervisor, and with outside."""

import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.conf import settings
from django.test import Client
from django.urls import reverse

from journals.binding import bind_share
from journals.models import Entry, Preparation, Review, Share
from journals.services.preparing import keep_words
from journals.views import review_posts
from people import factors
from tests.conftest import open_session
from tests.makers import make_supervision, make_user
from vault.fields import seal_for
from vault.ids import short

if TYPE_CHECKING:
    from tests.canary.scene import Scene

NAMES = ["ask", "review", "review-clash", "review-ledger", "quote", "reply", "answer-back",
         "parked-review", "breaking", "kept-word", "prepared", "withdrawn",
         "out-name", "out-address", "out-review", "out-reply"]  # fmt: skip
# These stand in the mail that goes to whom they name, and nowhere else.
IN_MAIL = {"out-name", "out-address"}
FETCH = {"Accept": "application/json", "Reflect-Operation": "x"}
SLOTS = ("noticed", "question", "try_next")


def prove(client: Client) -> None:
    """A moment ago they showed that it is them."""
    session = client.session
    factors.note_taken(session)
    session.save()


class Sharing:
    def __init__(self, scene: "Scene", entry: Entry) -> None:
        self.scene, self.entry, self.marks = scene, entry, scene.markers
        self.reader = make_user("Ben")
        self.pair = make_supervision(self.reader, scene.person)
        self.client = open_session(self.browser(), self.reader, factor=True)

    def browser(self) -> Client:
        return Client(raise_request_exception=False, SERVER_NAME="localhost")

    def play(self) -> None:
        share = self.give(self.marks["ask"])
        self.review(share)
        self.talk(share)
        back = self.give(self.marks["withdrawn"])
        self.say(back, "noticed", self.marks["review"])
        assert self.post(self.scene.client, "journals:share_withdraw", back.pk) == 303
        self.say(back, "noticed", self.marks["review-clash"])  # too late, and kept for its writer
        self.go_outside()
        keep_words(person=self.scene.person, folded=self.marks["kept-word"])
        self.choose(self.marks["prepared"])
        assert Preparation.objects.count() == 1

    def post(self, client: Client, name: str, *args: Any, **fields: Any) -> int:
        return self.send(client, reverse(name, args=args), fields)

    def send(self, client: Client, path: str, fields: dict[str, Any], **headers: str) -> int:
        response = client.post(path, fields, headers=headers)
        self.scene.note(response)
        return response.status_code

    def choose(self, ask: str) -> None:
        ticked = {"part": ["happened", "title"], "ask": ask, "to": [short(self.pair.pk)]}
        path = reverse("journals:entry_share", args=[self.entry.pk])
        assert self.send(self.scene.client, path, {**ticked, "do": "preview"}) == 303

    def give(self, ask: str) -> Share:
        self.choose(ask)
        self.press_give("journals:entry_share_preview")
        return Share.objects.latest("shared_at")

    def press_give(self, name: str) -> None:
        path = reverse(name, args=[self.entry.pk])
        page = self.scene.client.get(path)
        assert page.status_code == 200, page.headers
        hidden = re.findall(r'name="(revision|seen)" value="([^"]*)"', page.content.decode())
        count = Share.objects.count()
        pressed = {**dict(hidden), "do": "give", "looked": "on"}
        assert self.send(self.scene.client, path, pressed) == 303
        assert Share.objects.count() == count + 1, "nothing was shared"

    # Its reader.

    def words(self, share: Share, viewer: Any, base: int, **words: str) -> dict[str, Any]:
        return {
            "binding": bind_share(share, viewer),
            "operation": str(uuid.uuid4()),
            "page": str(uuid.uuid4()),
            "base": str(base),
            "asked": list(words),
            **{f"words-{part}": text for part, text in words.items()},
        }

    def say(self, share: Share, part: str, text: str, base: int = 0, **more: str) -> None:
        path = reverse("journals:review_save", args=[share.pk])
        fields = self.words(share, self.reader, base, **{part: text}) | more
        assert self.send(self.client, path, fields, **FETCH) == 200

    def review(self, share: Share) -> None:
        page = reverse("journals:review_write", args=[share.pk])
        assert self.marks["answer"] in self.client.get(page).content.decode()
        for slot in SLOTS:
            self.say(share, slot, f"{slot} {self.marks['review']}")
        self.say(share, "noticed", f"No, {self.marks['review-clash']}")  # from another page
        comment = {"quote-comment-happened-1": self.marks["answer"]}
        self.say(share, "comment-happened-1", self.marks["quote"], **comment)
        too_long = {"try_next": f"{self.marks['parked-review']} " * 1_000}
        assert self.send(self.client, page, self.words(share, self.reader, 0, **too_long)) == 303
        self.break_saving(share)
        review = Review.objects.get(share=share)
        whole = {slot: f"{slot} {self.marks['review']}" for slot in SLOTS}
        fields = self.words(share, self.reader, review.revision, **whole)
        assert self.send(self.client, page, fields | {"do": "give", "outcome": "returned"}) == 303
        if not Review.objects.get(share=share).is_given:  # what was parked wants to be seen first
            from journals.services.reviewing import give_review

            revision = Review.objects.get(share=share).revision
            give_review(
                share_id=share.pk, reader=self.reader, outcome="returned", revision=revision
            )
        review.refresh_from_db()
        assert review.is_given
        ledger = review.ledger | {"note": self.marks["review-ledger"]}
        Review.objects.filter(pk=review.pk).update(ledger=seal_for(review, "ledger", ledger))

    def break_saving(self, share: Share) -> None:
        def breaks(**arguments: Any) -> None:
            words = f"{self.marks['breaking']} {arguments['save'].parts}"
            raise RuntimeError(words)

        fields = self.words(share, self.reader, 0, noticed=self.marks["breaking"])
        with patch.object(review_posts, "save_review", breaks):
            path = reverse("journals:review_save", args=[share.pk])
            assert self.send(self.client, path, fields, **FETCH) == 500

    def talk(self, share: Share) -> None:
        binding = bind_share(share, self.scene.person)
        said = {"kind": "answer", "text": self.marks["reply"], "binding": binding}
        assert self.post(self.scene.client, "journals:share_reply", share.pk, **said) == 303
        back = {"text": self.marks["answer-back"], "binding": bind_share(share, self.reader)}
        assert self.post(self.client, "journals:review_reply", share.pk, **back) == 303
        too_long = back | {"text": f"{self.marks['parked-review']} " * 1_000}
        assert self.post(self.client, "journals:review_reply", share.pk, **too_long) == 303
        for client, name in (
            (self.scene.client, "journals:share_detail"),
            (self.client, "journals:review_write"),
        ):
            text = client.get(reverse(name, args=[share.pk])).content.decode()
            assert self.marks["reply"] in text and self.marks["answer-back"] in text, name

    # Outside.

    def go_outside(self) -> None:
        self.choose(self.marks["ask"])
        person = {"name": self.marks["out-name"], "kind": "peer", "until": self.scene.day,
                  "address": f"{self.marks['out-address']}@elsewhere.example"}  # fmt: skip
        prove(self.scene.client)
        path = reverse("journals:entry_share_outside", args=[self.entry.pk])
        assert self.send(self.scene.client, path, person) == 303
        self.press_give("journals:entry_share_outside_preview")
        share = Share.objects.latest("shared_at")
        browser = self.browser()
        assert self.send(browser, self.in_mail(r"(/read/link/\S+/)"), {}) == 303
        assert self.send(browser, "/read/code/", {"code": self.in_mail(r"(?m)^([0-9]{6})$")}) == 303
        assert self.marks["answer"] in browser.get("/read/").content.decode()
        said = {slot: f"{slot} {self.marks['out-review']}" for slot in SLOTS}
        fields = self.words(share, share.outside, 0, **said)
        assert self.send(browser, "/read/", {**fields, "do": "give", "outcome": "returned"}) == 303
        assert Review.objects.get(share=share).is_given
        binding = bind_share(share, share.outside)
        reply = {"text": self.marks["out-reply"], "binding": binding}
        assert self.send(browser, "/read/reply/", reply) == 303
        assert share.replies.count() == 1

    def in_mail(self, pattern: str) -> str:
        """From the newest mail that has it."""
        mails = sorted(Path(settings.EMAIL_FILE_PATH).iterdir(), key=lambda p: p.stat().st_mtime)
        found = [one[1] for mail in mails for one in re.finditer(pattern, mail.read_text())]
        return found[-1]
