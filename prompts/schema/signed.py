"""The wording of a form that somebody else signs: what a regulator puts on it is its own."""

from typing import Self

from pydantic import Field, model_validator

from .programmes import Url
from .questions import Choice, Label, Line, Strict


class Role(Choice):
    """In which somebody may sign."""

    registered: bool = False  # on the same register: the discussion may be part of this meeting


class FormWording(Strict):
    """What is not said stands in plain words that fit every regulator."""

    lede: str = Field(default="", max_length=300)
    who: list[Line] = Field(default=[], max_length=5)  # who may sign it
    source: str = Field(default="", max_length=200)  # where that is said
    source_url: Url | None = None
    kept: str = Field(default="", max_length=400)  # what becomes of the paper
    owner: Label = "Whose registration it is"
    owner_pin: Label = "Registration number"
    signer: Label = "Whoever signs it"
    signer_pin: Label = "Registration number"
    rule: str = Field(default="", max_length=300)  # of who signs, on the paper
    roles: list[Role] = Field(default=[], max_length=10)
    shown: list[Choice] = Field(default=[], max_length=20)  # what there is to show
    shown_in: Label = "In this period of registration"
    signed: Line = "I have seen what stands above."  # {count}: of the accounts on it
    # It counts on a day of so many last months of the period; none: of the whole of it.
    last_months: int | None = Field(default=None, ge=1, le=120)

    @model_validator(mode="after")
    def _keys_of_lists_once(self) -> Self:
        for rows in (self.roles, self.shown):
            keys = [row.key for row in rows]
            if len(set(keys)) < len(keys):
                raise ValueError("two lines of one list have the same key")
        return self
