"""A made-up instrument about tea: no statement of a real one stands in this repository."""

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
