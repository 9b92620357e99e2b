"""What the pages about sessions show: one session, the lists, and their part of a pair's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateTimeField, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from identifiers import Finding, Level, find
from people.models import User
from prompts.models import Prompt
from prompts.querysets import of_library
from supervision import session_news as news
from supervision.functions import WORDS, known
from supervision.models import (
    SessionAction,
    SessionPart,
    SessionTopic,
    Supervision,
    SupervisionSession,
    SupervisionSessionQuerySet,
)
from supervision.models.sessions import LONGEST
from supervision.pages import SHELF
from supervision.records import Record, lines_of
from supervision.services import coming, sessions
from supervision.services.ahead import MOST as MOST_AHEAD
from supervision.services.recording import data_of
from supervision.session_forms import TopicForm
from supervision.unsaved import unsaved_of_session
from vault.ids import short

NEWEST = 10  # past sessions on a pair's page
PREPARE, LOOK_BACK = ("supervision", "prepare"), ("supervise-the-supervisor", "after-a-session")


def coming_of(user: User, pair: Supervision | None = None) -> list[SupervisionSession]:
    """Planned ones that are not over by the clock and still stand, the next one first."""
    rows = _rows(user, pair).coming()
    return [one for one in rows if one.stands]


def past_of(user: User, pair: Supervision | None = None) -> SupervisionSessionQuerySet:
    """All the others, the newest first."""
    rows: Any = _rows(user, pair)
    since = timezone.now() - LONGEST
    before: SupervisionSessionQuerySet = rows.exclude(
        state=SupervisionSession.State.PLANNED, starts_at__gt=since, stands=True
    )
    return before.newest_first()


def _rows(user: User, pair: Supervision | None) -> SupervisionSessionQuerySet:
    """For lists: no word of them, but with whom they are."""
    if pair is not None:
        rows = SupervisionSession.objects.of_pair(pair, user)
    else:
        rows = SupervisionSession.objects.visible_with_standing(user)
    rows = rows.saying_what_waits_for(user)
    found = rows.select_related("supervisor", "supervision__supervisee", "organisation")
    return found.defer(*news.WORDS)


def _of_pairs_page(
    user: User, pair: Supervision
) -> tuple[list[SupervisionSession], list[SupervisionSession]]:
    """Those to come, and the newest of the others, one more than are shown. One query."""
    since = timezone.now() - LONGEST
    ahead = Q(state=SupervisionSession.State.PLANNED, starts_at__gt=since)
    rows = _rows(user, pair).alias(
        is_past=Case(When(ahead, then=0), default=1),
        # The nearest first: of those ahead too, should there be more than are fetched.
        next_at=Case(When(ahead, then="starts_at"), output_field=DateTimeField()),
    )
    first = list(rows.order_by("is_past", "next_at", "-starts_at", "pk")[: MOST_AHEAD + NEWEST + 1])
    coming = [one for one in first if one.is_planned and one.starts_at > since and one.stands]
    past = sorted((one for one in first if one not in coming), key=_newest_first)
    return sorted(coming, key=lambda one: (one.starts_at, one.pk)), past[: NEWEST + 1]


def _newest_first(session: SupervisionSession) -> tuple[float, Any]:
    return -session.starts_at.timestamp(), session.pk


def actions_of(user: User, *, of_others: bool) -> list[SessionAction]:
    """What the person took on anywhere, and what people of their groups and drop-ins did.

    These are others' words, and wait for the second step. What was said in a pair to its
    supervisor stands on that pair's page.
    """
    rows = SessionAction.objects.on_list_of(user)
    if not of_others:
        rows = rows.filter(owner=user)
    rows = rows.exclude(~Q(owner=user), session__kind=SupervisionSession.Kind.ONE_TO_ONE)
    return list(rows.select_related("owner", "session", "key_holder"))


def pair_context(pair: Supervision, user: User) -> dict[str, Any]:
    """For the pair's page: the next session, topics and actions that wait, and past sessions."""
    runs, is_supervisor = pair.runs, pair.supervisor_id == user.pk
    next_ones, found = _of_pairs_page(user, pair)
    meets = not pair.is_peer
    topics = SessionTopic.objects.of_pair(pair, user).open()
    actions = SessionAction.objects.of_pair(pair, user)
    return {
        "pair_runs": runs and meets,
        "shows_sessions": meets or bool(next_ones or found),
        "next_sessions": next_ones,
        "topics": list(topics.select_related("by", "key_holder")),
        "topic_form": TopicForm(person=user),
        "topic_binding": SHELF.bind(user, pair.pk),
        "actions": list(actions.select_related("owner", "session", "key_holder")),
        "past_sessions": found[:NEWEST],
        "has_more_sessions": len(found) > NEWEST,
        "prepare": prompt_of(PREPARE) if runs and meets and not is_supervisor else [],
    }


