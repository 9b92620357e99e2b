"""What a framework's file and a country's support file may say."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .programmes import Code, Title, Url
from .questions import Key, Line, Paragraph, Slug, Strict
from .signed import FormWording

MOST_OF_A_HOUSE = 100  # standards of one code: all of them stand in every picker


class StandardLine(Strict):
    code: Code
    heading: Line
    checked: bool = True  # false: the wording was not seen at the regulator
    # In other codes what speaks of nearly the same: framework -> codes. This journal's reading.
    near: dict[Slug, list[Code]] = Field(default={}, max_length=10)


class Theme(Strict):
    title: Title
    standards: list[StandardLine] = Field(min_length=1, max_length=100)


class RequirementLine(Strict):
    """Something that a regulator asks for in each period of registration."""

    key: Key
    title: Title
    amount: int | None = Field(default=None, ge=1, le=100_000)  # none: it is there or not
    unit: Annotated[str, StringConstraints(min_length=1, max_length=30)] = "once"
    at_least: int | None = Field(default=None, ge=1, le=100_000)  # of the amount, see `of_which`
    of_which: str = Field(default="", max_length=120)
    if_dual: int | None = Field(default=None, ge=1, le=100_000)  # for who is registered twice
    note: str = Field(default="", max_length=400)
    checked: bool = True  # false: not seen at the regulator
    form: FormWording | None = None  # on which somebody else signs for it

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.at_least is None) != (not self.of_which):
            raise ValueError('"at_least" and "of_which" go together')
        if self.amount is None and (self.at_least or self.if_dual):
            raise ValueError('a part, or another amount, needs an "amount"')
        if self.at_least and self.amount and self.at_least > self.amount:
            raise ValueError('"at_least" is more than the whole "amount"')
        return self


class CodeFile(Strict):
    """One edition of a code, and what is asked for under it."""

    key: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    effective_from: date | None = None
    effective_to: date | None = None  # its last day
    period_months: int | None = Field(default=None, ge=1, le=120)  # of registration
    renew_by_first_of_month: bool = False  # of the month in which the period ends
    kept_for: str = Field(default="", max_length=200)  # how long evidence is to be kept
    about: str = Field(default="", max_length=1200)
    requirements: list[RequirementLine] = Field(default=[], max_length=30)
    themes: list[Theme] = Field(default=[], max_length=20)

    @model_validator(mode="after")
    def _once(self) -> Self:
        codes = [line.code for theme in self.themes for line in theme.standards]
        titles = [theme.title for theme in self.themes]
        asked = [line.key for line in self.requirements]
        for what, names in [
            ("standards have the code", codes),
            ("themes are called", titles),
            ("requirements have the key", asked),
        ]:
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f'two {what} "{twice[0]}"')
        return self

    @model_validator(mode="after")
    def _out_or_not(self) -> Self:
        if self.effective_from and not self.themes:
            raise ValueError('what is in force needs its "themes"')
        if self.effective_to and not self.effective_from:
            raise ValueError('what has a last day needs "effective_from"')
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError('"effective_to" is before "effective_from"')
        return self


class FrameworkFile(CodeFile):
    """A regulator's code.

    Without `effective_from` it is announced and not out: it may have no standards yet, and is in
    force on no day. The day and the standards come into the same file, and no code changes.
    """

    regulator: Title
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    follows: Slug | None = None  # the edition before it
    verified_on: date | None = None
    licence_note: Paragraph
    source_url: Url


class HouseCodeFile(CodeFile):
    """What an organisation has set down for its own people: values, behaviours, ways to work.

    A changed one is brought with the same key and a later first day: that is the next edition.
    """

    licence_note: str = Field(default="", max_length=1200)
    source_url: Url | None = None

    @model_validator(mode="after")
    def _fits_a_picker(self) -> Self:
        if self.effective_from is None:
            raise ValueError('a code of a house needs "effective_from", its first day')
        if sum(len(theme.standards) for theme in self.themes) > MOST_OF_A_HOUSE:
            raise ValueError(f"more than {MOST_OF_A_HOUSE} standards are too many to choose from")
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
