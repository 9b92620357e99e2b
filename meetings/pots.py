"""The answers of one asking, mixed: who wrote what is not in here, and neither is who came first.

While answers come in, each device's stand under its mark, a digest that only the device can
make, so that it may change them. Once the meeting is over the marks are gone, and with them
which cards came from one device. A card is a text that can be shown and set aside by itself;
its name is random, and cards are shown in the order of their names.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Words = dict[str, list[str]]  # question key -> its texts: one, or a line each


@dataclass(frozen=True)
class Card:
    name: str
    question: str
    text: str


@dataclass
class Pot:
    by_mark: dict[str, list[Card]] = field(default_factory=dict)
    # Without marks: the cards, and how many answers they are known to be of at least.
    loose: list[Card] = field(default_factory=list)
    loose_count: int = 0
    hidden: list[str] = field(default_factory=list)  # names of cards, to be brought back

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Pot:
        by_mark = stored.get("by_mark", {})
        return cls(
            {mark: [Card(*card) for card in cards] for mark, cards in by_mark.items()},
            [Card(*card) for card in stored.get("loose", [])],
            stored.get("count", 0),
            [*stored.get("hidden", [])],
        )

    def stored(self) -> dict[str, Any]:
        """Sorted by what is random: the order in which answers came is nowhere."""
        stored: dict[str, Any] = {
            "by_mark": {mark: _rows(self.by_mark[mark]) for mark in sorted(self.by_mark)},
            "loose": _rows(self.loose),
            "count": self.loose_count,
        }
        return stored | ({"hidden": self.hidden} if self.hidden else {})

    @property
    def count(self) -> int:
        """How many answers there are, besides those of which nothing is left."""
        left = [any(self._is_shown(card) for card in cards) for cards in self.by_mark.values()]
        return sum(left) + self.loose_count

    @property
    def came(self) -> int:
        """How many answers there were before anything of them was set aside."""
        return len(self.by_mark)

    @property
    def is_one_each(self) -> bool:
        """Whether each answer is one card: then no two of them can be told to belong together."""
        return all(len(cards) <= 1 for cards in self.by_mark.values())

    @property
    def is_empty(self) -> bool:
        return not self.by_mark and not self.loose

    @property
    def cards(self) -> list[Card]:
        return [card for card in self._all if self._is_shown(card)]

    @property
    def hidden_cards(self) -> list[Card]:
        return [card for card in self._all if not self._is_shown(card)]

    @property
    def _all(self) -> list[Card]:
        every = [card for cards in self.by_mark.values() for card in cards]
        return sorted([*every, *self.loose], key=lambda card: card.name)

    def _is_shown(self, card: Card) -> bool:
        return card.name not in self.hidden

    def has(self, mark: str) -> bool:
        return bool(self.by_mark.get(mark))

    def put(self, mark: str, words: Words) -> None:
        """A device's answer, in the place of the one that it gave before."""
        cards = [
            Card(secrets.token_hex(8), question, text)
            for question, texts in words.items()
            for text in texts
        ]
        if cards:
            self.by_mark[mark] = cards
        else:
            self.by_mark.pop(mark, None)

    def hide(self, name: str) -> bool:
        """Show a card to nobody until it is brought back. Says whether it was there."""
        if name not in {card.name for card in self.cards}:
            return False
        self.hidden.append(name)
        return True

    def bring_back(self, name: str) -> bool:
        if name not in self.hidden:
            return False
        self.hidden.remove(name)
        return True

    def drop_hidden(self) -> None:
        for name in self.hidden:
            self.set_aside(name)
        self.hidden = []

    def set_aside(self, name: str) -> bool:
        """Drop a card. Says whether it was there."""
        for mark, cards in self.by_mark.items():
            if len(others := _without(cards, name)) < len(cards):
                self.by_mark[mark] = others
                return True
        if len(others := _without(self.loose, name)) == len(self.loose):
            return False
        self.loose = others
        # Whose answer it was is forgotten: perhaps the only card of it.
        self.loose_count = max(0, self.loose_count - 1)
        return True

    def without_marks(self) -> Pot:
        return Pot({}, self.cards, self.count)


def _without(cards: list[Card], name: str) -> list[Card]:
    return [card for card in cards if card.name != name]


def _rows(cards: Iterable[Card]) -> list[list[str]]:
    by_name = sorted(cards, key=lambda card: card.name)
    return [[card.name, card.question, card.text] for card in by_name]
