"""What a framework's file and a country's support file may say."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .programmes import Code, Title, Url
from .questions import Key, Line, Paragraph, Slug, Strict


class StandardLine(Strict):
    code: Code
    heading: Line
    checked: bool = True  # false: the wording was not seen at the regulator


class Theme(Strict):
    title: Title
    standards: list[StandardLine] = Field(min_length=1, max_length=100)


class FrameworkFile(Strict):
    key: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    regulator: Title
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    effective_from: date
    effective_to: date | None = None
    verified_on: date | None = None
    licence_note: Paragraph
    source_url: Url
    themes: list[Theme] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _once(self) -> Self:
        codes = [line.code for theme in self.themes for line in theme.standards]
        titles = [theme.title for theme in self.themes]
        for what, names in [("standards have the code", codes), ("themes are called", titles)]:
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f'two {what} "{twice[0]}"')
        return self


class Route(Strict):
    name: Title
    what: Line  # what it is for, in a sentence
    call: str = Field(default="", max_length=40)  # a telephone number
    text: str = Field(default="", max_length=120)  # how to reach it by text message
    url: Url | None = None


class Need(Strict):
    key: Key
    title: Title
    intro: str = Field(default="", max_length=400)
    routes: list[Route] = Field(min_length=1, max_length=12)


class SupportFile(Strict):
    key: Annotated[str, StringConstraints(pattern=r"^([a-z]{2}|international)$")]
    country: Title
    checked_on: date
    checked_how: Literal["general_knowledge", "source"]
    position: int = Field(ge=0, le=99)
    needs: list[Need] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _once(self) -> Self:
        keys = [need.key for need in self.needs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f'two needs have the key "{twice[0]}"')
        return self
