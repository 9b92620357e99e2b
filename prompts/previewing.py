"""A brought programme as it will be: the same pages, of rows that are not there yet."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from people.models import Organisation
from prompts.models import Programme, Prompt, PromptVersion
from prompts.schema import ProgrammeFile
from prompts.services.loading import digest_of, programme_values, prompt_values, wording_of


@dataclass(frozen=True)
class Preview:
    programme: Programme  # not in the database, and neither are its versions
    versions: list[PromptVersion]
    before: Programme | None  # what the house has under this key already
    changes: list[str]  # what publishing would do to that, in sentences
    seen: str  # names what was looked at: the file, and what it takes the place of
    twin: Programme | None = None  # of the library, with the same title


def preview_of(organisation: Organisation, file: ProgrammeFile) -> Preview:
    programme = Programme(organisation=organisation, house_key=file.key, **programme_values(file))
    versions = [
        PromptVersion(
            prompt=Prompt(programme=programme, key=one.key, **prompt_values(one, position)),
            number=1,
            **wording_of(one),
        )
        for position, one in enumerate(file.prompts)
    ]
    houses = Programme.objects.filter(organisation=organisation, house_key=file.key)
    before = houses.first()
    standing = _standing(before)
    seen = digest_of(
        {
            "brought": file.model_dump(mode="json"),
            "row": {name: str(value) for row in houses.values() for name, value in row.items()},
            "wordings": {key: version.digest for key, version in standing.items()},
        }
    )
    twins = Programme.objects.of_library().published().filter(title=programme.title)
    changes = _changes(before, standing, file)
    return Preview(programme, versions, before, changes, seen, twins.first())


def _standing(programme: Programme | None) -> dict[str, PromptVersion]:
    """The newest wording of each prompt, by key; those of prompts put away too."""
    if programme is None:
        return {}
    versions = PromptVersion.objects.newest().filter(prompt__programme=programme)
    return {version.prompt.key: version for version in versions.select_related("prompt")}


def _changes(
    before: Programme | None, standing: dict[str, PromptVersion], file: ProgrammeFile
) -> list[str]:
    if before is None:
        return []
    found = [_("It is in use again.")] if before.retired_at else []
    for one in file.prompts:
        version, names = standing.get(one.key), {"title": one.title}
        if version is None:
            found.append(_("“%(title)s” is new.") % names)
        elif version.digest != digest_of(wording_of(one)):
            found.append(
                _("“%(title)s” gets a new wording. What was written to the old one keeps it.")
                % names
            )
        elif version.prompt.retired_at:
            found.append(_("“%(title)s” is offered again.") % names)
    kept: set[Any] = {one.key for one in file.prompts}
    found += [
        _("“%(title)s” is no longer offered. What was written to it stays.")
        % {"title": version.title}
        for key, version in standing.items()
        if key not in kept and version.prompt.retired_at is None
    ]
    return found or [_("Its prompts stay word for word as they are.")]
