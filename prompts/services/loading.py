"""Loading the library's files into the database."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from prompts.models import Framework, Programme, Prompt, PromptVersion, Requirement, Standard
from prompts.schema import ProgrammeFile, PromptFile
from prompts.schema.frameworks import FrameworkFile, RequirementLine
from prompts.shelf import FOLDER, Library, read_library


def load_library(*, folder: Path = FOLDER) -> list[str]:
    """Bring the database to what the files say, all or nothing; returns what changed.

    Raises LibraryErrors with every fault of every file, and then nothing has changed.
    """
    library = read_library(folder)
    with transaction.atomic():
        now = timezone.now()
        changes = [line for file in library.frameworks for line in _load_framework(file)]
        for file in library.programmes:
            changes += _load_programme(file, now)
        changes += _retire_programmes(library, now)
    return changes


def digest_of(wording: dict[str, Any]) -> str:
    text = json.dumps(wording, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _load_framework(file: FrameworkFile) -> list[str]:
    values = file.model_dump(exclude={"key", "themes", "requirements"})
    values["follows"] = file.follows or ""
    framework, changed = _upsert(Framework, {"key": file.key, "organisation": None}, values)
    changes = [f"framework {file.key}: {changed}"] if changed else []
    lines = [(theme.title, line) for theme in file.themes for line in theme.standards]
    for position, (theme, line) in enumerate(lines):
        _standard, changed = _upsert(
            Standard,
            {"framework": framework, "code": line.code},
            {
                "theme": theme,
                "heading": line.heading,
                "is_checked": line.checked,
                "near": line.near,
                "position": position,
            },
        )
        changes += [f"framework {file.key}, standard {line.code}: {changed}"] if changed else []
    gone = framework.standards.exclude(code__in=[line.code for _theme, line in lines])
    changes += [f"framework {file.key}, standard {one.code}: removed" for one in gone]
    gone.delete()  # answers hold the headings they chose
    changes += _load_requirements(framework, file)
    if changes[:1] == [f"framework {file.key}: added"]:
        return [f"framework {file.key}: added, standards: {len(lines)}"]
    return changes


def _load_requirements(framework: Framework, file: FrameworkFile) -> list[str]:
    start, changes = f"framework {file.key}, requirement", []
    for position, line in enumerate(file.requirements):
        values = requirement_values(line)
        values |= {"is_checked": line.checked, "position": position}
        _row, changed = _upsert(Requirement, {"framework": framework, "key": line.key}, values)
        changes += [f"{start} {line.key}: {changed}"] if changed else []
    gone = framework.requirements.exclude(key__in=[line.key for line in file.requirements])
    changes += [f"{start} {one.key}: removed" for one in gone]
    gone.delete()
    return changes


def requirement_values(line: RequirementLine) -> dict[str, Any]:
    values = line.model_dump(exclude={"key", "checked", "form"})
    return values | {"form": line.form.model_dump(exclude_defaults=True) if line.form else {}}


def _load_programme(file: ProgrammeFile, now: datetime) -> list[str]:
    programme, changed = _upsert(
        Programme, {"key": file.key, "organisation": None}, programme_values(file)
    )
    changes = [f"programme {file.key}: {changed}"] if changed else []
    changes += load_prompts(programme, file, now)
    if changes[:1] == [f"programme {file.key}: added"]:
        return [f"programme {file.key}: added, prompts: {len(file.prompts)}"]
    return changes


def load_prompts(programme: Programme, file: ProgrammeFile, now: datetime) -> list[str]:
    """Bring the prompts of a programme to what its file says: a changed wording is a version."""
    changes = []
    for position, prompt_file in enumerate(file.prompts):
        changes += _load_prompt(programme, prompt_file, position)
    kept = [prompt.key for prompt in file.prompts]
    gone = programme.prompts.exclude(key__in=kept).filter(retired_at__isnull=True)
    changes += [f"prompt {file.key}/{prompt.key}: retired" for prompt in gone]
    gone.update(retired_at=now)
    return changes


def _load_prompt(programme: Programme, file: PromptFile, position: int) -> list[str]:
    identity = {"programme": programme, "key": file.key}
    prompt, changed = _upsert(Prompt, identity, prompt_values(file, position))
    where = f"prompt {programme.file_key}/{file.key}"
    changes = [f"{where}: {changed}"] if changed else []
    wording = wording_of(file)
    digest = digest_of(wording)
    latest = prompt.versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return changes
    number = latest.number + 1 if latest else 1
    PromptVersion.objects.create(prompt=prompt, number=number, digest=digest, **wording)
    return [*changes, f"{where}: version {number}"]


def programme_values(file: ProgrammeFile) -> dict[str, Any]:
    return file.model_dump(exclude={"key", "source", "prompts", "drawing"}) | {
        "drawing": file.drawing or "",
        "source_label": file.source.label,
        "source_citation": file.source.citation,
        "source_url": file.source.url or "",
        "licence_note": file.source.licence_note,
        "retired_at": None,
    }


def prompt_values(file: PromptFile, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "drawing": file.drawing or "",
        "suggested_standards": file.suggested_standards,
        "review_card": file.review_card.model_dump() if file.review_card else {},
        "kept_in": file.kept_in or "",
        "retired_at": None,
    }


def wording_of(file: PromptFile) -> dict[str, Any]:
    besides = {"key", "drawing", "suggested_standards", "review_card", "kept_in"}
    wording = file.model_dump(mode="json", exclude=besides)
    # Only what the file says: a new setting with a default must not make a new version of all.
    wording["questions"] = [
        question.model_dump(mode="json", exclude_defaults=True) for question in file.questions
    ]
    return wording


def _retire_programmes(library: Library, now: datetime) -> list[str]:
    keys = [file.key for file in library.programmes]
    gone = Programme.objects.of_library().published().exclude(key__in=keys)
    changes = [f"programme {programme.key}: retired" for programme in gone]
    gone.update(retired_at=now)
    return changes


def _upsert(model: Any, identity: dict[str, Any], values: dict[str, Any]) -> tuple[Any, str]:
    """The row with these values, and "added", "changed" or ""."""
    row = model.objects.filter(**identity).first()
    if row is None:
        return model.objects.create(**identity, **values), "added"
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row, ""
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    back = "retired_at" in changed
    return row, "brought back" if back else f"changed ({', '.join(changed)})"
