"""Compares what the program holds of a writer's shares with what the model says."""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterator

from journals.models import Reply, Review, Share, SharedTopic, ShareMove
from people.audit import verify_trail
from people.models import AuditEvent
from tests.faults.share_model import MOVES, OUTSIDE, WRITER, Given, Model
from tests.faults.share_stage import OTHERS, READERS, Stage

# One after the other: what a stranger sees does not go away by itself, and all of them at each
# step took a third of the time.
_others = itertools.cycle(OTHERS)


def find_faults(stage: Stage, model: Model) -> list[str]:
    """Everything, for everybody: also for those who have no part in it, each in their turn."""
    return [
        *(fault for name in (WRITER, *READERS) for fault in find_open(stage, model, name)),
        *_of_reviews(stage, model),
        *_of_strangers(stage, model),
        *_of_words(stage, model),
        *_of_moves(stage, model),
        *_of_topics(model),
    ]


def find_open(stage: Stage, model: Model, name: str) -> Iterator[str]:
    """What one person may see of shares at this moment, and nothing else."""
    shares = {share.pk: share for share in Share.objects.visible_to(stage.person(name))}
    yield from _differs(f"shares open to {name}", set(shares), model.seen_by(name))
    for pk in set(shares) & set(model.shares):
        yield from _of_snapshot(pk, shares[pk], model.shares[pk])


def _of_reviews(stage: Stage, model: Model) -> Iterator[str]:
    for name in (WRITER, *READERS):
        reviews = Review.objects.visible_to(stage.person(name)).values_list("share", flat=True)
        yield from _differs(f"reviews {name} sees", set(reviews), model.reviews_seen_by(name))


def _of_strangers(stage: Stage, model: Model) -> Iterator[str]:
    for pk, share in model.shares.items():
        if share.reader == OUTSIDE:
            seen = Share.objects.visible_to(stage.viewer(OUTSIDE, pk)).values_list("pk", flat=True)
            wanted = {pk} if model.may_open(OUTSIDE, share) else set()
            yield from _differs("shares open outside", set(seen), wanted)
    name = next(_others)
    if Share.objects.visible_to(stage.person(name)).exists():
        yield f"{name} sees a share that was not given to them"


def _of_snapshot(pk: uuid.UUID, share: Share, given: Given) -> Iterator[str]:
    lines = [line for part in share.snapshot["parts"] for line in part["lines"]]
    if lines != [given.shown]:
        yield f"share {pk} shows {lines}, and was given as {given.shown}"
    if "note" in str(share.snapshot):
        yield f"share {pk} holds the private note"
    if share.previous_id != given.previous:
        yield f"share {pk} follows {share.previous_id}, not {given.previous}"


def _of_words(stage: Stage, model: Model) -> Iterator[str]:
    reviews = Review.objects.filter(share__author=stage.cast.amara.pk)
    yield from _differs("reviews", sorted(r.share_id for r in reviews), sorted(model.shares))
    for review in reviews:
        share = model.shares.get(review.share_id)
        if share is None:
            continue
        said = (review.outcome, review.words) if review.is_given else None
        yield from _differs(f"what was said on {review.share_id}", said, share.said)
        yield from _differs(f"words on {review.share_id}", review.words, share.words)
        yield from _differs("revision", review.revision, share.revision)
    replies: dict[uuid.UUID, int] = defaultdict(int)
    for reply in Reply.objects.filter(share__author=stage.cast.amara.pk):
        replies[reply.share_id] += 1
    told = {pk: share.replies for pk, share in model.shares.items() if share.replies}
    yield from _differs("replies", dict(replies), told)


def _of_moves(stage: Stage, model: Model) -> Iterator[str]:
    moves: dict[uuid.UUID, list[ShareMove]] = defaultdict(list)
    for row in ShareMove.objects.filter(share__author=stage.cast.amara.pk).order_by("number"):
        moves[row.share_id].append(row)
    trail: dict[uuid.UUID, list[str]] = defaultdict(list)
    own = AuditEvent.objects.filter(person=stage.cast.amara.pk, object_type="share")
    for event in own.order_by("number"):
        assert event.object_id is not None
        trail[event.object_id].append(event.action)
    states = dict(Share.objects.filter(author=stage.cast.amara.pk).values_list("pk", "state"))
    wanted = {pk: share.state for pk, share in model.shares.items()}
    yield from _differs("states", states, wanted)
    for pk, share in model.shares.items():
        yield from _differs(f"trail of {pk}", trail[pk], share.trail)
        yield from _differs(f"moves of {pk}", [row.after for row in moves[pk]], share.moves)
        before = "waiting"
        for number, row in enumerate(moves[pk], start=1):
            if row.number != number or row.before != before or row.after not in MOVES[before]:
                yield f"move {row.number} of {pk}: {row}"
            before = row.after
    if (broken := verify_trail(stage.person(WRITER))) is not None:
        yield f"the trail is broken at {broken}"


def _of_topics(model: Model) -> Iterator[str]:
    """What stands on the list of the next session, each thing once."""
    found = sorted(SharedTopic.objects.open().values_list("share", flat=True))
    wanted = sorted(pk for pk, share in model.shares.items() if share.on_list)
    yield from _differs("topics", found, wanted)


def _differs(what: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted:
        yield f"{what}: {found} instead of {wanted}"
