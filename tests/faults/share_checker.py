"""Compares what the program holds of a writer's shares with what the model says."""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator

from journals.models import Concern, Reply, Review, Share, SharedTopic, ShareMove
from people.audit import verify_trail
from people.models import AuditEvent
from supervision.models import Agreement, Handing, Supervision
from tests.faults.share_model import MOVES, OUTSIDE, WRITER, Given, Model
from tests.faults.share_stage import LEADING, OTHERS, Stage

EVERYBODY = (WRITER, *LEADING, *OTHERS)
# One after the other: what is wrong for one of them does not go away by itself, and asking for
# all of them at each step took most of the time.
_involved, _others = itertools.cycle([WRITER, *LEADING]), itertools.cycle(OTHERS)
_numbers = itertools.count()


def find_faults(stage: Stage, model: Model, of: Iterable[str] = ()) -> list[str]:
    """Everything, of all these people, or of the two whose turn it is."""
    of = of or (next(_involved), next(_others))
    return [
        *(fault for name in of for fault in find_open(stage, model, name)),
        *(fault for name in of for fault in _of_kin(stage, model, name)),
        *_of_outside(stage, model, every=len(of) > 2),
        *_of_words(stage, model),
        *_of_moves(stage, model),
        *_of_topics(model),
        *_of_pairs(stage, model),
    ]


def find_open(stage: Stage, model: Model, name: str) -> Iterator[str]:
    """What one person may see of shares at this moment, and nothing else."""
    shares = {share.pk: share for share in Share.objects.visible_to(stage.person(name))}
    yield from _differs(f"shares open to {name}", set(shares), model.seen_by(name))
    for pk in set(shares) & set(model.shares):
        yield from _of_snapshot(pk, shares[pk], model.shares[pk])


def _of_kin(stage: Stage, model: Model, name: str) -> Iterator[str]:
    """What goes with shares, and must open none of them to anybody else."""
    person = stage.person(name)
    seen = {
        "reviews": (Review.objects, "share", model.reviews_seen_by(name)),
        "topics": (SharedTopic.objects, "share", model.topics_seen_by(name)),
        "concerns": (Concern.objects, "pk", model.concerns_seen_by(name)),
        "agreements": (Agreement.objects, "pk", model.agreements_seen_by(name)),
        "handings": (Handing.objects, "pk", model.handings_seen_by(name)),
    }
    for what, (rows, column, wanted) in seen.items():
        found = rows.visible_to(person).values_list(column, flat=True)
        yield from _differs(f"{what} {name} sees", set(found), wanted)


def _of_outside(stage: Stage, model: Model, *, every: bool) -> Iterator[str]:
    given = [pk for pk, share in model.shares.items() if share.reader == OUTSIDE]
    if given and not every:
        given = [given[next(_numbers) % len(given)]]
    for pk in given:
        seen = Share.objects.visible_to(stage.viewer(OUTSIDE, pk)).values_list("pk", flat=True)
        wanted = {pk} if model.may_open(OUTSIDE, model.shares[pk]) else set()
        yield from _differs("shares open outside", set(seen), wanted)


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


def _of_pairs(stage: Stage, model: Model) -> Iterator[str]:
    """Who supervises the writer now, and what was asked of whom."""
    pairs = Supervision.objects.current().filter(supervisee=stage.cast.amara.pk)
    yield from _differs("pairs", set(pairs.values_list("pk", flat=True)), model.all_running)
    states = dict(Handing.objects.values_list("pk", "state"))
    yield from _differs("asked", states, {pk: one.state for pk, one in model.asked.items()})
    worries = dict(Concern.objects.values_list("pk", "state"))
    yield from _differs("worries", worries, {pk: one.state for pk, one in model.worries.items()})


def _differs(what: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted:
        yield f"{what}: {found} instead of {wanted}"
