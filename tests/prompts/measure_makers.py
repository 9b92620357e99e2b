"""A made-up instrument about tea: no statement of a real one stands in this repository."""

from typing import Any

from django.utils import timezone

from people.models import Organisation, User
from prompts.models import Measure, Sitting
from prompts.schema import MeasureFile

TEA = """\
key: tea
title: Tea and cake
about: How somebody is with tea and with cake.
source:
  label: Nobody (1900)
  citation: Nobody N (1900) On tea. The Kettle 1(1), 1-2.
licence: The Kettle lets this house use it with thirty people.
intro: Think of the last seven days.
steps: {least: 0, most: 4, ends: [not like me, very like me]}
scales:
  - {key: tea, title: Tea, about: With a cup.}
  - {key: cake, title: Cake}
total: Tea and cake together
items:
  - {key: t1, text: I put the kettle on., scale: tea}
  - {key: t2, text: I let it go cold., scale: tea, reverse: true}
  - {key: c1, text: I bake., scale: cake}
  - {key: t3, text: I pour for others first., scale: tea}
  - {key: c2, text: I share., scale: cake}
"""


def tea(**changed: object) -> MeasureFile:
    values: dict[str, object] = {
        "key": "tea",
        "title": "Tea and cake",
        "about": "How somebody is with tea and with cake.",
        "source": {"label": "Nobody (1900)", "citation": "Nobody N (1900) On tea."},
        "licence": "The Kettle lets this house use it.",
        "steps": {"least": 0, "most": 4, "ends": ["not like me", "very like me"]},
        "scales": [{"key": "tea", "title": "Tea"}, {"key": "cake", "title": "Cake"}],
        "total": "Together",
        "items": [
            {"key": "t1", "text": "I put the kettle on.", "scale": "tea"},
            {"key": "t2", "text": "I let it go cold.", "scale": "tea", "reverse": True},
            {"key": "t3", "text": "I pour for others first.", "scale": "tea"},
            {"key": "c1", "text": "I bake.", "scale": "cake"},
            {"key": "c2", "text": "I share.", "scale": "cake"},
        ],
    }
    return MeasureFile.model_validate(values | changed)


def make_measure(organisation: Organisation, **fields: Any) -> Measure:
    """The one about tea, as if loaded for a house."""
    file = tea(**{"title": fields["title"]} if "title" in fields else {})
    values = {"key": file.key, "title": file.title, "content": file.model_dump(mode="json")}
    return Measure.objects.create(organisation=organisation, **values | fields)


def make_sitting(person: User, measure: Measure, **fields: Any) -> Sitting:
    """One that is finished: tea comes to 10 and cake to 2, together 12."""
    values = {
        "answers": {"t1": 3, "t2": 1, "t3": 4, "c1": 0, "c2": 2},
        "finished_at": timezone.now(),
    }
    return Sitting.objects.create(
        person=person, key_holder_id=person.key_holder_id, measure=measure, **values | fields
    )