def detail_of(session: SupervisionSession, user: User) -> dict[str, Any]:
    leads = session.supervisor_id == user.pk
    there = session.parts.of_who_comes_to(session).select_related("person", "key_holder")
    parts = list(there.order_by("person__display_name", "pk"))
    shows = session.is_recorded or (leads and session.has_draft)
    own = next(part for part in parts if part.person_id == user.pk)
    is_off = session.is_called_off or (session.is_planned and not session.stands)
    context = {
        "session": session,
        "leads": leads,
        "is_off": is_off,
        "off_by_itself": is_off and not session.is_called_off,
        "others": [part.person for part in parts if part.person_id != user.pk],
        "own": own,
        "lines": lines_of(session.record) if shows else [],
        "people": [_part(part, session, user) for part in parts],
        "topics": _topics(session, user),
        "actions": _actions(session, user),
        "may_plan": sessions.may_plan(session, user),
        "is_open": sessions.is_open(session),
        "may_call_off": sessions.may_call_off(session, user),
        "may_restore": sessions.may_restore(session, user),
        "may_record": leads and session.has_begun and not is_off,
        "may_add": leads and session.has_begun and session.is_planned and not is_off,
        "to_acknowledge": session.is_recorded
        and not leads
        and own.acknowledged_revision != session.record_revision,
        "unsaved": unsaved_of_session(session, user),
        "warnings": warnings_of(session) if leads and shows else [],
        **_links(session, leads=leads, is_off=is_off),
    }
    if leads and session.has_draft:
        context["draft"] = data_of(session)
        context["draft_there"] = [
            p.person for p in parts if p.person_id in context["draft"].attended
        ]
        names = {part.person_id: part.person for part in parts}
        context["draft_actions"] = [
            (row, names.get(row.owner_id)) for row in context["draft"].actions
        ]
    if context["may_add"]:
        context["may_be_added"] = [(short(p.pk), p) for p in coming.may_be_added(session)]
    return context


@dataclass(frozen=True)
class PartLine:
    """One person's part, with what the reader may see of it."""

    person: User
    attended: bool | None
    has_acknowledged: bool  # the newest
    acknowledged_older: bool
    differs: bool
    remark: str  # why, for whom it is
    is_supervisor: bool


def _part(part: SessionPart, session: SupervisionSession, user: User) -> PartLine:
    may_read = part.person_id == user.pk or session.supervisor_id == user.pk
    return PartLine(
        person=part.person,
        attended=part.attended if session.is_recorded else None,
        has_acknowledged=session.is_recorded
        and part.acknowledged_revision == session.record_revision,
        acknowledged_older=0 < part.acknowledged_revision < session.record_revision,
        differs=bool(part.remark),
        remark=part.remark if may_read else "",
        is_supervisor=part.person_id == session.supervisor_id,
    )


def _topics(session: SupervisionSession, user: User) -> list[SessionTopic]:
    own = SessionTopic.objects.visible_to(user).select_related("by", "key_holder")
    if session.is_of_a_pair and session.is_planned:
        return list(own.open().filter(supervision=session.supervision_id))
    here = own.of_those_there().filter(session=session)
    return list(here.exclude(dropped_at__isnull=False, talked_at__isnull=True))


def _actions(session: SupervisionSession, user: User) -> list[SessionAction]:
    """Of this session, done ones too; of one to come, what waits from those before."""
    own = SessionAction.objects.visible_to(user).select_related("owner", "session", "key_holder")
    if session.is_planned:
        return list(own.carried_to(session, user))
    return list(own.filter(session=session, dropped_at__isnull=True).by_day())


def warnings_of(session: SupervisionSession) -> list[Finding]:
    """What of a record's words may name somebody. It warns, and never stops anybody."""
    record: Record = session.record
    places = [session.organisation.name] if session.organisation else []
    found: dict[str, Finding] = {}
    for key in ("themes", "ideas"):
        for one in find(record.get(key) or "", places=places):
            if one.level == Level.HIGH or one.kind in NAMES:
                found.setdefault(one.words.casefold(), one)
    return list(found.values())


NAMES = {"titled-name", "full-name", "name", "initials"}


def prompt_of(*wanted: tuple[str, str]) -> list[Prompt]:
    """The prompts of the library of these programmes and keys, those that are there."""
    rows = Prompt.objects.filter(
        of_library("programme__"),
        programme__retired_at__isnull=True,
        retired_at__isnull=True,
        programme__key__in={programme for programme, _key in wanted},
        key__in={key for _programme, key in wanted},
    )
    found = {(one.programme.key, one.key): one for one in rows.select_related("programme")}
    return [found[one] for one in wanted if one in found]


def _links(session: SupervisionSession, *, leads: bool, is_off: bool) -> dict[str, Any]:
    """What helps before and after: to prepare, to look back, and by what it was for."""
    if is_off:
        return {}
    guides: list[tuple[str, list[tuple[Any, Prompt]]]] = []
    if session.is_planned and not session.has_begun:
        if not leads:
            guides.append((_("Prepare, in five minutes"), _unnamed(PREPARE)))
    elif leads:
        guides.append((_("Look back on how you supervised"), _unnamed(LOOK_BACK)))
    elif session.is_recorded:
        guides.append((_("Think on"), _by_function(session)))
    return {"guides": [(label, found) for label, found in guides if found]}


def _unnamed(wanted: tuple[str, str]) -> list[tuple[Any, Prompt]]:
    return [("", prompt) for prompt in prompt_of(wanted)]


def _by_function(session: SupervisionSession) -> list[tuple[Any, Prompt]]:
    """The questions of the library that help with what it was for, by its name."""
    words = {
        WORDS[one].questions: WORDS[one].name for one in known(session.record.get("functions"))
    }
    found = prompt_of(*(("supervision", key) for key in words))
    return [(words[prompt.key], prompt) for prompt in found]
