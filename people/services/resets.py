"""A password reset through the mailbox, and the wait that follows it.

The employer may own the mailbox. So a reset lets a person in, but what they wrote stays
closed for fourteen days, announced to every address on file. A recovery code or a second
step opens at once (`end_waits`). Each announcement carries a link that stops the reset:

- every session ends and the password becomes unusable, so whoever reset it is out;
- the wait never runs out by itself any more (`held_until` goes to the far future);
- only a new reset gives a password again, with fourteen new days and new announcements.

So whoever reads a mailbox gains nothing by resetting again and again, and the owner, with
a code or with patience, always gets back in. While the wait runs, codes and addresses
cannot be changed: a new code or address would be a way round it.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from people import audit, limits, mail, sessions
from people.locks import lock_person
from people.models import Address, Hold, HoldNotice, User, address_key
from people.tokens import ResetTokens, digest, new_token

HOLD_TIME = timedelta(days=14)
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)

tokens: PasswordResetTokenGenerator = ResetTokens()


def ask_reset(*, address: str, network: str, base_url: str) -> None:
    """Mail a link, if the address is somebody's. Says nothing either way."""
    if limits.take(limits.RESET_FROM_HERE, network) is None:
        return
    for limit in (limits.RESET_FOR_PERSON, limits.RESET_FOR_PERSON_DAY):
        if limits.take(limit, address_key(address)) is None:
            return
    user = User.objects.with_address(address)
    if user is None or not user.is_active:
        return
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user.pk.hex, "key": tokens.make_token(user)},
    )
    # To the address on file, never to the spelling that was typed.
    to = _as_on_file(user, address)
    mail.send_aside("password_reset", to, {"link": base_url + path, "name": user.display_name})


def _as_on_file(user: User, address: str) -> str:
    key = address_key(address)
    row = Address.objects.confirmed().filter(user=user, key=key).first()
    return row.address if row else user.email


@transaction.atomic
def complete_reset(*, user: User, password: str, base_url: str) -> None:
    """Set the new password, end every session, and begin the wait."""
    user = lock_person(user)
    now = timezone.now()
    user.set_password(password)
    user.held_until = now + HOLD_TIME
    user.save(update_fields=["password", "held_until"])
    sessions.end_sessions(user)
    hold = Hold.objects.create(user=user, began_at=now, until=user.held_until)
    audit.record(person=user, actor=user, action=audit.Action.PASSWORD_RESET)
    audit.record(person=user, actor=user, action=audit.Action.HELD)
    for address in addresses_on_file(user):
        limits.forget_person(address)
    announce(hold=hold, template="password_was_reset", base_url=base_url)


def announce(*, hold: Hold, template: str, base_url: str) -> None:
    """Tell every address on file that a wait has begun, each with a link to stop it."""
    for address in addresses_on_file(hold.user):
        token = new_token()
        HoldNotice.objects.create(hold=hold, token_digest=digest("hold-notice", token))
        link = base_url + reverse("people:hold_cancel", kwargs={"token": token})
        context = {"link": link, "until": hold.until, "name": hold.user.display_name}
        transaction.on_commit(partial(mail.send, template, address, context))


def addresses_on_file(user: User) -> list[str]:
    """Every confirmed address, in the spelling of its owner."""
    confirmed = Address.objects.confirmed().filter(user=user)
    found = {row.key: row.address for row in confirmed}
    found.setdefault(user.email_key, user.email)
    return list(found.values())


def running_hold(token: str) -> Hold | None:
    """The wait that this cancel link belongs to, while it can still be stopped."""
    notice = (
        HoldNotice.objects.select_related("hold__user")
        .filter(token_digest=digest("hold-notice", token))
        .first()
    )
    return notice.hold if notice is not None and notice.hold.is_running else None


@transaction.atomic
def cancel_reset(*, token: str) -> bool:
    """Stop a reset from a link in its announcement. False if there is nothing to stop."""
    hold = running_hold(token)
    if hold is None:
        return False
    user = lock_person(hold.user)
    if running_hold(token) is None:  # another link won while this one waited for the row
        return False
    user.set_unusable_password()
    user.held_until = FOR_GOOD
    user.save(update_fields=["password", "held_until"])
    Hold.objects.filter(user=user, opened_at=None, cancelled_at=None).update(
        cancelled_at=timezone.now()
    )
    sessions.end_sessions(user)
    audit.record(person=user, actor=user, action=audit.Action.HOLD_CANCELLED)
    return True


@transaction.atomic
def end_waits(*, user: User) -> None:
    """The person has shown what only they hold: no wait goes on, and its links are dead."""
    waits = Hold.objects.filter(user=user, opened_at=None, cancelled_at=None)
    if not user.is_held and not waits.exists():
        return
    fresh = lock_person(user)
    waits.update(opened_at=timezone.now())
    if fresh.is_held:
        fresh.held_until = user.held_until = None
        fresh.save(update_fields=["held_until"])
        audit.record(person=fresh, actor=fresh, action=audit.Action.HOLD_OPENED)
