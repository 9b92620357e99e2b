"""What a supervisor reads and answers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from journals.models import Review, Share
from journals.services.reviewing import add_reply, give_review
from journals.services.sharing import open_share, withdraw_share
from tests.browser.deeds.rows import plain_version, user_of
from tests.makers import make_entry, make_share, make_supervision, make_user, make_words
from vault.ids import from_short, short


def desk_of(id: str) -> dict[str, str]:
    """A supervisor's pages in every state: the paths of what was shared with them."""
    reader = user_of(id)
    pair = make_supervision(reader, make_user("Amara Okonkwo"))
    answers = {"happened": "The tea went cold.\nShe laughed.", "in_a_line": "We stayed."}
    ages = iter(range(1, 20))

    def given(**said: Any) -> Share:
        found = make_share(make_entry(pair.supervisee, plain_version(), answers=answers), pair,
                           "happened", "in_a_line", ask="Was I too late?")  # fmt: skip
        open_share(share_id=found.pk, reader=reader)
        since = timezone.now() - timedelta(days=next(ages))
        Share.objects.filter(pk=found.pk).update(shared_at=since)
        if said:
            make_words(found, **said)
        return found

    def give(found: Share, outcome: str) -> Share:
        review = Review.objects.get(share=found)
        give_review(share_id=found.pk, reader=reader, outcome=outcome, revision=review.revision)
        return found

    comment = {"comment-happened-1": {"quote": "tea went cold", "text": "A small thing."}}
    wrong = {
        "noticed": "",
        "comment-happened-1": {"quote": "warm milk", "text": "A small thing."},
        "comment-in_a_line-1": {"quote": "We stayed", "text": ""},
    }
    begun, faulty, fought = given(**comment), given(**wrong), given(**comment)
    first = give(given(**comment), "returned")
    entry = first.entry
    entry.answers = {"happened": "The tea went quite cold."}
    entry.save()
    review = Review.objects.get(share=fought)
    review.clashes = [{"part": "noticed", "page": "0" * 32, "text": "From the phone."}]
    review.save()
    done = give(given(**comment), "acknowledged")
    add_reply(share_id=done.pk, by=done.author, kind="talk", text="On Monday?")
    taken = given(**comment)
    withdraw_share(share_id=taken.pk, author=taken.author)
    again = make_share(entry, pair)
    return {
        "nothing yet": f"/reviews/{short(given().pk)}/",
        "begun": f"/reviews/{short(begun.pk)}/",
        "problems": f"/reviews/{short(faulty.pk)}/?check=1",
        "two texts": f"/reviews/{short(fought.pk)}/",
        "second round": f"/reviews/{short(again.pk)}/",
        "sent back": f"/reviews/{short(first.pk)}/",
        "acknowledged": f"/reviews/{short(done.pk)}/",
        "queue": "/reviews/",
        "queue of nothing": "/reviews/?show=unopened",
        "own words": "/reviews/words/",
        "home": "/",
    }


def reviewed(share: str) -> dict[str, Any]:
    """What a share's reader said of it so far, and how it stands."""
    review = Review.objects.select_related("share").get(share=from_short(share))
    return {"words": review.words, "state": review.share.state, "clashes": review.clashes}
