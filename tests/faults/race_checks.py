"""What must be true after a race, whoever was first."""

from collections.abc import Iterator
from itertools import pairwise

from journals.models import Entry, Reply, Review, Share, ShareMove
from people.audit import verify_trail
from people.models import AuditEvent, User
from tests.faults.race_acts import Case
from tests.faults.share_model import MOVES

SHUT = {"withdrawn", "closed"}
SHUTTING = {"share-withdrawn": "withdrawn", "share-closed": "closed"}
ONCE = {"give twice", "share twice", "acknowledge twice"}
# Which of the two shuts, and so has to come through whoever was first.
SHUTTER = {"give and withdraw": 1, "open and withdraw": 1, "reply and withdraw": 1,
           "delete and share": 0, "delete and give": 0, "end and share": 0, "end and open": 0,
           "end and give": 0}  # fmt: skip


def faults_of(kind: str, case: Case, outcomes: list[str]) -> Iterator[str]:
    done = [outcome in ("done", "200", "303") for outcome in outcomes]
    if kind in ONCE and sum(done) != 1:
        yield f"done {sum(done)} times: {outcomes}"
    shares = list(Share.objects.filter(author=case.author))
    if kind in SHUTTER:
        if not done[SHUTTER[kind]]:
            yield f"could not be shut: {outcomes}"
        for share in shares:
            if share.state not in SHUT:
                yield f"still {share.state} after {outcomes}"
        if Share.objects.visible_to(case.reader).exists():
            yield f"its reader still sees it: {outcomes}"
    if kind == "share twice" and len(shares) != 1:
        yield f"{len(shares)} shares of one preparation"
    if kind == "erase and save":
        left = [m.__name__ for m in (Entry, Share) if m.objects.filter(author=case.author).exists()]
        if left:
            yield f"left behind: {left}"
    for share in shares:
        yield from _of_share(share)
    author = User.objects.get(pk=case.author.pk)  # erasing gave them a new key
    if (broken := verify_trail(author)) is not None:
        yield f"the trail is broken at {broken}"


def _of_share(share: Share) -> Iterator[str]:
    moves = list(ShareMove.objects.filter(share=share).order_by("number"))
    path = ["waiting", *(row.after for row in moves)]
    if [row.number for row in moves] != list(range(1, len(moves) + 1)) or path[-1] != share.state:
        yield f"{share.state} by {path}"
    if any(after not in MOVES[before] for before, after in pairwise(path)):
        yield f"moved by {path}"
    events = AuditEvent.objects.filter(object_id=share.pk).order_by("number")
    trail = list(events.values_list("action", flat=True))
    shutting = [number for number, action in enumerate(trail) if action in SHUTTING]
    if len(shutting) != (share.state in SHUT) or (shutting and shutting[0] != len(trail) - 1):
        yield f"{share.state}, and the trail says {trail}"
    if trail.count("reviewed") != path.count("returned") + path.count("acknowledged"):
        yield f"{path}, and the trail says {trail}"
    yield from _of_words(share, path, trail)


def _of_words(share: Share, path: list[str], trail: list[str]) -> Iterator[str]:
    reviews = list(Review.objects.filter(share=share))
    if len(reviews) != 1:
        yield f"{len(reviews)} reviews"
        return
    (review,) = reviews
    if review.is_given != bool({"returned", "acknowledged"} & set(path)):
        yield f"given: {review.is_given}, by {path}"
    if review.is_given and review.words not in (WORDS_MADE, WORDS_MADE | {"noticed": OTHER}):
        yield f"said: {review.words}"
    if Reply.objects.filter(share=share).count() != trail.count("commented"):
        yield "a reply without its row"
    if "For me alone" in str(share.snapshot):
        yield "holds the private note"


WORDS_MADE = {
    "noticed": "You stayed with her, and said so.",
    "question": "What told you that she wanted to go on?",
    "try_next": "Keep asking before you sit down.",
}
OTHER = "Other words."
