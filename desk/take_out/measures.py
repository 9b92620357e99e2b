"""What a person answered to the measures of their houses, and what it comes to."""

from __future__ import annotations

from desk.copies import Data, moment
from people.models import User
from prompts.models import Sitting
from prompts.sittings import lines_of
from vault.ids import short


def measures(person: User) -> list[Data]:
    """Numbers by the key of their statement: the statements are their makers' and not given."""
    rows = Sitting.objects.visible_to(person).select_related("measure__organisation")
    return [
        {
            "id": short(row.pk),
            "measure": row.measure.title,
            "source": row.measure.file.source.citation,
            "organisation": row.measure.organisation.name,
            "kept_at": moment(row.kept_at),
            "finished_at": moment(row.finished_at),
            "answers": row.answers,
            "scores": [
                {
                    "part": line.score.title,
                    "comes_to": line.score.rounded or None,
                    "least": line.score.least,
                    "most": line.score.most,
                    "answered": line.score.answered,
                    "statements": line.score.items,
                }
                for line in lines_of(row)
            ],
        }
        for row in rows.order_by("kept_at", "pk")
    ]
