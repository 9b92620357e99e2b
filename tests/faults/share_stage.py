"""The program's side of the share machine: its people, and what each of them does."""

import itertools
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.services import erase_due
from journals.merging import Save
from journals.models import Entry, OutsideReader, Review, Share
from journals.review_saving import save_review
from journals.saving import save_entry
from journals.services import confirming, reviewing, sharing
from journals.services.outside import Named
from people.models import User
from supervision.models import Supervision
from tests.conftest import make_cast, open_session, suspend
from tests.faults.share_model import OUTSIDE, WRITER
from tests.journals.outside import share_outside
from tests.makers import (
    make_entry,
    make_membership,
    make_prompt_version,
    make_supervision,
    make_user,
)
from vault.ids import new_id

READERS = ("ben", "chloe")
STAND_IN = "farid"  # who is asked to stand in, or to take over
LEADING = (*READERS, STAND_IN)
LEAD = "lena"  # for safeguarding
# They must see no share, whatever happens.
OTHERS = ("dev", "efua", "grace", "hana", "ife", "jo", LEAD)
STRANGERS = ("dev", "efua", STAND_IN, "grace", "hana", "ife", "jo")  # who also try
_numbers = itertools.count(1)


class Stage:
    """Made once for a run; each example is undone after it."""

    def __init__(self) -> None:
        cast: SimpleNamespace = make_cast()
        self.cast, self.version = cast, make_prompt_version()
        cast.lena = make_user("Lena")
        make_membership(cast.lena, cast.team, "safeguarding")
        pair = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
        pair.organisation = cast.team.organisation
        pair.save(update_fields=["organisation"])
        self.pairs = {"ben": pair, "chloe": self.make_pair("chloe")}
        suspend(cast.jo)

    def make_pair(self, name: str) -> Supervision:
        house = self.cast.team.organisation
        return make_supervision(self.person(name), self.person(WRITER), organisation=house)

    def pair(self, pk: uuid.UUID) -> Supervision:
        return Supervision.objects.select_related("supervisor", "supervisee").get(pk=pk)

    def person(self, name: str) -> User:
        """As a request would find them."""
        return User.objects.get(pk=getattr(self.cast, name).pk)

    def viewer(self, name: str, share_id: uuid.UUID | None = None) -> Any:
        if name != OUTSIDE:
            return self.person(name)
        return OutsideReader.objects.get(share=share_id)

    # What the writer does.

    def begin(self) -> Entry:
        return make_entry(self.person(WRITER), self.version, answers={}, revision=0)

    def edit(self, entry_id: uuid.UUID) -> str:
        number = next(_numbers)
        text = f"<said {number}>"
        entry = Entry.objects.get(pk=entry_id)
        parts = {"happened": text, "about-private_note": f"<note {number}>"}
        save = Save(operation=new_id(), page=new_id(), base=entry.revision, parts=parts)
        save_entry(entry_id=entry_id, author=self.person(WRITER), save=save)
        return text

    def share(self, entry_id: uuid.UUID, pairs: list[uuid.UUID], revision: int) -> list[Share]:
        return sharing.share_entry(
            entry_id=entry_id,
            author=self.person(WRITER),
            supervisions=pairs,
            chosen={"happened", "private_note", "about-private_note"},
            revision=revision,
        )

    def share_outside(self, entry_id: uuid.UUID, revision: int) -> Share:
        person = Named("Olu", "olu@example.test", "peer", timezone.now() + timedelta(days=9))
        entry = Entry.objects.get(pk=entry_id)
        return share_outside(entry, person, chosen={"happened"}, revision=revision)

    # What a reader does.

    def open(self, share_id: uuid.UUID, name: str) -> Share:
        viewer = self.viewer(name, share_id)
        if isinstance(viewer, OutsideReader):
            return confirming.open_outside(reader=viewer)
        return sharing.open_share(share_id=share_id, reader=viewer)

    def save(self, share_id: uuid.UUID, name: str, parts: dict[str, Any]) -> int:
        review = Review.objects.get(share=share_id)
        save = Save(operation=new_id(), page=new_id(), base=review.revision, parts=parts)
        viewer = self.viewer(name, share_id)
        return save_review(review_id=review.pk, reader=viewer, save=save).revision

    def give(self, share_id: uuid.UUID, name: str, outcome: str, revision: int) -> Review:
        return reviewing.give_review(
            share_id=share_id,
            reader=self.viewer(name, share_id),
            outcome=outcome,
            revision=revision,
        )

    def knock(self, share_id: uuid.UUID, name: str) -> int:
        """A real request for the reader's page of a share, from a browser signed in."""
        client = open_session(Client(), self.person(name), factor=True)
        return client.get(reverse("journals:review_write", args=[share_id])).status_code

    # What happens to them.

    def erase(self, name: str) -> None:
        past = timezone.now() - timedelta(hours=1)
        User.objects.filter(pk=getattr(self.cast, name).pk).update(erase_after=past)
        with transaction.atomic():
            assert erase_due() == 1
