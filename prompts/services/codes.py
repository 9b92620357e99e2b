"""An organisation's own codes: an edition published, a code put away and brought back."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import Organisation, User
from prompts.models import Framework, ProgrammeDraft, Requirement, Standard
from prompts.schema import HouseCodeFile
from prompts.services.houses import drop_draft, key_by_chance
from prompts.services.loading import requirement_values

ONE_DAY = timedelta(days=1)


class NotLaterError(ValueError):
    """There is an edition already that begins on this day, or after it."""


def newest_edition(organisation: Organisation, house_key: str) -> Framework | None:
    editions = Framework.objects.filter(organisation=organisation, house_key=house_key)
    return editions.order_by("effective_from").last()


@transaction.atomic
def publish_code(
    *, organisation: Organisation, file: HouseCodeFile, actor: User, draft: ProgrammeDraft
) -> Framework:
    """A row of its own, also if there was an edition before: what was ticked there keeps it.

    The one before is over on the day before this one begins. Raises NotLaterError.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # one at a time
    before = newest_edition(organisation, file.key)
    if before and not is_later(file, before):
        raise NotLaterError(file.key)
    code, standards, requirements = rows_of(organisation, file, before)
    code.key = key_by_chance(file.key)
    code.save()
    Standard.objects.bulk_create(standards)
    Requirement.objects.bulk_create(requirements)
    if before and code.effective_from:
        last = code.effective_from - ONE_DAY
        before.effective_to = min(before.effective_to or last, last)
        before.save(update_fields=["effective_to"])
    drop_draft(draft=draft)
    _record(code, actor, audit.Action.CODE_PUBLISHED)
    return code


def is_later(file: HouseCodeFile, before: Framework) -> bool:
    first, earlier = file.effective_from, before.effective_from
    return first is not None and earlier is not None and first > earlier


def rows_of(
    organisation: Organisation, file: HouseCodeFile, before: Framework | None
) -> tuple[Framework, list[Standard], list[Requirement]]:
    """What publishing makes of a file; none of it is in the database yet."""
    code = Framework(
        organisation=organisation,
        house_key=file.key,
        regulator=organisation.name[:120],
        follows=before.key if before else "",
        source_url=file.source_url or "",
        **file.model_dump(exclude={"key", "themes", "requirements", "source_url"}),
    )
    lines = [(theme.title, line) for theme in file.themes for line in theme.standards]
    standards = [
        Standard(
            framework=code,
            code=line.code,
            heading=line.heading,
            theme=theme,
            near=line.near,
            position=position,
        )
        for position, (theme, line) in enumerate(lines)
    ]
    requirements = [
        Requirement(framework=code, key=line.key, position=position, **requirement_values(line))
        for position, line in enumerate(file.requirements)
    ]
    return code, standards, requirements


@transaction.atomic
def retire_code(*, code: Framework, actor: User) -> None:
    """Every edition of it: nobody ticks it any more, and all that was ticked stays."""
    _move(code, actor, away=True)


@transaction.atomic
def bring_code_back(*, code: Framework, actor: User) -> None:
    _move(code, actor, away=False)


def _move(code: Framework, actor: User, *, away: bool) -> None:
    editions = Framework.objects.filter(
        organisation=code.organisation, house_key=code.house_key, retired_at__isnull=away
    )
    moved = editions.update(retired_at=timezone.now() if away else None)
    if moved:  # twice changes nothing
        _record(code, actor, audit.Action.CODE_RETIRED if away else audit.Action.CODE_BROUGHT_BACK)


def _record(code: Framework, actor: User, action: str) -> None:
    pk: uuid.UUID = code.pk
    audit.record(person=actor, actor=actor, action=action, object_type="code", object_id=pk)
