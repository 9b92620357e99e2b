"""What a programme's file may say."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .questions import Label, Line, Paragraph, Question, Slug, Strict, check_order

# A plain name of a host: no user@ before it, and no letters that only look like others.
Url = Annotated[
    str,
    StringConstraints(
        pattern=r"^https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?([/?#][^\s]*)?$", max_length=200
    ),
]


def _can_be_pressed(title: str) -> str:
    if not any(sign.isalnum() for sign in title):
        raise PydanticCustomError("nothing_to_read", "no letter and no number")
    return title


Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120, strip_whitespace=True),
    AfterValidator(_can_be_pressed),
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.]+$", max_length=20)]
StandardCodes = Annotated[
    dict[Slug, Annotated[list[Code], Field(max_length=100)]], Field(max_length=10)
]

Audience = Literal["nurse", "student", "supervisor", "leader", "team"]
ProgrammeKind = Literal[
    "article", "framework", "practice", "model", "supervision", "meeting", "self_check"
]
KeptIn = Annotated[str, StringConstraints(pattern="^(hours|cpd|feedback|discussion|confirmation)$")]
Offer = Literal["account", "action", "share", "tip_cards", "shock", "at_once"]


class Source(Strict):
    label: Title
    citation: Paragraph
    url: Url | None = None
    licence_note: str = Field(default="", max_length=1200)


class ReviewCard(Strict):
    """What may help whoever reads an answer to this prompt. Nothing to tick, nothing to mark."""

    listen_for: list[Line] = Field(min_length=2, max_length=3)
    questions: list[Line] = Field(min_length=2, max_length=2)


class PromptFile(Strict):
    key: Slug
    title: Title
    intro: str = Field(default="", max_length=400)
    minutes: int = Field(ge=1, le=120)
    drawing: Slug | None = None
    suggested_standards: StandardCodes = {}
    offers: list[Offer] = Field(default=[], max_length=5)
    review_card: ReviewCard | None = None
    kept_in: KeptIn | None = None  # the part of a portfolio that has a page for this
    questions: list[Question] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _order(self) -> Self:
        check_order(self.questions)
        return self


class ProgrammeFile(Strict):
    key: Slug
    title: Title
    purpose: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    kind: ProgrammeKind
    audience: list[Audience] = Field(min_length=1, max_length=5)
    minutes: int = Field(ge=1, le=120)  # of one usual sitting
    position: int = Field(ge=0, le=9999)
    source: Source
    drawing: Slug | None = None
    background: list[Paragraph] = Field(default=[], max_length=8)
    pointers: list[Label] = Field(default=[], max_length=8)
    holds: list[Slug] = Field(default=[], max_length=12)  # programmes that stand inside this one
    suggested_standards: StandardCodes = {}
    prompts: list[PromptFile] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _prompts_fit(self) -> Self:
        earlier: set[str] = set()
        for prompt in self.prompts:
            if prompt.key in earlier:
                raise ValueError(f'two prompts have the key "{prompt.key}"')
            for question in prompt.questions:
                for shown in question.shows:
                    if shown not in earlier:
                        raise ValueError(
                            f'prompt "{prompt.key}", question "{question.key}": "shows" names '
                            f'"{shown}", which is not an earlier prompt of this programme'
                        )
            earlier.add(prompt.key)
        return self


__all__ = ["Line", "ProgrammeFile", "PromptFile"]
