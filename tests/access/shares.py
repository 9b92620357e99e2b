"""What was given to whom: for each person one share of each kind that they can try for.

Each share's words are a marker of their own, so that a page which shows them to somebody
else than its writer and its one reader is found, whichever page it is.
"""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from journals.binding import bind_share
from journals.merging import Save
from journals.models import Reply, Review, Share
from journals.preparing import Choices, keep
from journals.review_saving import save_review
from journals.services import reviewing, sharing
from people.models import User
from supervision.models import Supervision
from tests.access.outside import OUTSIDE
from tests.makers import make_entry, make_share, make_supervision
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "reviews/<id:pk>/": "share",
    "reviews/<id:pk>/save/": "share",
    "reviews/<id:pk>/reply/": "share",
    "reviews/<id:pk>/acknowledge/": "share",
    "reviews/<id:pk>/talk/": "share",
    "shared/<id:pk>/": "share",
    "shared/<id:pk>/reply/": "share",
    "shared/<id:pk>/withdraw/": "share",
    "shared/<id:pk>/group/": "share",
}
# Whose supervisor each reader of the cast is. Everybody else gives theirs to a neighbour.
READERS = {"ben": "amara", "chloe": "ife"}
SHUT_SINCE = timedelta(days=30)


class Shares:
    """Everybody's shares, by their writer and their kind."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.of: dict[tuple[str, str], Share] = {}
        self.open_to: dict[str, set[str]] = {}  # markers of others that a person may see
        for name in world.people:
            if name != "neighbour":
                self._give_some(name)
        self._give_to_farid()

    def _give_some(self, name: str) -> None:
        reader = next((r for r, writer in READERS.items() if writer == name), "neighbour")
        author = self.world.people[name]
        pair = Supervision.objects.current().filter(supervisee=author).first()
        pair = pair or make_supervision(self.world.people[reader], author)
        for kind in ("given", "heard", "taken"):
            self._give(name, kind, pair)
        ticked = Choices(parts=["happened"], supervisions=[short(pair.pk)], outside=OUTSIDE)
        keep(self.world.things[name].entry, ticked)  # one more is about to go
        self._say(self.of[name, "given"], reader, f"zq-{reader}-draft")
        self._say(self.of[name, "heard"], reader, f"zq-{reader}-said", give=True)
        self._say(self.of[name, "taken"], reader, f"zq-{reader}-kept")
        sharing.withdraw_share(share_id=self.of[name, "taken"].pk, author=author)
        self._let_see(reader, f"zq-{name}-given", f"zq-{name}-heard", f"zq-{name}-reply")
        self._let_see(name, f"zq-{reader}-said")

    def _give(self, name: str, kind: str, pair: Supervision) -> Share:
        world = self.world
        entry = make_entry(
            world.people[name],
            world.version,
            title=f"zq-{name}-title",
            answers={"happened": f"zq-{name}-{kind}", "in_a_line": f"zq-{name}-answer"},
            private_note=f"zq-{name}-note",
        )
        self.of[name, kind] = share = make_share(entry, pair, "happened", ask=f"zq-{name}-{kind}")
        return share

    def _say(self, share: Share, reader: str, text: str, *, give: bool = False) -> None:
        person = self.world.people[reader]
        sharing.open_share(share_id=share.pk, reader=person)
        review = Review.objects.get(share=share)
        words = dict.fromkeys(["noticed", "question", "try_next"], text)
        save = Save(operation=new_id(), page=new_id(), base=0, parts=words)
        saved = save_review(review_id=review.pk, reader=person, save=save)
        if give:
            reviewing.give_review(
                share_id=share.pk,
                reader=person,
                outcome=Review.Outcome.RETURNED,
                revision=saved.revision,
            )
            author: User = share.author
            name = next(n for n, one in self.world.people.items() if one == author)
            reviewing.add_reply(
                share_id=share.pk, by=author, kind=Reply.Kind.ANSWER, text=f"zq-{name}-reply"
            )

    def _give_to_farid(self) -> None:
        """While he was her supervisor. Nothing but the clock shut it: no job ran since."""
        farid, amara = self.world.people["farid"], self.world.people["amara"]
        pair = Supervision.objects.get(supervisor=farid, supervisee=amara)
        Supervision.objects.filter(pk=pair.pk).update(ended_on=None)
        share = self._give("amara", "over", pair)
        self._say(share, "farid", "zq-farid-kept")
        over = timezone.localdate() - SHUT_SINCE
        Supervision.objects.filter(pk=pair.pk).update(ended_on=over)

    def _let_see(self, person: str, *markers: str) -> None:
        self.open_to.setdefault(person, set()).update(markers)

    def named(self, person: str, relation: str) -> Share:
        """The share that a relation means, seen from a person.

        Whoever was given nothing tries for what was given to somebody else.
        """
        own = "amara" if person == "nobody" else person
        others = "ife" if person in ("amara", "ben") else "amara"
        found = {
            "given": (own, "given"),
            "heard": (own, "heard"),
            "taken": (own, "taken"),
            "to-me": (READERS.get(person, others), "given"),
            "answered": (READERS.get(person, others), "heard"),
            "shut": (READERS.get(person, others), "taken"),
            "over": ("amara", "over"),
            "others": (others, "given"),
            "elsewhere": ("amara" if person == "efua" else "efua", "given"),
        }
        return self.of[found[relation]]


def reviewed(world: "World", person: str, relation: str) -> dict[str, Any]:
    """A page about a share, as the form of its reader would post it."""
    binding = ""
    if relation not in ("", "missing") and person not in ("nobody", "jo"):
        binding = bind_share(world.shares.named(person, relation), world.people[person])
    return {
        "binding": binding,
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "0",
        "asked": ["comment-happened-1"],
        "words-comment-happened-1": "A word about it.",
        "text": "A word more.",
    }


def share_bodies(world: "World", person: str, relation: str) -> dict[str, dict[str, Any]]:
    """What a valid POST carries of who shares, and of who reads what was shared."""
    login = "amara" if person == "nobody" else person
    missing, shut = short(world.missing), world.shares.named(login, _shut_for(login))
    return {
        "your-journal/<id:pk>/share/": {"part": ["happened"], "ask": "zq-posted", "do": "preview"},
        "your-journal/<id:pk>/share/preview/": {"do": "give", "revision": "1", "seen": "x"},
        "your-journal/<id:pk>/share/outside/": OUTSIDE,
        "your-journal/<id:pk>/share/outside/preview/": {"do": "give", "seen": "x"},
        "shared/<id:pk>/reply/": {"kind": "answer", "text": "A word back."},
        "shared/<id:pk>/withdraw/": {},
        "shared/withdraw/": {},
        "shared/depth/": {"depth": "yes", "share": missing},
        "reviews/full/": {"full": "yes"},
        "reviews/read/": {"share": missing},
        "reviews/words/": {"share": short(shut.pk)},
        "reviews/<id:pk>/": reviewed(world, person, relation),
        "reviews/<id:pk>/save/": reviewed(world, person, relation),
        "reviews/<id:pk>/reply/": reviewed(world, person, relation),
        "reviews/<id:pk>/acknowledge/": {},
        "reviews/<id:pk>/talk/": {},
    }


def _shut_for(person: str) -> str:
    return "over" if person == "farid" else "shut"
