"""Every kind of question that a prompt can ask.

The same types read the library's files and the questions stored with a prompt version.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

# No hyphens: `q-<key>-<part>` must be readable in one way only.
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=True)]

NONE_OF_THESE = "none"  # what a checklist stores when its "none of these" is ticked


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Choice(Strict):
    key: Key
    label: Label


class ListGroup(Strict):
    key: Key
    label: Label
    help: str = Field(default="", max_length=300)
    private: bool = False
    above: str = Field(default="", max_length=300)  # a line that stands before this group


class Statement(Strict):
    key: Key
    text: Line


class Asked(Strict):
    """What every question has, whatever its kind."""

    key: Key
    text: Line
    help: str = Field(default="", max_length=600)
    starters: list[Label] = Field(default=[], max_length=6)
    for_each: Key | None = None
    private: bool = False  # left out of a share unless its writer ticks it
    shows: list[Slug] = Field(default=[], max_length=20)  # prompts whose answers stand alongside
    kind: Any

    def inner_keys(self) -> list[str]:
        """Keys inside this question that must differ from one another."""
        return []

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        keys = self.inner_keys()
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f'the key "{twice[0]}" is used twice in this question')
        return self


class Read(Asked):
    kind: Literal["read"]
    body: list[Paragraph] = Field(default=[], max_length=10)
    cards: list[Line] = Field(default=[], max_length=12)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if self.for_each:
            raise ValueError('a "read" has no answers, so it cannot have "for_each"')
        return self


class LongText(Asked):
    kind: Literal["long_text"]
    rows: int = Field(default=5, ge=2, le=12)


class ShortText(Asked):
    kind: Literal["short_text"]
    limit: int = Field(default=300, ge=20, le=1000)


class List(Asked):
    kind: Literal["list"]
    groups: list[ListGroup] = Field(default=[], max_length=12)
    limit: int = Field(default=30, ge=1, le=60)  # lines

    def inner_keys(self) -> list[str]:
        return [group.key for group in self.groups]

    @model_validator(mode="after")
    def _private_last(self) -> Self:
        if any(group.private for group in self.groups[:-1]):
            raise ValueError("only the last group of a list can be private")
        return self


class SingleChoice(Asked):
    kind: Literal["single_choice"]
    choices: list[Choice] = Field(min_length=2, max_length=20)
    words: Label | None = None  # the label of a field for a few words beside the choice

    def inner_keys(self) -> list[str]:
        return [choice.key for choice in self.choices]


class SeveralChoices(Asked):
    kind: Literal["several_choices"]
    choices: list[Choice] = Field(min_length=2, max_length=30)

    def inner_keys(self) -> list[str]:
        return [choice.key for choice in self.choices]


class Checklist(Asked):
    kind: Literal["checklist"]
    choices: list[Choice] = Field(min_length=1, max_length=30)
    none: Label | None = None  # the label of "none of these"

    def inner_keys(self) -> list[str]:
        return [choice.key for choice in self.choices] + [NONE_OF_THESE] * bool(self.none)


class Scale(Asked):
    """One or several statements, each with a scale of its own."""

    kind: Literal["scale"]
    statements: list[Statement] = Field(default=[], max_length=12)
    steps: list[Label] = Field(default=[], max_length=10)  # a word for every step, or:
    ends: list[Label] = Field(default=[], max_length=2)  # words for the two ends of 1 to `size`
    size: int = Field(default=5, ge=2, le=10)

    def inner_keys(self) -> list[str]:
        return [statement.key for statement in self.statements]

    @property
    def highest(self) -> int:
        return len(self.steps) or self.size

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        if bool(self.steps) == bool(self.ends):
            raise ValueError('a scale needs either "steps" or "ends", and not both')
        if (self.steps and len(self.steps) < 2) or (self.ends and len(self.ends) != 2):
            raise ValueError("a scale needs words for both of its ends")
        return self


class Date(Asked):
    kind: Literal["date"]
    precision: Literal["day", "month"] = "day"


class Number(Asked):
    kind: Literal["number"]
    least: int = Field(default=0, ge=-1_000_000_000, le=1_000_000_000)
    most: int = Field(default=1_000_000, ge=-1_000_000_000, le=1_000_000_000)
    decimals: int = Field(default=0, ge=0, le=2)
    unit: str = Field(default="", max_length=30)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least >= self.most:
            raise ValueError('"least" must be smaller than "most"')
        return self


class Standards(Asked):
    kind: Literal["standards"]
    framework: Slug
    pick: Literal["standards", "themes", "both"] = "both"
    own: bool = True  # "My regulator is not listed"
    required_by_regulator: bool = False  # said in the help; writing may skip it all the same


class TipCards(Asked):
    kind: Literal["tip_cards"]
    limit: int = Field(default=5, ge=1, le=10)


class Action(Asked):
    kind: Literal["action"]


class Promise(Asked):
    kind: Literal["promise"]


Question = Annotated[
    Read | LongText | ShortText | List | SingleChoice | SeveralChoices | Checklist | Scale
    | Date | Number | Standards | TipCards | Action | Promise,
    Field(discriminator="kind"),
]  # fmt: skip

KINDS = [
    "read", "long_text", "short_text", "list", "single_choice", "several_choices", "checklist",
    "scale", "date", "number", "standards", "tip_cards", "action", "promise",
]  # fmt: skip
# The kinds whose answer is a set of things, so that another question can be asked of each.
KINDS_WITH_ITEMS = {"list", "tip_cards", "several_choices", "checklist", "standards"}

_questions: TypeAdapter[list[Question]] = TypeAdapter(list[Question])


def read_questions(stored: object) -> list[Question]:
    """The typed questions of a prompt version, from what the database holds."""
    return _questions.validate_python(stored)


def check_order(questions: list[Question]) -> None:
    """Keys differ, and `for_each` names an earlier question that has items. Raises ValueError."""
    earlier: dict[str, Question] = {}
    for question in questions:
        if question.key in earlier:
            raise ValueError(f'two questions have the key "{question.key}"')
        source = earlier.get(question.for_each or "")
        if question.for_each and source is None:
            raise ValueError(
                f'question "{question.key}": "for_each" names "{question.for_each}", '
                "which is not an earlier question of this prompt"
            )
        if source is not None and (source.kind not in KINDS_WITH_ITEMS or source.for_each):
            raise ValueError(
                f'question "{question.key}": "for_each" names "{source.key}", '
                f'whose kind "{source.kind}" has no items to ask about'
            )
        earlier[question.key] = question
