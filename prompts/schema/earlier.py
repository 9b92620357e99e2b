"""A wording as a person's copy of their journal holds it, so that it can be read elsewhere."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from prompts.schema.questions import Question, Slug, Strict, check_order
from prompts.texts import clean_text

Offer = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}$")]


class EarlierProgramme(Strict):
    key: Slug
    title: str = Field(min_length=1, max_length=120)
    source: str = Field(default="", max_length=4000)


class EarlierPrompt(Strict):
    key: Slug
    version: int = Field(ge=1, le=30_000)
    title: str = Field(min_length=1, max_length=120)
    intro: str = Field(default="", max_length=4000)


class EarlierWording(Strict):
    """The words of questions. They are kept in clear, as the library's are: no answer is."""

    programme: EarlierProgramme
    prompt: EarlierPrompt
    minutes: int = Field(ge=0, le=1000)
    offers: list[Offer] = Field(max_length=20)
    questions: list[Question] = Field(max_length=60)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        check_order(self.questions)
        # The database takes no NUL in clear text, and nobody can read one.
        if any(clean_text(text).left_out for text in _texts(self.model_dump())):
            raise ValueError("it holds characters that cannot be shown")
        return self

    @property
    def stored_questions(self) -> list[dict[str, Any]]:
        """As a prompt version holds them: prompts.services.loading."""
        return [one.model_dump(mode="json", exclude_defaults=True) for one in self.questions]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []
