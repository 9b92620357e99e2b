"""Words about a share that could not be saved or sent: kept sealed, as pages of an entry are."""

from collections.abc import Iterable

from django.db import transaction

from journals.models import ParkedWords, Share
from people import kept
from people.kept import Fields

MOST_CHARACTERS = 200_000


def park_words(
    *,
    share: Share,
    by_writer: bool,
    place: str,
    fields: Fields,
    alone: bool,
    shown: Iterable[str] = (),
) -> bool:
    """Keep words about a share, if there is room: each of the two has their own.

    Not any number: a link to somebody outside must not fill the database.
    """
    with transaction.atomic():
        rows = Share.objects.select_for_update(of=("self",), no_key=True).filter(pk=share.pk)
        locked = rows.defer("snapshot").first()
        own = ParkedWords.objects.filter(share=share.pk, by_writer=by_writer)
        if locked is None:
            return False
        return kept.park(
            own,
            fields,
            characters=MOST_CHARACTERS,
            alone=alone,
            shown=shown,
            share=locked,
            key_holder_id=locked.key_holder_id,
            by_writer=by_writer,
            place=place,
        )
