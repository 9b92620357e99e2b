"""What ought to be true of one writer's shares, in plain Python and without a database.

The machine does everything twice, here and in the program, and compares. The table of
moves is written down again on purpose: one that was changed in the program only is found.
"""

import uuid
from dataclasses import dataclass, field

from tests.faults.share_model_pairs import Pairs

WRITER, OUTSIDE = "amara", "outside"
OPEN = {"waiting", "seen", "returned", "acknowledged"}
MOVES = {
    "waiting": {"seen", "withdrawn", "closed"},
    "seen": {"returned", "acknowledged", "withdrawn", "closed"},
    "returned": {"acknowledged", "withdrawn", "closed"},
    "acknowledged": {"withdrawn", "closed"},
    "withdrawn": set(),
    "closed": set(),
}
SLOTS = ("noticed", "question", "try_next")
COMMENT = "comment-happened-1"
TICKED = {"functions": ["formative"], "depth": ["sense"], "talk": ["talk"]}


@dataclass
class Given:
    """One share, as its writer and its reader remember it."""

    entry: uuid.UUID
    reader: str
    shown: str  # the answer as it stood when it was given
    pair: uuid.UUID | None = None  # none: to somebody outside
    previous: uuid.UUID | None = None
    past: bool = False  # its link's day is over
    state: str = "waiting"
    moves: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    words: dict[str, object] = field(default_factory=dict)
    revision: int = 0
    said: tuple[str, dict[str, object]] | None = None
    replies: int = 0
    on_list: bool = False  # of the pair's next session
    was_on_list: bool = False

    def move(self, state: str, action: str) -> None:
        assert state in MOVES[self.state], f"{self.state} to {state}"
        self.state = state
        self.on_list = self.on_list and state in OPEN
        self.moves.append(state)
        self.trail.append(action)

    def put_on_list(self) -> None:
        self.on_list = self.was_on_list = True

    @property
    def is_reviewed(self) -> bool:
        return self.state in ("returned", "acknowledged")

    def give(self, outcome: str, *, wants_depth: bool) -> None:
        """Of what was ticked, what has a place between the two goes along."""
        fits = {"functions": self.pair, "depth": self.pair and wants_depth, "talk": self.pair}
        self.words = {part: said for part, said in self.words.items() if fits.get(part, True)}
        self.move(outcome, "reviewed")
        if "talk" in self.words:
            self.put_on_list()
        self.said = (outcome, dict(self.words))

    @property
    def can_be_given(self) -> bool:
        comment = self.words.get(COMMENT)
        quoted = not isinstance(comment, dict) or comment["quote"] in self.shown
        return quoted and all(self.words.get(slot) for slot in SLOTS)


class Model(Pairs):
    def __init__(self) -> None:
        super().__init__()
        self.shares: dict[uuid.UUID, Given] = {}
        self.in_bin = False
        self.wants_depth = False
        self.text = ""

    def may_open(self, who: str, share: Given) -> bool:
        if share.reader != who or share.state not in OPEN or self.in_bin or who in self.away:
            return False
        return not share.past if share.pair is None else share.pair in self.pairs_of(who)

    def may_keep(self, who: str, share: Given) -> bool:
        """Whose own words they are, as long as they are not given: also on what is shut."""
        return share.reader == who and share.said is None and who not in self.away

    def seen_by(self, who: str) -> set[uuid.UUID]:
        if who == WRITER:
            return set() if self.in_bin else set(self.shares)
        return {pk for pk, share in self.shares.items() if self.may_open(who, share)}

    def topics_seen_by(self, who: str) -> set[uuid.UUID]:
        """Of what stands, or stood, on a list: exactly what is open to them without it."""
        return {pk for pk in self.seen_by(who) if self.shares[pk].was_on_list}

    def reviews_seen_by(self, who: str) -> set[uuid.UUID]:
        """Drafts are their reader's alone; of given ones the writer sees each."""
        seen = self.seen_by(who)
        return {pk for pk in seen if who != WRITER or self.shares[pk].said is not None}

    def round_before(self, reader: str) -> uuid.UUID | None:
        """The newest of the shares on which this reader has spoken and that stand."""
        own = [(pk, share) for pk, share in self.shares.items() if share.reader == reader]
        spoken = [pk for pk, share in own if share.is_reviewed and not share.past]
        return spoken[-1] if spoken else None

    def close(self, *, pair: uuid.UUID | None = None, ended: bool = False) -> None:
        """Shut what goes with a supervision, what the calendar ended, or all."""
        of_it = {pair, *self.covers_of(pair)}
        for share in self.shares.values():
            over = share.past if share.pair is None else share.pair not in self.all_running
            if share.state in OPEN and (over if ended else pair is None or share.pair in of_it):
                share.move("closed", "share-closed")

    def forget_drafts(self, reader: str) -> None:
        for share in self.shares.values():
            if share.reader == reader and share.said is None:
                share.words, share.revision = {}, 0
