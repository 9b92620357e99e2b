"""What the writer's yes does: somebody else supervises them, for good or for a while."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from journals import news
from journals.models import Review, Share
from journals.services.endings import end_supervision, lock_for_the_end
from journals.services.sharing import record
from people import audit
from people.days import house_day
from people.locks import lock_person
from people.models import User
from supervision import change_news
from supervision.models import Handing, Supervision
from supervision.services import handing as asking
from supervision.services.handing import HandingRefused
from supervision.services.pairs import begin, start_supervision


@transaction.atomic
def accept_as_writer(*, handing_id: uuid.UUID, actor: User) -> Handing:
    """The writer says yes. Twice is once.

    For good: the old supervision ends, and what was shared in it is shut; the new one opens
    nothing old. For a while: the old one goes on, and a second runs beside it for those days.
    Raises HandingRefused when the colleague cannot be asked any more.
    """
    lock_person(actor)  # before the pair, as `start_supervision` and who erases a journal
    handing = asking.lock(handing_id, actor)
    pair = handing.supervision
    if pair.supervisee_id != actor.pk or handing.state != Handing.State.WILLING:
        return handing
    if not handing.still_runs() or handing.to not in asking.may_take(pair):
        raise HandingRefused("They cannot supervise this person now.")
    if handing.is_cover:
        audit.lock_trails((actor, pair.supervisor, handing.to))
    else:
        lock_for_the_end(pair, handing.to)
    handing.move(Handing.State.DONE)  # before the supervision ends, which settles what is open
    result = _cover(handing, actor) if handing.is_cover else _hand_on(handing, actor)
    asking.note_result(handing, result)
    said = audit.Action.COVER_ANSWERED if handing.is_cover else audit.Action.HANDING_ANSWERED
    asking.note(handing, actor, said, actor, pair.supervisor, handing.to)
    change_news.writer_answered(handing)
    return handing


def _hand_on(handing: Handing, actor: User) -> Supervision:
    pair = handing.supervision
    assert pair.organisation is not None  # noqa: S101  may_take() is empty without one
    end_supervision(supervision=pair, actor=actor)
    return start_supervision(
        supervisor=handing.to,
        supervisee=pair.supervisee,
        organisation=pair.organisation,
        actor=actor,
    )


def _cover(handing: Handing, actor: User) -> Supervision:
    pair = handing.supervision
    assert handing.first_on and handing.last_on  # noqa: S101  standing_in_has_its_days
    if handing.last_on < house_day():
        raise HandingRefused("Those days are over.")
    same = Supervision.objects.filter(covers=pair, supervisor=handing.to)
    if same.filter(started_on__lte=handing.last_on, ended_on__gt=handing.first_on).exists():
        raise HandingRefused("They stand in on some of those days already.")
    return begin(
        actor=actor,
        supervisor=handing.to,
        supervisee=pair.supervisee,
        organisation=pair.organisation,
        covers=pair,
        started_on=handing.first_on,
        ended_on=handing.last_on + timedelta(days=1),
    )


def waits_in_cover(cover: Supervision, writer: User) -> list[Share]:
    """What the writer gave the one who is away, waits, and the one standing in has not got."""
    own = Share.objects.own_of(writer).to_be_read()
    has = Share.objects.own_of(writer).filter(supervision=cover).open()
    given = set(has.values_list("entry", "entry_revision"))
    waiting = own.filter(supervision=cover.covers).listed().longest_waiting_first()
    return [one for one in waiting if (one.entry_id, one.entry_revision) not in given]


@transaction.atomic
def give_to_cover(*, cover_id: uuid.UUID, writer: User, share_ids: Iterable[uuid.UUID]) -> int:
    """Give whoever stands in a copy of what waits for the other one: those that are ticked.

    The same words as they were shared, not the entry as it stands now. How many were given.
    """
    running = Supervision.objects.visible_to(writer).current().filter(supervisee=writer)
    covers = running.filter(covers__isnull=False).select_related("supervisor")
    cover = covers.select_for_update(of=("self",), no_key=True).get(pk=cover_id)
    wanted = set(share_ids)
    chosen = sorted(one.pk for one in waits_in_cover(cover, writer) if one.pk in wanted)
    return sum(_copy(one, cover, writer) for one in chosen)


def _copy(share_id: uuid.UUID, cover: Supervision, writer: User) -> bool:
    """Whether it was still there to be given."""
    own = Share.objects.own_of(writer)
    rows = own.for_reading().select_for_update(of=("self",), no_key=True)
    given = rows.filter(pk=share_id).first()
    if given is None or not given.is_open:
        return False
    copy = Share.objects.create(
        entry_id=given.entry_id,
        author=writer,
        key_holder_id=given.key_holder_id,
        prompt_version_id=given.prompt_version_id,
        reader=cover.supervisor,
        supervision=cover,
        entry_revision=given.entry_revision,
        snapshot=given.snapshot,
        word_count=given.word_count,
    )
    Review.objects.create(share=copy, key_holder_id=copy.key_holder_id)
    record(copy, writer, audit.Action.SHARED)
    news.shared(copy)
    return True
