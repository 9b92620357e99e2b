"""Programmes and prompts as files: what is in the database, as the library would say it."""

from collections.abc import Iterable
from itertools import groupby

from prompts.models import Framework, Programme, PromptVersion
from prompts.schema import HouseCodeFile, ProgrammeFile, read_questions
from prompts.schema.frameworks import RequirementLine, StandardLine, Theme
from prompts.schema.programmes import PromptFile, ReviewCard

LONGEST_KEY = 60


def file_of(programme: Programme, versions: Iterable[PromptVersion]) -> ProgrammeFile:
    """With these wordings, which come with their prompts and in their order."""
    return _file(programme, [_prompt(version) for version in versions], {})


def file_of_prompt(version: PromptVersion) -> ProgrammeFile:
    """A programme of this prompt alone, whose questions show no other's answers."""
    programme, prompt = version.prompt.programme, _prompt(version)
    alone = [question.model_copy(update={"shows": []}) for question in prompt.questions]
    key = f"{programme.file_key}-{prompt.key}"[:LONGEST_KEY].rstrip("-")
    about = {"key": key, "title": prompt.title, "minutes": prompt.minutes, "holds": []}
    return _file(programme, [prompt.model_copy(update={"questions": alone})], about)


def file_of_code(code: Framework) -> HouseCodeFile:
    """A house's code as it was brought, without the last day that a later edition gave it."""
    themes = [
        Theme(
            title=title,
            standards=[
                StandardLine(code=one.code, heading=one.heading, near=one.near) for one in group
            ],
        )
        for title, group in groupby(code.standards.all(), key=lambda one: one.theme)
    ]
    asked = [
        RequirementLine(
            **{
                name: getattr(one, name)
                for name in RequirementLine.model_fields
                if name not in ("checked", "form")
            },
            form=one.wording if one.form else None,
        )
        for one in code.requirements.all()
    ]
    return HouseCodeFile(
        key=code.house_key,
        name=code.name,
        short_name=code.short_name,
        effective_from=code.effective_from,
        period_months=code.period_months,
        renew_by_first_of_month=code.renew_by_first_of_month,
        kept_for=code.kept_for,
        about=code.about,
        requirements=asked,
        themes=themes,
        licence_note=code.licence_note,
        source_url=code.source_url or None,
    )


def _file(
    programme: Programme, prompts: list[PromptFile], changes: dict[str, object]
) -> ProgrammeFile:
    says: dict[str, object] = {
        "key": programme.file_key,
        "title": programme.title,
        "purpose": programme.purpose,
        "kind": programme.kind,
        "audience": programme.audience,
        "minutes": programme.minutes,
        "position": programme.position,
        "source": {
            "label": programme.source_label,
            "citation": programme.source_citation,
            "url": programme.source_url or None,
            "licence_note": programme.licence_note,
        },
        "drawing": programme.drawing or None,
        "background": programme.background,
        "pointers": programme.pointers,
        "holds": programme.holds,
        "suggested_standards": programme.suggested_standards,
        "prompts": prompts,
    }
    return ProgrammeFile.model_validate(says | changes)


def _prompt(version: PromptVersion) -> PromptFile:
    prompt = version.prompt
    return PromptFile(
        key=prompt.key,
        title=version.title,
        intro=version.intro,
        minutes=version.minutes,
        drawing=prompt.drawing or None,
        suggested_standards=prompt.suggested_standards,
        offers=version.offers,
        review_card=ReviewCard(**prompt.review_card) if prompt.review_card else None,
        kept_in=prompt.kept_in or None,
        questions=read_questions(version.questions),
    )
