"""The key of a pair, with which everything the two agree and record is sealed."""

from django.db import transaction

from supervision.models import Supervision
from vault.models import KeyHolder


@transaction.atomic
def key_of(supervision: Supervision) -> KeyHolder:
    """The pair's key holder; made now if nothing of theirs was sealed before.

    Made under a lock on the pair's row, so that two at once make one. Whoever locks sessions
    or shares of the pair too holds it before: see `supervision.services.locks`.
    """
    rows = Supervision.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("key_holder").get(pk=supervision.pk)
    if row.key_holder is None:
        row.key_holder = KeyHolder.objects.create()
        row.save(update_fields=["key_holder"])
    supervision.key_holder = row.key_holder
    return row.key_holder
