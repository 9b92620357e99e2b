"""What one person gave to somebody outside: one share, and links in every state."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from journals.models import Entry, OutsideReader, Share
from journals.services.outside import Named
from journals.services.sharing import withdraw_share
from people.tokens import digest, new_token
from tests.journals.outside import share_outside

_numbers = itertools.count(1)

ADDRESSES = {
    "shared/<id:pk>/new-link/": "outside-share",
    "read/link/<str:token>/": "outside-link",
}
OUTSIDE: dict[str, Any] = {
    "name": "Somebody outside",
    "address": "reader@elsewhere.example",
    "kind": "peer",
    "until": (timezone.localdate() + timedelta(days=9)).isoformat(),
}


class Outside:
    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.links = {name: new_token() for name in ("fresh", "used", "ended", "withdrawn")}
        self.share = self._give("fresh")
        self.links["invented"] = new_token()

    def make_links(self) -> None:
        """The other states too: needed of one person only."""
        self._give("used", link_used_at=timezone.now())
        self._give("ended", ends_at=timezone.now())
        back = self._give("withdrawn")
        withdraw_share(share_id=back.pk, author=self.entry.author)

    def _give(self, state: str, **fields: Any) -> Share:
        # An address of its own: one gets a few mails a day only, whoever writes.
        address = f"reader.{next(_numbers)}@elsewhere.example"
        person = Named("Somebody outside", address, "peer", _in_a_week())
        share = share_outside(self.entry, person, chosen={"happened"})
        OutsideReader.objects.filter(share=share).update(
            link_digest=digest("outside-link", self.links[state]), **fields
        )
        return share


def reader_bodies() -> dict[str, dict[str, Any]]:
    """What a valid POST of somebody outside carries."""
    return {
        "shared/<id:pk>/new-link/": {},
        "read/link/<str:token>/": {},
        "read/code/": {"code": "000000"},
        "read/again/": {},
        "read/": {"words-noticed": "zq-posted"},
        "read/save/": {"words-noticed": "zq-posted"},
        "read/reply/": {"text": "A word back."},
        "read/acknowledge/": {},
        "read/leave/": {},
    }


def _in_a_week() -> Any:
    return timezone.now() + timedelta(days=7)
