"""Second steps: added, used, taken off, and gone without when all of them are lost.

Somebody who has neither a second step nor a recovery code left would lose the journal for
good. So who knows the password may ask to go on without: that is told to every address on
file, with a link that stops it, and comes true fourteen days later. Whoever uses a second
step or a code before then ends the waiting.
"""

from datetime import datetime
from functools import partial

from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from people import audit, mail, sessions, totp
from people.locks import lock_person
from people.models import Factor, Hold, User
from people.services.codes import refuse_while_held, use_code
from people.services.resets import HOLD_TIME, addresses_on_file, announce, end_waits

AT_MOST = 10


class TooManyError(Exception):
    """More second steps than anybody needs."""


def add_app(*, user: User, secret: str, step: int, here: SessionBase) -> Factor | None:
    """An app whose code was just typed; that code is used up. None: there is one already."""
    try:
        return _add(user=user, here=here, kind=Factor.Kind.APP, secret=secret, last_step=step)
    except IntegrityError:
        return None


def add_passkey(*, user: User, name: str, secret: str, here: SessionBase) -> Factor:
    return _add(user=user, here=here, kind=Factor.Kind.PASSKEY, secret=secret, name=name)


@transaction.atomic
def _add(*, user: User, here: SessionBase, **fields: object) -> Factor:
    """Kept, recorded and told. The first one ends every session that got in without one."""
    fresh = lock_person(user)
    # While a reset waits, a new second step would be a way round the wait.
    refuse_while_held(fresh)
    before = Factor.objects.visible_to(fresh).count()
    if before >= AT_MOST:
        raise TooManyError
    factor = Factor(user=fresh, key_holder_id=fresh.key_holder_id, **fields)
    factor.save(force_insert=True)
    _record(fresh, factor, audit.Action.FACTOR_ADDED)
    if not before:
        sessions.end_sessions(fresh, but=here)
    _tell(fresh, added=True, is_first=not before)
    return factor


@transaction.atomic
def remove_factor(*, user: User, factor: Factor) -> None:
    fresh = lock_person(user)
    refuse_while_held(fresh)
    _remove(fresh, [factor])


def _remove(user: User, gone: list[Factor]) -> None:
    for factor in gone:
        _record(user, factor, audit.Action.FACTOR_REMOVED)
        factor.delete()
    _tell(user, added=False)


def _record(user: User, factor: Factor, action: str) -> None:
    audit.record(person=user, actor=user, action=action, object_type="factor", object_id=factor.pk)


def _tell(user: User, *, added: bool, is_first: bool = False) -> None:
    context = {"name": user.display_name, "added": added, "is_first": is_first}
    for address in addresses_on_file(user):
        transaction.on_commit(partial(mail.send_aside, "factor_changed", address, context))


def use_app(*, user: User, code: str) -> bool:
    """Whether this is a code of about now. It, and any before it, are used up by that."""
    app = Factor.objects.visible_to(user).apps().first()
    step = totp.step_of(app.secret, code) if app is not None else None
    if app is None or step is None:
        return False
    # One conditional UPDATE: of fifty tries at once with the same code, one gets it.
    newer = Factor.objects.visible_to(user).filter(pk=app.pk, last_step__lt=step)
    if not newer.update(last_step=step, used_at=timezone.now()):
        return False
    end_waits(user=user)
    return True


def note_passkey(*, user: User, factor: Factor) -> None:
    """A passkey has just answered the question that was put to it."""
    Factor.objects.visible_to(user).filter(pk=factor.pk).update(used_at=timezone.now())
    end_waits(user=user)


def use_recovery_code(*, user: User, code: str) -> bool:
    """A code from paper instead of a second step. Every address hears of it."""
    with transaction.atomic():
        if not use_code(user=user, code=code):
            return False
        end_waits(user=user)
    left = user.recovery_codes.unused().count()
    for address in addresses_on_file(user):
        mail.send_aside("code_used", address, {"name": user.display_name, "left": left})
    return True


@transaction.atomic
def ask_to_go_without(*, user: User, base_url: str) -> datetime:
    """Begin the wait, or say when the one that runs is over."""
    user = lock_person(user)
    running = _lost(user).first()
    if running is not None:
        return running.until
    now = timezone.now()
    hold = Hold.objects.create(user=user, began_at=now, until=now + HOLD_TIME, ends_factors=True)
    audit.record(person=user, actor=user, action=audit.Action.FACTORS_LOST)
    announce(hold=hold, template="factors_lost", base_url=base_url)
    return hold.until


def waits_until(user: User) -> datetime | None:
    running = _lost(user).first()
    return running.until if running is not None else None


@transaction.atomic
def go_without(*, user: User) -> bool:
    """Take every second step off, if that was asked for, told, and stopped by nobody."""
    due = _lost(user).filter(until__lte=timezone.now())
    if not due.exists():
        return False
    user = lock_person(user)
    if not due.update(opened_at=timezone.now()):
        return False
    _remove(user, list(Factor.objects.visible_to(user)))
    return True


def _lost(user: User) -> QuerySet[Hold]:
    return Hold.objects.filter(user=user, ends_factors=True, opened_at=None, cancelled_at=None)
