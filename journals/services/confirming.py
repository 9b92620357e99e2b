"""What a reader's link, code and browser may do.

The link opens nothing by itself. Whoever has it may have a code sent to the address on
file; whoever types that code, in the browser that asked for it, may read there for a
while. So a forwarded link opens nothing, and neither does a mailbox without the link.
"""

import secrets
import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from journals import news
from journals.models import OutsideReader, Review, Share
from journals.services.moves import move
from journals.services.outside import forget_code, link_digest, mail_link
from journals.services.sharing import is_same_sitting, lock_share
from people import audit, limits, mail
from people.models import address_key
from people.tokens import digest, new_token

CODE_LASTS = timedelta(minutes=15)
TRIES = 5
IDLE = timedelta(minutes=30)
READS_AT_MOST = timedelta(hours=12)
WRITE_EVERY = timedelta(minutes=1)


def fresh_link(token: str) -> OutsideReader | None:
    """Whose link this is, if it is still good."""
    links = OutsideReader.objects.welcome().with_link(link_digest(token))
    return links.filter(link_used_at__isnull=True).first()


def ask_link(*, token: str, base_url: str) -> None:
    """Mail a new link to the address on file, for one that was used, or from which too many
    codes were asked. Says nothing.

    Who holds the old link may be anybody: the browser that was confirmed goes on, and what
    was begun with a link that nobody had used ends with it.
    """
    new = new_token()
    with transaction.atomic():
        links = OutsideReader.objects.welcome().with_link(link_digest(token))
        reader = (
            links.select_related("share__author")
            .select_for_update(of=("self",), no_key=True)
            .first()
        )
        if reader is None or limits.take(limits.OUTSIDE_LINKS, reader.pk.hex) is None:
            return
        if reader.link_used_at is None:
            forget_code(reader)
        reader.link_digest, reader.link_used_at = link_digest(new), None
        reader.save()
    mail_link(reader, reader.share.author, new, base_url)


def send_code(*, reader_id: uuid.UUID, way: str = "", attempt: str = "") -> str | None:
    """Mail a code to the address on file. What ties it to the browser that asked, or None.

    `way` is the digest of the link or of the confirmed browser by which it is asked for.
    Each has a count of its own: whoever has seen a link uses up that one, and the next link
    goes to the named reader alone. `attempt` asks for another code in the place of the one
    that this browser waits for. The code before it is dead.
    """
    new, code = new_token(), f"{secrets.randbelow(10**6):06}"
    with transaction.atomic():
        reader = _locked(reader_id)
        if reader is None or (attempt and not _is_latest(reader, attempt)):
            return None
        way = way or _way_of_latest(reader)
        if way not in (reader.link_digest, reader.browser_digest):  # another came meanwhile
            return None
        for limit in (limits.OUTSIDE_CODES, limits.OUTSIDE_CODES_DAY):
            if limits.take(limit, way) is None:
                return None
        reader.attempt_digest = _attempt_digest(new)
        reader.code_digest = _code_digest(reader, new, code)
        reader.code_ends_at = timezone.now() + CODE_LASTS
        reader.tries_left = TRIES
        reader.save(update_fields=["attempt_digest", "code_digest", "code_ends_at", "tries_left"])
    mail.send_aside("journals/mail/outside_code.txt", reader.address, {"code": code})
    return new


def confirm(*, reader_id: uuid.UUID, attempt: str, code: str) -> str | None:
    """Let the browser read in which the right code was typed. Its token, or None.

    Each try is counted in the row, under its lock: fifty at once are five. A browser that
    waits for an earlier code takes none of the tries at this one.
    """
    with transaction.atomic():
        now = timezone.now()
        reader = _locked(reader_id)
        if reader is None or not _is_latest(reader, attempt):
            return None
        if reader.code_ends_at is None or reader.code_ends_at <= now or reader.tries_left < 1:
            return None
        if not constant_time_compare(reader.code_digest, _code_digest(reader, attempt, code)):
            reader.tries_left -= 1
            reader.save(update_fields=["tries_left"])
            return None
        token = new_token()
        reader.link_used_at = reader.link_used_at or now
        forget_code(reader)
        reader.browser_digest = digest("outside-browser", token)
        reader.confirmed_at, reader.browser_ends_at = now, now + IDLE
        reader.save()
        _record(reader, audit.Action.LINK_CONFIRMED)
    return token


@transaction.atomic
def open_outside(*, reader: OutsideReader, came_back: bool = False) -> Share:
    """Open the share as its reader from outside. Each opening is in the writer's trail.

    `came_back` is as in open_share.
    """
    share = lock_share(Share.objects.visible_to(reader), reader.share_id)
    if share.state == Share.State.WAITING:
        move(share, Share.State.SEEN, by=None)
        news.no_longer_waits(share)
    if not (came_back and is_same_sitting(share, reader.pk)):
        _record(reader, audit.Action.SHARE_OPENED)
    return share


@transaction.atomic
def open_round_before(
    *, share: Share, reader: OutsideReader, came_back: bool = False
) -> Review | None:
    """The reader's words on the round before this one, if that is still open to them.

    That round had a link of its own; it is theirs too if it went to the same address. To
    compare the two is to open the earlier one again, and its writer is told so.
    """
    earlier = OutsideReader.objects.welcome().filter(share=share.previous_id)
    before = earlier.select_related("share__author").first()
    if before is None or address_key(before.address) != address_key(reader.address):
        return None
    review = Review.objects.visible_to(before).get(share=before.share_id)
    review.share = open_outside(reader=before, came_back=came_back)
    return review


def keep_reading(*, reader: OutsideReader) -> None:
    """They are here: the half hour begins anew. Written down once a minute at most."""
    begun = reader.confirmed_at or reader.browser_ends_at
    if begun is None or reader.browser_ends_at is None:
        return
    ends_at = min(begun + READS_AT_MOST, timezone.now() + IDLE)
    if ends_at - reader.browser_ends_at >= WRITE_EVERY:
        # Not if the browser was sent away, or another came, in this very moment.
        same = OutsideReader.objects.filter(pk=reader.pk, browser_digest=reader.browser_digest)
        same.update(browser_ends_at=ends_at)


def leave(*, reader: OutsideReader) -> None:
    """The browser that they leave is nobody's from now on."""
    same = OutsideReader.objects.filter(pk=reader.pk, browser_digest=reader.browser_digest)
    same.update(browser_digest="", browser_ends_at=None)


def _locked(reader_id: uuid.UUID) -> OutsideReader | None:
    rows = OutsideReader.objects.welcome().select_related("share__author")
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=reader_id).first()


def _is_latest(reader: OutsideReader, attempt: str) -> bool:
    """Whether it was this browser that asked for the code under way."""
    return constant_time_compare(reader.attempt_digest, _attempt_digest(attempt))


def _way_of_latest(reader: OutsideReader) -> str:
    return reader.link_digest if reader.link_used_at is None else reader.browser_digest


def _attempt_digest(attempt: str) -> str:
    return digest("outside-attempt", attempt)


def _code_digest(reader: OutsideReader, attempt: str, code: str) -> str:
    """With what only the browser has in it: a million codes are soon tried out."""
    digits = "".join(sign for sign in code[:40] if sign in "0123456789")
    return digest("outside-code", reader.pk.hex, attempt, digits)


def _record(reader: OutsideReader, action: "audit.Action") -> None:
    audit.record_outside(
        person=reader.share.author,
        outside_id=reader.pk,
        action=action,
        object_type="share",
        object_id=reader.share_id,
    )
