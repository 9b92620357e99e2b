"""Making and moving agreements in tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from people.models import User
from supervision.models import Agreement, Supervision
from supervision.pages import SHELF
from supervision.services import agreements as services
from supervision.services.agreements import Seen

READY = {"also": ["none"], "aims": "To think about hard shifts"}


def draft_of(pair: Supervision, actor: User, **values: Any) -> Agreement:
    """The draft, with this in it."""
    draft = services.begin_draft(supervision_id=pair.pk, actor=actor)
    return change(draft, actor, **(READY | values))


def change(
    draft: Agreement, actor: User, *, review_on: date | None = None, **values: Any
) -> Agreement:
    return services.change_draft(
        supervision_id=draft.supervision_id,
        actor=actor,
        seen=Seen.of(draft),
        values=draft.terms | values,
        review_on=review_on,
    )


def sign(agreement: Agreement, actor: User, name: str = "A name") -> Agreement:
    return services.sign(
        supervision_id=agreement.supervision_id, actor=actor, seen=Seen.of(agreement), name=name
    )


def agreed(pair: Supervision, **values: Any) -> Agreement:
    """One that both have signed, its supervisee first."""
    review_on = values.pop("review_on", None)
    draft = draft_of(pair, pair.supervisee, **values)
    if review_on:
        draft = change(draft, pair.supervisee, review_on=review_on)
    sign(draft, pair.supervisee, "Amara A. Nurse")
    return sign(draft, pair.supervisor, "Ben B. Senior")


def end(pair: Supervision) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Supervision.objects.filter(pk=pair.pk).update(ended_on=yesterday)


def page(person: User, pair: Supervision, agreement: Agreement, **fields: Any) -> dict[str, Any]:
    """A form about an agreement as its page would post it."""
    terms = {name: value for name, value in agreement.terms.items() if value is not False}
    about = {"binding": SHELF.bind(person, pair.pk), "seen": str(Seen.of(agreement))}
    return {**about, **terms, "review_on": "", **fields}
