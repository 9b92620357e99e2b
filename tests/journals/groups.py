"""A supervisor's group with a writer and two others, and a share that could be put before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from journals.models import BeforeGroup, Share
from journals.services import before_groups
from journals.services.before_groups import NotPutError
from people.models import User
from supervision.models import Supervision, SupervisionSession
from tests.makers import make_entry, make_share, make_supervision, make_user
from tests.supervision.makers import make_group

WORDS, ASK, REST = "Words for the group", "A word for my supervisor alone", "Words not chosen"


@dataclass
class Scene:
    writer: User
    supervisor: User
    second: User
    third: User
    pair: Supervision
    share: Share
    session: SupervisionSession

    @property
    def all_named(self) -> set[Any]:
        return {self.supervisor.pk, self.second.pk, self.third.pk}

    def put(self, **other: Any) -> BeforeGroup:
        asked: dict[str, Any] = {
            "share_id": self.share.pk,
            "session_id": self.session.pk,
            "writer": self.writer,
            "plan": SupervisionSession.objects.get(pk=self.session.pk).plan_revision,
            "named": self.all_named,
        }
        return before_groups.put_before_group(**(asked | other))

    def ask(self, share: Share | None = None) -> BeforeGroup:
        return before_groups.ask_for(
            share_id=(share or self.share).pk,
            session_id=self.session.pk,
            supervisor=self.supervisor,
        )

    def let_go(self, row: BeforeGroup, actor: User | None = None) -> BeforeGroup:
        return before_groups.let_go(row_id=row.pk, actor=actor or self.writer)

    def at(self, minutes: float) -> Any:
        """So many minutes after the session began."""
        return time_machine.travel(self.session.starts_at + timedelta(minutes=minutes), tick=False)

    def share_of(self, writer: User) -> Share:
        """What another one of the group gave to the same supervisor."""
        pair = Supervision.objects.get(supervisor=self.supervisor, supervisee=writer)
        return make_share(make_entry(writer), pair)


def make_scene(cast: SimpleNamespace) -> Scene:
    pair = Supervision.objects.get(supervisor=cast.ben, supervisee=cast.amara)
    second, third = make_user("Second"), make_user("Third")
    for one in (second, third):
        make_supervision(cast.ben, one)
    entry = make_entry(
        cast.amara, answers={"happened": WORDS, "in_a_line": REST}, title=REST, private_note=REST
    )
    share = make_share(entry, pair, "happened", ask=ASK)
    session = make_group(cast.ben, [cast.amara, second, third])
    return Scene(cast.amara, cast.ben, second, third, pair, share, session)


def readers(row: BeforeGroup, *people: User) -> list[str]:
    """Who of these can open it at this moment, by name."""
    return [
        str(one)
        for one in people
        if BeforeGroup.objects.readable_by(User.objects.get(pk=one.pk)).filter(pk=row.pk).exists()
    ]


def refused(why: str) -> Any:
    """In whose block nothing is put and nobody is asked, for this reason."""
    return pytest.raises(NotPutError, match=why)
