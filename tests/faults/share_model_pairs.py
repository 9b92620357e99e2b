"""What ought to be true of who supervises the writer, and of what goes on besides shares."""

import uuid
from dataclasses import dataclass, field


@dataclass
class Cover:
    """Somebody stands in for somebody else. Days are counted from today."""

    who: str
    covers: uuid.UUID
    first: int
    end: int  # the first day on which they do not any more


@dataclass
class Asked:
    """What a supervisor asked a colleague: to take the writer over, or to stand in."""

    pair: uuid.UUID
    by: str
    to: str
    is_cover: bool
    first: int = 0
    last: int = 0
    state: str = "asked"
    writer_knows: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in ("asked", "willing")


@dataclass
class Met:
    """A session of a pair."""

    pair: uuid.UUID
    by: str  # its supervisor
    state: str = "planned"
    revision: int = 0
    talked: set[uuid.UUID] = field(default_factory=set)  # shares


@dataclass
class Worry:
    by: str
    share: uuid.UUID
    state: str = "delayed"
    was_put_off: bool = True
    is_told: bool = False

    def tell(self) -> None:
        self.state, self.is_told = "told", True


class Pairs:
    def __init__(self) -> None:
        self.running: dict[str, uuid.UUID] = {}  # who supervises the writer, and since which row
        self.covers: dict[uuid.UUID, Cover] = {}
        self.asked: dict[uuid.UUID, Asked] = {}
        self.met: dict[uuid.UUID, Met] = {}
        self.agreed: dict[uuid.UUID, str] = {}  # with whom
        self.worries: dict[uuid.UUID, Worry] = {}
        self.away: set[str] = set()  # suspended

    @property
    def running_covers(self) -> dict[uuid.UUID, Cover]:
        standing = set(self.running.values())
        return {
            pk: cover
            for pk, cover in self.covers.items()
            if cover.first <= 0 < cover.end and cover.covers in standing
        }

    @property
    def all_running(self) -> set[uuid.UUID]:
        return {*self.running.values(), *self.running_covers}

    def pairs_of(self, who: str) -> set[uuid.UUID]:
        standing = {pk for name, pk in self.running.items() if name == who}
        return standing | {pk for pk, cover in self.running_covers.items() if cover.who == who}

    def covers_of(self, pair: uuid.UUID | None) -> set[uuid.UUID]:
        return {pk for pk, cover in self.covers.items() if cover.covers == pair}

    def stands_in_then(self, asked: Asked) -> bool:
        own = [self.covers[pk] for pk in self.covers_of(asked.pair)]
        return any(
            cover.who == asked.to and cover.first <= asked.last and cover.end > asked.first
            for cover in own
        )

    def end(self, name: str) -> uuid.UUID:
        """By somebody, and at once: nobody is asked about it any more, and nobody stands in."""
        pair = self.running.pop(name)
        for pk in self.covers_of(pair):
            cover = self.covers[pk]
            cover.end = min(cover.end, max(0, cover.first))
        for asked in self.asked.values():
            if asked.pair == pair and asked.is_open:
                asked.state = "taken-back"
        return pair

    def handings_seen_by(self, who: str) -> set[uuid.UUID]:
        return {pk for pk, asked in self.asked.items() if self.may_see(who, asked)}

    def may_see(self, who: str, asked: Asked) -> bool:
        """The writer only once somebody was willing."""
        knows = asked.writer_knows if who == "amara" else who in (asked.by, asked.to)
        return knows and who not in self.away

    def agreements_seen_by(self, who: str) -> set[uuid.UUID]:
        return {
            pk
            for pk, other in self.agreed.items()
            if who in ("amara", other) and who not in self.away
        }

    def concerns_seen_by(self, who: str) -> set[uuid.UUID]:
        return {
            pk
            for pk, worry in self.worries.items()
            if self.handles(who, worry) or (who == "amara" and worry.is_told)
        }

    def handles(self, who: str, worry: Worry) -> bool:
        """Who raised it, and the safeguarding lead as long as they are asked."""
        if who == "lena":
            return worry.was_put_off and worry.state != "closed"
        return who == worry.by and who not in self.away
