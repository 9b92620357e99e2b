"""Instruments that a house is licensed for, and what people answer to them."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from people import audit, kept
from people.locks import lock_person
from people.models import Organisation, User
from prompts.models import Measure, Sitting
from prompts.schema import MeasureFile

Answers = Mapping[str, int]


@transaction.atomic
def load_measure(*, organisation: Organisation, file: MeasureFile) -> str:
    """Returns "added", "changed" or "", if the house has it as it is already.

    What was answered to an earlier state keeps that, with its statements and its rules.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # one at a time
    content = file.model_dump(mode="json")
    in_use = Measure.objects.filter(
        organisation=organisation, key=file.key, retired_at__isnull=True
    ).first()
    if in_use is not None and in_use.content == content:
        return ""
    if in_use is not None:
        in_use.retired_at = timezone.now()
        in_use.save(update_fields=["retired_at"])
    Measure.objects.create(
        organisation=organisation,
        key=file.key,
        title=file.title,
        content=content,
        licensed_until=file.licensed_until,
    )
    return "changed" if in_use else "added"


@transaction.atomic
def keep_sitting(
    *, person: User, measure: Measure, sitting_id: uuid.UUID, answers: Answers, finish: bool
) -> Sitting | None:
    """What is there once it is finished stays as it is, however often a page is sent.

    None: the page belongs to another measure.
    """
    lock_person(person)
    sitting = Sitting.objects.visible_to(person).filter(pk=sitting_id).first()
    if sitting is None:
        sitting = Sitting(
            pk=sitting_id, person=person, measure=measure, key_holder_id=person.key_holder_id
        )
    if sitting.measure_id != measure.pk:
        return None
    if sitting.finished_at is not None:
        return sitting
    sitting.answers, sitting.came_alone = dict(answers), False
    sitting.kept_at = timezone.now()
    sitting.finished_at = sitting.kept_at if finish else None
    sitting.save()
    if finish:
        _record(sitting, person, audit.Action.MEASURE_FILLED)
    return sitting


@transaction.atomic
def keep_sitting_alone(*, person: User, measure: Measure, answers: Answers) -> bool:
    """Keep what came without its writer being signed in: beside what is there, if there is room."""
    owner = kept.lock_owner(person.pk)
    if owner is None:
        return False
    rows = Sitting.objects.filter(
        person=owner, key_holder=owner.key_holder_id, measure=measure, finished_at__isnull=True
    )
    if any(row.answers == answers for row in rows):
        return True
    if rows.filter(came_alone=True).count() >= kept.MOST:
        return False
    Sitting.objects.create(
        person=owner,
        key_holder_id=owner.key_holder_id,
        measure=measure,
        answers=dict(answers),
        came_alone=True,
    )
    return True


@transaction.atomic
def erase_sitting(*, sitting: Sitting, actor: User) -> None:
    """For good. Twice is as once."""
    gone, _rows = Sitting.objects.filter(pk=sitting.pk).delete()
    if gone:
        _record(sitting, actor, audit.Action.MEASURE_ERASED)


def drop_sittings(*, person: User) -> None:
    Sitting.objects.filter(person=person).delete()


def drop_old_sittings() -> int:
    """Those that were begun and that nobody came back to."""
    before = timezone.now() - settings.BIN_TIME
    count: int = Sitting.objects.unfinished().filter(kept_at__lte=before).delete()[0]
    return count


def _record(sitting: Sitting, actor: User, action: str) -> None:
    pk: uuid.UUID = sitting.pk
    audit.record(
        person=sitting.person, actor=actor, action=action, object_type="sitting", object_id=pk
    )
