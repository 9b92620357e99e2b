"""The rows that an earlier journal becomes, all in the caller's transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from desk.bring_in.here import Here, id_of
from desk.bring_in.planning import Plan
from desk.bring_in.portfolio_rows import AT_ONCE, Became, Making, in_bin_since
from desk.bring_in.shape import EntryIn, PromiseIn, Written
from desk.copies import day
from journals.models import (
    Clash,
    ComingBack,
    DepthWish,
    Entry,
    EntryRevision,
    KeptWords,
    LookingBack,
    ParkedForm,
    PromiseOfEntry,
)
from notices.models import Wish
from people.models import User
from promises.models import Promise, PromiseMove
from prompts.models import Sitting
from vault.ids import new_id, short


def make_rows(person: User, plan: Plan) -> dict[str, Became]:
    """What each row became, by its kind: its id there -> its id here."""
    entries = _entries(person, plan)
    came = {
        "entries": entries,
        "promises": _promises(person, plan, entries),
        "sittings": _sittings(person, plan),
    }
    _small(person, plan)
    ids = plan.entries_here | {was: id_of(now) for was, now in entries.items()}
    return came | Making(person, plan.portfolio, ids).make()


def _entries(person: User, plan: Plan) -> Became:
    became: Became = {}
    rows: dict[type[Any], list[Any]] = {
        one: [] for one in (Entry, EntryRevision, Clash, ParkedForm)
    }
    for one in plan.entries:
        entry = _entry(person, one, plan)
        became[one.id] = short(entry.pk)
        rows[Entry].append(entry)
        _histories(entry, one, rows)
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=AT_ONCE)
    LookingBack.objects.bulk_create(_looking_back(plan, became), batch_size=AT_ONCE)
    return became


def _looking_back(plan: Plan, became: Became) -> list[LookingBack]:
    """Ties between two entries that came in; one to anything else stands in the record."""
    return [
        LookingBack(entry_id=id_of(became[one.id]), earlier_id=id_of(became[one.looks_back_on]))
        for one in plan.entries
        if one.looks_back_on in became and one.looks_back_on != one.id
    ]


def _entry(person: User, one: EntryIn, plan: Plan) -> Entry:
    return Entry(
        pk=new_id(),
        author=person,
        key_holder_id=person.key_holder_id,
        prompt_version=plan.wordings.kept(one),  # type: ignore[union-attr]  # always set
        title=one.title,
        answers=one.answers,
        private_note=one.private_note,
        happened_on=one.happened_on,
        revision=max(one.revision, 1),  # it holds something, whatever it says
        was_shock=one.was_shock,
        stays_away=one.stays_away or one.was_shock,
        started_at=one.started_at,
        touched_at=one.touched_at,
        finished_at=one.finished_at,
        deleted_at=in_bin_since(one.deleted_at),
    )


def _histories(entry: Entry, one: EntryIn, rows: dict[type[Any], list[Any]]) -> None:
    of = {"entry": entry, "key_holder_id": entry.key_holder_id}
    rows[EntryRevision] += [
        EntryRevision(
            **of, revision=text.revision, reason=text.reason, made_at=text.made_at, text=_text(text)
        )
        for text in one.earlier_texts
    ]
    rows[Clash] += [
        Clash(
            **of,
            part=text.part,
            page=id_of(text.page),
            text=text.text,
            made_at=text.made_at,
            settled_at=text.settled_at,
        )
        for text in one.second_texts
    ]
    rows[ParkedForm] += [
        ParkedForm(**of, fields=page.fields, parked_at=page.parked_at) for page in one.unsaved_pages
    ]


def _text(text: Written) -> dict[str, Any]:
    """As Entry.text() gives it."""
    return {
        "title": text.title,
        "answers": text.answers,
        "private_note": text.private_note,
        "happened_on": day(text.happened_on),
    }


def _promises(person: User, plan: Plan, entries: Became) -> Became:
    became: Became = {}
    promises, moves, ties = [], [], []
    for one in plan.promises:
        promise = _promise(person, one)
        became[one.id] = short(promise.pk)
        promises.append(promise)
        moves += _moves(promise, one)
        for tie in one.born_of:
            if tie.entry in entries:
                ties.append(_tie(person, id_of(entries[tie.entry]), tie, promise))
    Promise.objects.bulk_create(promises, batch_size=AT_ONCE)
    PromiseMove.objects.bulk_create(moves, batch_size=AT_ONCE)
    once = {(tie.entry_id, tie.part): tie for tie in ties}
    PromiseOfEntry.objects.bulk_create(once.values(), batch_size=AT_ONCE)
    return became


def _promise(person: User, one: PromiseIn) -> Promise:
    today = timezone.localdate()
    return Promise(
        pk=new_id(),
        owner=person,
        key_holder_id=person.key_holder_id,
        what=one.what,
        to_role=one.to_role,
        due_on=one.due_on,
        state=one.state,
        outcome=one.answer,
        reason=one.why,
        received=one.how_received,
        for_page=one.words_for_staff,
        shown_to_facilitator=False,  # nothing that comes in is shown to anybody
        made_at=one.made_at,
        answered_at=one.answered_at,
        # Its day came where it was: nobody is told of it again.
        told_for=one.due_on if one.due_on and one.due_on <= today else None,
    )


def _moves(promise: Promise, one: PromiseIn) -> list[PromiseMove]:
    return [
        PromiseMove(
            promise=promise,
            key_holder_id=promise.key_holder_id,
            number=number,
            before=step.before,
            after=step.after,
            answer=step.answer,
            reason=step.why,
            received=step.how_received,
            due_on=step.due_on,
            at=step.at,
        )
        for number, step in enumerate(one.steps, start=1)
    ]


def _tie(person: User, entry_id: UUID, tie: Any, promise: Promise) -> PromiseOfEntry:
    return PromiseOfEntry(
        entry_id=entry_id,
        key_holder_id=person.key_holder_id,
        part=tie.question,
        promise=promise,
        answer=tie.answer,
        made_at=promise.made_at,
    )


def _sittings(person: User, plan: Plan) -> Became:
    here, made = Here(person), []
    for one in plan.sittings:
        measure = here.measure_for(one)
        if measure is not None:
            made.append(
                Sitting(
                    person=person,
                    key_holder_id=person.key_holder_id,
                    measure=measure,
                    answers=one.answers,
                    kept_at=one.kept_at,
                    finished_at=one.finished_at,
                )
            )
    Sitting.objects.bulk_create(made, batch_size=AT_ONCE)
    return {short(one.pk): short(one.pk) for one in made}


def _small(person: User, plan: Plan) -> None:
    if plan.kept_words:
        kept = KeptWords.objects.visible_to(person).first()
        kept = kept or KeptWords(person=person, key_holder_id=person.key_holder_id, folded=[])
        kept.folded = [*kept.folded, *plan.kept_words]
        kept.save()
    if plan.wishes:
        Wish.objects.create(person=person, **plan.wishes.model_dump(
            include={"mail", "paused_until", "unwanted"}))  # fmt: skip
    if plan.depth_since:
        DepthWish.objects.create(person=person, on_since=plan.depth_since)
    if plan.comes_back:
        ComingBack.objects.create(
            person=person,
            on_this_day_since=plan.comes_back.on_this_day_since,
            six_weeks_since=plan.comes_back.six_weeks_on_since,
        )
