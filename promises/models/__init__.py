from .handing import HandOver
from .parking import ParkedForm
from .promises import OPEN, Answer, InvalidMove, Promise, PromiseMove, State

__all__ = [
    "OPEN",
    "Answer",
    "HandOver",
    "InvalidMove",
    "ParkedForm",
    "Promise",
    "PromiseMove",
    "State",
]
