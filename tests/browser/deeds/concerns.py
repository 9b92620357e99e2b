"""Worries about safety."""

from journals.models import Share
from journals.services.concerns import raise_concern
from journals.services.sharing import open_share
from people.models import User
from supervision.models import Supervision
from tests.makers import make_membership
from vault.ids import from_short, short


def safeguard(id: str, writer: str) -> None:
    """Make a person the safeguarding lead where another is supervised."""
    held = User.objects.get(pk=from_short(writer)).memberships.select_related("organisation")
    membership = held.get()
    Supervision.objects.filter(supervisee=membership.user).update(
        organisation=membership.organisation
    )
    lead = User.objects.get(pk=from_short(id))
    make_membership(lead, membership.teams.get(), "safeguarding")


def worry(share: str, *, later: bool = False) -> str:
    """The share's reader opens it, and is worried."""
    found = Share.objects.select_related("reader").get(pk=from_short(share))
    open_share(share_id=found.pk, reader=found.reader)
    concern = raise_concern(
        share_id=found.pk, reader=found.reader, tell_now=not later, reason="danger"
    )
    return short(concern.pk)
