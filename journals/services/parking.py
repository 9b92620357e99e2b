"""Words about a share that could not be saved or sent: kept sealed, as pages of an entry are."""

from django.db import transaction

from journals.models import ParkedWords, Share
from people.kept import MOST, Fields, has_room

MOST_CHARACTERS = 200_000


def park_words(
    *, share: Share, by_writer: bool, place: str, fields: Fields, most: int = MOST
) -> bool:
    """Keep words about a share, if there is room: each of the two has their own."""
    with transaction.atomic():
        rows = Share.objects.select_for_update(of=("self",), no_key=True).filter(pk=share.pk)
        locked = rows.defer("snapshot").first()
        own = ParkedWords.objects.filter(share=share.pk, by_writer=by_writer)
        if locked is None or not has_room(own, fields, characters=MOST_CHARACTERS, most=most):
            return False
        ParkedWords.objects.create(
            share=locked,
            key_holder_id=locked.key_holder_id,
            by_writer=by_writer,
            place=place,
            fields=fields,
        )
        return True
