"""What an organisation has beside the library: brought, published, put away, brought back."""

import secrets
import string
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from people import audit, kept
from people.locks import lock_person
from people.models import Organisation, User
from prompts.models import Programme, ProgrammeDraft
from prompts.schema import ProgrammeFile
from prompts.services.loading import load_prompts, programme_values

LONGEST_KEY, BY_CHANCE = 60, 16
LETTERS = string.ascii_lowercase + string.digits


@transaction.atomic
def keep_draft(
    *, person: User, organisation: Organisation, text: str, shown: Iterable[str] = ()
) -> None:
    """Keep what was brought, in the place of the draft that its page had shown."""
    lock_person(person)
    rows = ProgrammeDraft.objects.visible_to(person).filter(organisation=organisation)
    draft = kept.shown_on(rows, shown).first() or rows.filter(came_alone=False).first()
    draft = draft or ProgrammeDraft(
        person=person, organisation=organisation, key_holder_id=person.key_holder_id
    )
    draft.text, draft.came_alone, draft.kept_at = text, False, timezone.now()
    draft.save()


@transaction.atomic
def keep_draft_alone(*, person: User, organisation: Organisation, text: str) -> bool:
    """Keep what came without its writer being signed in: beside what is there, if there is room."""
    lock_person(person)
    rows = ProgrammeDraft.objects.visible_to(person).filter(organisation=organisation)
    if any(draft.text == text for draft in rows):
        return True
    if rows.filter(came_alone=True).count() >= kept.MOST:
        return False
    rows.create(
        person=person,
        organisation=organisation,
        key_holder_id=person.key_holder_id,
        text=text,
        came_alone=True,
    )
    return True


def drop_draft(*, draft: ProgrammeDraft) -> None:
    """Unless it was changed meanwhile, in another window."""
    ProgrammeDraft.objects.filter(pk=draft.pk, kept_at=draft.kept_at).delete()


def drop_drafts(*, person: User) -> None:
    ProgrammeDraft.objects.filter(person=person).delete()


def drop_old_drafts() -> int:
    """Those that nobody came back to."""
    old = ProgrammeDraft.objects.filter(kept_at__lte=timezone.now() - settings.BIN_TIME)
    count: int = old.delete()[0]
    return count


@transaction.atomic
def publish_programme(
    *, organisation: Organisation, file: ProgrammeFile, actor: User, draft: ProgrammeDraft
) -> Programme:
    """A new programme, or the new state of the one whose file has this key in this house.

    A changed wording is a new version; what was written to the old one keeps it.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # one at a time
    programme = Programme.objects.filter(organisation=organisation, house_key=file.key).first()
    programme = programme or Programme(
        organisation=organisation, house_key=file.key, key=key_by_chance(file.key)
    )
    for name, value in programme_values(file).items():
        setattr(programme, name, value)
    programme.save()
    load_prompts(programme, file, timezone.now())
    drop_draft(draft=draft)
    _record(programme, actor, audit.Action.PROGRAMME_PUBLISHED)
    return programme


@transaction.atomic
def retire_programme(*, programme: Programme, actor: User) -> None:
    """No entry can be begun with it any more; every old one stays. Twice changes nothing."""
    if programme.retired_at is None:
        programme.retired_at = timezone.now()
        programme.save(update_fields=["retired_at"])
        _record(programme, actor, audit.Action.PROGRAMME_RETIRED)


@transaction.atomic
def bring_programme_back(*, programme: Programme, actor: User) -> None:
    if programme.retired_at is not None:
        programme.retired_at = None
        programme.save(update_fields=["retired_at"])
        _record(programme, actor, audit.Action.PROGRAMME_BROUGHT_BACK)


def key_by_chance(file_key: str) -> str:
    """For addresses: it tells nobody which keys another house has taken."""
    chance = "".join(secrets.choice(LETTERS) for _number in range(BY_CHANCE))
    return f"{file_key[: LONGEST_KEY - BY_CHANCE - 1].rstrip('-')}-{chance}"


def _record(programme: Programme, actor: User, action: str) -> None:
    pk: uuid.UUID = programme.pk
    audit.record(person=actor, actor=actor, action=action, object_type="programme", object_id=pk)
