"""How often somebody may guess. The policy and its reasons: docs/sessions.md.

Counted in the database, so that every worker and web node counts together, and before a
password is looked at, so that fifty tries at once are fifty tries. A right password gives
its count back. Keys are digests under SECRET_KEY: the table names nobody.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people import devices
from people.models import Tally, User, address_key

ROWS_AT_MOST = 100_000


@dataclass(frozen=True)
class Limit:
    """At most `tries` within `time`, counted apart for each `name` and what is counted."""

    name: str
    tries: int
    time: timedelta

    def key(self, *parts: str) -> str:
        text = "\x1f".join((self.name, *parts))
        return salted_hmac("people.limits", text, algorithm="sha256").hexdigest()


PERSON_FROM_HERE = Limit("person-from-here", 5, timedelta(minutes=5))
PERSON_KNOWN_DEVICE = Limit("person-known-device", 10, timedelta(minutes=1))
PERSON_KNOWN_DEVICE_DAY = Limit("person-known-device-day", 50, timedelta(days=1))
PERSON_ELSEWHERE = Limit("person-elsewhere", 20, timedelta(hours=1))
NETWORK_ADDRESS = Limit("network-address", 200, timedelta(minutes=10))
PASSWORD_AGAIN = Limit("password-again", 5, timedelta(minutes=1))
PASSWORD_AGAIN_DAY = Limit("password-again-day", 50, timedelta(days=1))
PASSWORD_AGAIN_IN_A_ROW = Limit("password-again-in-a-row", 10, timedelta(days=30))
UNLOCK = Limit("unlock", 5, timedelta(minutes=1))
UNLOCK_DAY = Limit("unlock-day", 50, timedelta(days=1))
UNLOCK_IN_A_ROW = Limit("unlock-in-a-row", 10, timedelta(days=30))
FACTOR_FROM_HERE = Limit("factor-from-here", 5, timedelta(minutes=5))
FACTOR_ELSEWHERE = Limit("factor-elsewhere", 20, timedelta(hours=1))
FACTOR_ELSEWHERE_DAY = Limit("factor-elsewhere-day", 50, timedelta(days=1))
FACTOR_KNOWN_DEVICE = Limit("factor-known-device", 10, timedelta(minutes=1))
FACTOR_KNOWN_DEVICE_DAY = Limit("factor-known-device-day", 50, timedelta(days=1))
RECOVERY_CODE = Limit("recovery-code", 10, timedelta(hours=1))
RESET_FOR_PERSON = Limit("reset-for-person", 3, timedelta(hours=1))
RESET_FOR_PERSON_DAY = Limit("reset-for-person-day", 10, timedelta(days=1))
RESET_FROM_HERE = Limit("reset-from-here", 60, timedelta(hours=1))
ADDRESS_CODES = Limit("address-codes", 5, timedelta(hours=1))
# Mails to somebody who has not asked us for any: few, whoever is behind them.
OUTSIDE_SHARES = Limit("outside-shares", 20, timedelta(days=1))  # by one writer
OUTSIDE_LINKS_BY_WRITER = Limit("outside-links-by-writer", 5, timedelta(days=1))  # to one reader
OUTSIDE_LINKS = Limit("outside-links", 3, timedelta(days=1))
OUTSIDE_ADDRESS = Limit("outside-address", 10, timedelta(days=1))  # by all writers together
OUTSIDE_REPLIES = Limit("outside-replies", 30, timedelta(days=1))
OUTSIDE_CODES = Limit("outside-codes", 3, timedelta(hours=1))
OUTSIDE_CODES_DAY = Limit("outside-codes-day", 10, timedelta(days=1))

Taken = list[str]
Wanted = tuple[Limit, tuple[str, ...]]


def take(limit: Limit, *parts: str) -> Taken | None:
    """Count one try. None when there were too many; else what `give_back` wants."""
    return _take_all([(limit, parts)])


def give_back(taken: Taken) -> None:
    Tally.objects.filter(key__in=taken, count__gt=0).update(count=F("count") - 1)


def take_sign_in(request: HttpRequest, address: str, network: str) -> Taken | None:
    """Count a try to sign in, at an address that may or may not be anybody's.

    A device on which this person has signed in before has a count of its own: whoever
    guesses from elsewhere cannot lock the owner out of it.
    """
    person = address_key(address)
    device = devices.known_to(request, address)
    if device:
        # A ward's computer is known too: a colleague may guess there, but not for ever.
        today = (PERSON_KNOWN_DEVICE_DAY, (person, device))
        if not is_full(PERSON_KNOWN_DEVICE_DAY, person, device):
            return _take_all([today, (PERSON_KNOWN_DEVICE, (person, device))])
    return _take_all(
        [
            (NETWORK_ADDRESS, (network,)),
            (PERSON_FROM_HERE, (person, network)),
            (PERSON_ELSEWHERE, (person,)),
        ]
    )


def take_factor(request: HttpRequest, user: User, session: str) -> Taken | None:
    """Count a try at a code of six digits, by somebody who knows the password.

    As with passwords: a device on which the person has got in before counts for itself, so
    nobody elsewhere can use up the owner's tries there. Passkeys and recovery codes cannot
    be guessed, and are never closed by tries at these.
    """
    person, device = user.pk.hex, devices.number_for(request, user)
    if device and not is_full(FACTOR_KNOWN_DEVICE_DAY, person, device):
        parts = (person, device)
        return _take_all([(FACTOR_KNOWN_DEVICE_DAY, parts), (FACTOR_KNOWN_DEVICE, parts)])
    return _take_all(
        [
            (FACTOR_FROM_HERE, (person, session)),
            (FACTOR_ELSEWHERE, (person,)),
            (FACTOR_ELSEWHERE_DAY, (person,)),
        ]
    )


def take_unlock(person: str, session: str) -> Taken | None:
    """Count a try at the lock page. Each session for itself: nobody at another one is in
    the owner's way, and to get more sessions one has to know the password.
    """
    parts = (person, session)
    return _take_all([(UNLOCK, parts), (UNLOCK_DAY, parts), (UNLOCK_IN_A_ROW, parts)])


def unlocked(taken: Taken, person: str, session: str) -> None:
    """The password was right: it counts for nothing, and the row of wrong ones is broken."""
    Tally.objects.filter(key=UNLOCK_IN_A_ROW.key(person, session)).delete()
    give_back(taken)


def take_again(person: str, session: str) -> Taken | None:
    """Count a try at the password of who is signed in, each session for itself as well."""
    parts = (person, session)
    return _take_all(
        [(PASSWORD_AGAIN, parts), (PASSWORD_AGAIN_DAY, parts), (PASSWORD_AGAIN_IN_A_ROW, parts)]
    )


def right_again(taken: Taken, person: str, session: str) -> None:
    Tally.objects.filter(key=PASSWORD_AGAIN_IN_A_ROW.key(person, session)).delete()
    give_back(taken)


def _take_all(wanted: list[Wanted]) -> Taken | None:
    """All or none, in one transaction: each costs a write that waits for the disk."""
    keys = {limit.key(*parts): limit for limit, parts in wanted}
    if _any_full(keys):  # whoever goes on guessing costs a look, and no write
        return None
    taken: Taken = []
    with transaction.atomic():
        for key, limit in keys.items():
            if not _count(limit, key):
                give_back(taken)
                return None
            taken.append(key)
    if random.random() < 0.01:  # noqa: S311  when to tidy up is no secret
        tidy()
    return taken


def _count(limit: Limit, key: str) -> bool:
    now = timezone.now()
    tally, _made = Tally.objects.select_for_update().get_or_create(
        key=key, defaults={"ends_at": now + limit.time}
    )
    if tally.ends_at <= now:
        tally.count, tally.ends_at = 0, now + limit.time
    if tally.count >= limit.tries:
        return False
    tally.count += 1
    tally.save()
    return True


def _any_full(keys: dict[str, Limit]) -> bool:
    running = Tally.objects.filter(key__in=list(keys), ends_at__gt=timezone.now())
    return any(tally.count >= keys[tally.key].tries for tally in running)


def is_full(limit: Limit, *parts: str) -> bool:
    tally = Tally.objects.filter(key=limit.key(*parts), ends_at__gt=timezone.now()).first()
    return tally is not None and tally.count >= limit.tries


def forget_person(address: str) -> None:
    """Start afresh for an address whose owner has just shown the mailbox."""
    Tally.objects.filter(key=PERSON_ELSEWHERE.key(address_key(address))).delete()


def tidy() -> None:
    """Keep the table small, whoever makes up addresses to fill it."""
    Tally.objects.filter(ends_at__lte=timezone.now()).delete()
    surplus = Tally.objects.count() - ROWS_AT_MOST
    if surplus > 0:
        oldest = Tally.objects.order_by("ends_at").values_list("key", flat=True)[:surplus]
        Tally.objects.filter(key__in=list(oldest)).delete()
