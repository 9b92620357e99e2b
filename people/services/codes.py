"""Recovery codes: what opens a journal when the mailbox is not its owner's."""

from django.db import transaction
from django.utils import timezone

from people import audit
from people.locks import lock_person
from people.models import RecoveryCode, User
from people.tokens import digest, new_code, tidied

CODES = 10
GROUPS = 4  # of five letters: 100 random bits


class HeldError(Exception):
    """While a reset waits, nothing may change that would get round the wait."""


def refuse_while_held(user: User) -> None:
    if user.is_held:
        raise HeldError


@transaction.atomic
def make_codes(*, user: User) -> list[str]:
    """Ten new codes instead of the old ones. They can be shown now and never again."""
    user = lock_person(user)
    refuse_while_held(user)
    codes = [new_code(GROUPS) for _number in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code)) for code in codes
    )
    audit.record(person=user, actor=user, action=audit.Action.CODES_MADE)
    return codes


def use_code(*, user: User, code: str) -> bool:
    """Whether this is an unused code of theirs; from now on it is a used one."""
    with transaction.atomic():
        # One conditional UPDATE: of fifty tries at once with the same code, one gets it.
        used = (
            RecoveryCode.objects.unused()
            .filter(user=user, digest=_digest(user, code))
            .update(used_at=timezone.now())
        )
        if used:
            audit.record(person=user, actor=user, action=audit.Action.CODE_USED)
    return bool(used)


def _digest(user: User, code: str) -> str:
    return digest("recovery-code", user.pk.hex, tidied(code))
