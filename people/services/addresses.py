"""Addresses on file. Only the person changes them, and every address hears of it."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from people import audit, limits, mail
from people.locks import lock_person
from people.models import Address, User, address_key, check_address
from people.services.codes import refuse_while_held
from people.services.resets import addresses_on_file
from people.tokens import digest, new_code, tidied

CODE_LASTS = timedelta(hours=1)
TRIES = 5


def ask_address(*, user: User, address: str, for_sign_in: bool) -> bool:
    """Mail a code to a new address. False when there were too many of these.

    Raises ValidationError for an address that cannot be kept.

    An address that is somebody else's looks the same from here: its owner is told, and the
    code that would confirm it exists nowhere.
    """
    check_address(address)
    if limits.take(limits.ADDRESS_CODES, user.pk.hex) is None:
        return False
    owner = User.objects.with_address(address)
    code = new_code(2, 4)
    with transaction.atomic():
        refuse_while_held(lock_person(user))
        Address.objects.pending().filter(user=user).delete()
        Address.objects.create(
            user=user,
            address=address.strip(),
            key=address_key(address),
            for_sign_in=for_sign_in,
            code_digest=_digest(user, code) if owner in (None, user) else "",
            code_expires_at=timezone.now() + CODE_LASTS,
            tries_left=TRIES,
        )
    if owner in (None, user):
        mail.send_aside("confirm_address", address.strip(), {"code": code})
    else:
        mail.send_aside("address_in_use", address.strip(), {})
    return True


def confirm_address(*, user: User, code: str) -> Address | None:
    """Take the address on file if the code is the one that was mailed to it."""
    row = _right_row(user, code)
    if row is None:
        return None
    before = addresses_on_file(user)
    try:
        with transaction.atomic():
            fresh = lock_person(user)
            refuse_while_held(fresh)
            old_key = fresh.email_key
            Address.objects.confirmed().filter(user=fresh, key=row.key).delete()
            row.confirmed_at, row.code_digest, row.code_expires_at = timezone.now(), "", None
            row.save(update_fields=["confirmed_at", "code_digest", "code_expires_at"])
            if row.for_sign_in:
                fresh.email, fresh.email_key = row.address, row.key
                fresh.save(update_fields=["email", "email_key"])
                Address.objects.filter(user=fresh, key=old_key).exclude(pk=row.pk).delete()
            _record(fresh, row)
    except IntegrityError:  # somebody else confirmed it a moment ago
        return None
    for address in before:
        context = {"name": user.display_name, "for_sign_in": row.for_sign_in}
        mail.send_aside("address_changed", address, context)
    return row


def _right_row(user: User, code: str) -> Address | None:
    with transaction.atomic():
        rows = Address.objects.pending().filter(
            user=user, code_expires_at__gt=timezone.now(), tries_left__gt=0
        )
        # Counted before it is looked at, so that tries side by side all count.
        if not rows.update(tries_left=F("tries_left") - 1):
            return None
        row = Address.objects.pending().get(user=user)
    right = bool(row.code_digest) and constant_time_compare(row.code_digest, _digest(user, code))
    return row if right else None


def _record(user: User, row: Address) -> None:
    action = audit.Action.ADDRESS_CHANGED if row.for_sign_in else audit.Action.ADDRESS_ADDED
    audit.record(person=user, actor=user, action=action, object_type="address", object_id=row.pk)


@transaction.atomic
def remove_address(*, user: User, address: Address) -> bool:
    """Take an address off, unless it is the one for signing in."""
    user = lock_person(user)
    refuse_while_held(user)
    if address.user_id != user.pk or address.key == user.email_key:
        return False
    was_on_file, gone = address.confirmed_at is not None, address.pk
    address.delete()
    if was_on_file:
        audit.record(
            person=user,
            actor=user,
            action=audit.Action.ADDRESS_REMOVED,
            object_type="address",
            object_id=gone,
        )
    return True


def _digest(user: User, code: str) -> str:
    return digest("address-code", user.pk.hex, tidied(code))
