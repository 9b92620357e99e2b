"""Changes to promises: each with a row in its owner's trail."""

from .handing import (
    NotHandedError,
    OfferChangedError,
    accept_hand_over,
    decline_hand_over,
    offer_hand_over,
    open_hand_over,
    withdraw_hand_over,
)
from .keeping import (
    NotAnsweredError,
    answer_promise,
    change_promise,
    delete_promise,
    erase_promises,
    make_promise,
    note_shown,
    reopen_promise,
    save_page_words,
    take_in_hand,
)
from .parking import drop_stale
from .telling import tell_due

__all__ = [
    "NotAnsweredError",
    "NotHandedError",
    "OfferChangedError",
    "accept_hand_over",
    "answer_promise",
    "change_promise",
    "decline_hand_over",
    "delete_promise",
    "drop_stale",
    "erase_promises",
    "make_promise",
    "note_shown",
    "offer_hand_over",
    "open_hand_over",
    "reopen_promise",
    "save_page_words",
    "take_in_hand",
    "tell_due",
    "withdraw_hand_over",
]
